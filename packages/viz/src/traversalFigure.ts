import type { PlainTensor } from '@vaekit-internal/base';
import { checkFinite, checkLabels } from './checks.js';
import { formatCoordinates, formatNumber } from './formatNumber.js';
import { type FigureGridOptions, imageRowsFigure } from './imageFigure.js';
import type { FigureOptions } from './svgDocument.js';
import { traversalRows } from './traversalGrid.js';

/** Options of `traversalFigure`. */
export interface TraversalFigureOptions extends FigureOptions, FigureGridOptions {
  /** The values each latent dimension takes, from left to right. */
  readonly values: readonly number[];
  /** A name for each row. Default `z₀`, `z₁`, … */
  readonly rowLabels?: readonly string[];
  /** What the values are. Default `value of the latent dimension`. */
  readonly columnTitle?: string;
}

/** `z₁₂`: a latent dimension's name. */
function latentName(index: number): string {
  return `z${[...String(index)].map((digit) => String.fromCodePoint(0x2080 + Number(digit))).join('')}`;
}

/**
 * Latent traversals as an SVG figure: each row moves one latent dimension over `values`.
 *
 * @param images `[dimensions * values.length,h,w,1|3]`, dimension by dimension
 * @param options the values, names of the rows, heading, theme
 * @returns a standalone SVG file
 * @throws RangeError if the count is not a multiple of the values, or as `imageGrid`
 */
export function traversalFigure(images: PlainTensor, options: TraversalFigureOptions): string {
  const where = 'traversalFigure';
  const { values, columnTitle = 'value of the latent dimension' } = options;
  checkFinite(where, 'values', values);
  const columns = values.length;
  const rows = traversalRows(where, images, columns);
  const rowLabels = options.rowLabels ?? Array.from({ length: rows }, (_, index) => latentName(index));
  checkLabels(where, 'rowLabels', rowLabels, rows, 'rows');
  return imageRowsFigure(
    where,
    images,
    options,
    {
      title: 'Latent traversals',
      description: `${rows} latent dimensions, one in a row (${rowLabels.join(', ')}), each over ${columns} values from ${formatNumber(values[0]!)} to ${formatNumber(values[columns - 1]!)}.`,
    },
    { rows, columns, rowLabels, columnLabels: formatCoordinates(values), rowTitle: 'dimension', columnTitle },
  );
}
