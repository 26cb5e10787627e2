import type { PlainTensor } from '@vaekit-internal/base';
import { checkLabels } from './checks.js';
import { formatNumber } from './formatNumber.js';
import { type FigureGridOptions, imageRowsFigure } from './imageFigure.js';
import { imageSizes } from './plainTensor.js';
import type { FigureOptions } from './svgDocument.js';
import { traversalRows } from './traversalGrid.js';

/** Options of `interpolationFigure`. */
export interface InterpolationFigureOptions extends FigureOptions, FigureGridOptions {
  /** Images of one path. Default: all images are one path. */
  readonly steps?: number;
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
  const columnLabels = Array.from({ length: steps }, (_, step) =>
    formatNumber(steps > 1 ? Number((step / (steps - 1)).toFixed(2)) : 0),
  );
  return imageRowsFigure(
    where,
    images,
    options,
    { title: 'Interpolation', description: `${rows === 1 ? 'One path' : `${rows} paths`} of ${steps} images between two codes.` },
    { rows, columns: steps, rowLabels, columnLabels, columnTitle: 'position t on the path' },
  );
}
