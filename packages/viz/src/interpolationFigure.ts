import type { PlainTensor } from '@vaekit-internal/base';
import { checkLabels } from './checks.js';
import { formatNumber } from './formatNumber.js';
import { type FigureGridOptions, imageRowsFigure } from './imageFigure.js';
import { imageSizes } from './plainTensor.js';
import type { FigureOptions } from './svgDocument.js';
import { betweenOriginals } from './interpolationStrip.js';
import { traversalRows } from './traversalGrid.js';

/** Options of `interpolationFigure`. */
export interface InterpolationFigureOptions extends FigureOptions, FigureGridOptions {
  /** Images of one path. Default: all images are one path. */
  readonly steps?: number;
  /** `[2 * paths,h,w,1|3]`: the examples that a path starts and ends at, pair by pair, shown before and behind it. */
  readonly originals?: PlainTensor;
  /** A name for each path. */
  readonly rowLabels?: readonly string[];
}

/**
 * Interpolations as an SVG figure: each row is a path from t = 0 to t = 1 in even steps.
 *
 * @param images `[paths * steps,h,w,1|3]`, path by path
 * @param options steps, names of the paths, heading, theme
 * @returns a standalone SVG file
 * @throws RangeError if the count is not a multiple of `steps`, or as `imageGrid`
 */
export function interpolationFigure(images: PlainTensor, options: InterpolationFigureOptions = {}): string {
  const where = 'interpolationFigure';
  const { steps = imageSizes(where, 'images', images).count, rowLabels } = options;
  const rows = traversalRows(where, images, steps);
  checkLabels(where, 'rowLabels', rowLabels, rows, 'paths');
  // Only round positions are written, tenths or quarters: a tick at 0.38 says less than none.
  const parts = [10, 5, 4, 2].find((count) => (steps - 1) % count === 0) ?? 1;
  const inner = Array.from({ length: steps }, (_, step) => {
    const place = steps > 1 ? (step * parts) / (steps - 1) : 0;
    return Number.isInteger(place) ? formatNumber(place / parts) : '';
  });
  const { originals } = options;
  const shown = originals === undefined ? images : betweenOriginals(where, images, originals, rows);
  return imageRowsFigure(
    where,
    shown,
    options,
    { title: 'Interpolation', description: `${rows === 1 ? 'One path' : `${rows} paths`} of ${steps} images between two codes.` },
    {
      rows,
      columns: originals === undefined ? steps : steps + 2,
      rowLabels,
      columnLabels: originals === undefined ? inner : ['', ...inner, ''],
      columnTitle: 'position t on the path',
    },
  );
}
