import type { PlainTensor } from '@vaekit-internal/base';
import { checkWhole } from './checks.js';
import { formatShape, imageSizes } from './plainTensor.js';
import type { Raster } from './raster.js';
import { type GridOptions, layImages } from './tileLayout.js';

/** Options of `traversalGrid`. */
export interface TraversalGridOptions extends GridOptions {
  /** Number of values each latent dimension takes: the columns. */
  readonly steps: number;
  /** A text left of each row, such as `z3`. Default: none. */
  readonly rowLabels?: readonly string[];
  /** A text above each column, such as the value. Default: none. */
  readonly columnLabels?: readonly string[];
}

/** Checks that the images fill rows of `steps`, and returns the rows. */
export function traversalRows(where: string, images: PlainTensor, steps: number): number {
  checkWhole(where, 'steps', steps, 1);
  const { count } = imageSizes(where, 'images', images);
  if (count % steps !== 0) {
    throw new RangeError(
      `${where}: \`images\` has shape ${formatShape(images.shape)}, which is not a multiple of \`steps\` (=${steps}); give every row all its values`,
    );
  }
  return count / steps;
}

/**
 * Latent traversals: each row moves one latent dimension, each column is a value.
 *
 * @param images `[dimensions * steps,h,w,1|3]`, dimension by dimension
 * @param options the number of values, labels, layout
 * @returns pixels
 * @throws RangeError if the count is not a multiple of `steps`, or as `imageGrid`
 */
export function traversalGrid(images: PlainTensor, options: TraversalGridOptions): Raster {
  const { steps, rowLabels, columnLabels } = options;
  const rows = traversalRows('traversalGrid', images, steps);
  return layImages('traversalGrid', images, { rows, columns: steps, rowLabels, columnLabels }, options).raster;
}
