import type { PlainTensor } from '@vaekit-internal/base';
import { checkLabels, checkWhole } from './checks.js';
import { imageSizes } from './plainTensor.js';
import type { Raster } from './raster.js';
import { type GridOptions, layImages } from './tileLayout.js';

/** Options of `imageGrid`. */
export interface ImageGridOptions extends GridOptions {
  /** Tiles in a row. Default: the smallest that makes the grid at least as wide as high, `ceil(sqrt(n))`. */
  readonly columns?: number;
  /** A short text under each tile; what does not fit is cut. */
  readonly labels?: readonly string[];
  /** A text left of each row. */
  readonly rowLabels?: readonly string[];
  /** A text above each column. */
  readonly columnLabels?: readonly string[];
}

/** The columns of a grid of `count` tiles, checked. */
export function gridColumns(where: string, count: number, columns: number = Math.ceil(Math.sqrt(count))): number {
  checkWhole(where, 'columns', columns, 1);
  return Math.min(columns, count);
}

/**
 * Lays images on a grid, row by row from the top left.
 *
 * @param images `[n,h,w,1]` or `[n,h,w,3]`; bytes 0..255, or numbers that `range` maps to black and white
 * @param options layout and colors; letters grow with `scale`, at the resolution of the file
 * @returns gray, RGB or (transparent background) RGBA pixels, as few channels as the content needs
 * @throws RangeError for another shape, a non-finite pixel, values far outside `range`, or labels of another count
 */
export function imageGrid(images: PlainTensor, options: ImageGridOptions = {}): Raster {
  const { columns: wanted, labels, rowLabels, columnLabels } = options;
  const { count } = imageSizes('imageGrid', 'images', images);
  const columns = gridColumns('imageGrid', count, wanted);
  checkLabels('imageGrid', 'labels', labels, count, 'images');
  const plan = { rows: Math.ceil(count / columns), columns, labels, rowLabels, columnLabels };
  return layImages('imageGrid', images, plan, options).raster;
}
