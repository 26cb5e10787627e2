import type { PlainTensor } from '@vaekit-internal/base';
import { checkFinite, checkLabels } from './checks.js';
import { formatCoordinateColumn } from './formatNumber.js';
import { type FigureGridOptions, imageRowsFigure } from './imageFigure.js';
import { manifoldSide } from './latentManifoldGrid.js';
import type { FigureOptions } from './svgDocument.js';

/** Options of `latentManifoldFigure`. */
export interface LatentManifoldFigureOptions extends FigureOptions, FigureGridOptions {
  /** First coordinate of each column, from left to right. */
  readonly columnValues?: readonly number[];
  /** Second coordinate of each row, from top to bottom. */
  readonly rowValues?: readonly number[];
  /** Names of the two coordinates. Default `['z₁', 'z₂']`. */
  readonly axisTitles?: readonly [horizontal: string, vertical: string];
}

/**
 * The manifold of a two-dimensional latent as an SVG figure with both coordinates.
 *
 * @param images `[n * n,h,w,1|3]`, row by row from the top left; the first row belongs to `rowValues[0]`
 * @param options the coordinates, heading, theme
 * @returns a standalone SVG file
 * @throws RangeError if the count is not a square, coordinates of another count or not finite, or as `imageGrid`
 */
export function latentManifoldFigure(images: PlainTensor, options: LatentManifoldFigureOptions = {}): string {
  const where = 'latentManifoldFigure';
  const { columnValues, rowValues, axisTitles = ['z₁', 'z₂'] } = options;
  const side = manifoldSide(where, images);
  checkLabels(where, 'axisTitles', axisTitles, 2, 'axes');
  for (const [name, values] of [
    ['columnValues', columnValues],
    ['rowValues', rowValues],
  ] as const) {
    checkLabels(where, name, values, side, name === 'rowValues' ? 'rows' : 'columns');
    if (values) checkFinite(where, name, values);
  }
  return imageRowsFigure(
    where,
    images,
    { gap: 0, ...options },
    {
      title: 'Latent manifold',
      description: `${side} by ${side} decoded codes of a two-dimensional latent; ${axisTitles[0]} grows to the right, ${axisTitles[1]} from row to row.`,
    },
    {
      rows: side,
      columns: side,
      rowLabels: rowValues && formatCoordinateColumn(rowValues),
      columnLabels: columnValues && formatCoordinateColumn(columnValues),
      rowTitle: axisTitles[1],
      columnTitle: axisTitles[0],
    },
  );
}
