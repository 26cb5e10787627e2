import type { PlainTensor } from '@vaekit-internal/base';
import { formatShape, imageSizes } from './plainTensor.js';
import type { Raster } from './raster.js';
import { type GridOptions, layImages } from './tileLayout.js';

/** Checks that the images are n times n, and returns n. */
export function manifoldSide(where: string, images: PlainTensor): number {
  const { count } = imageSizes(where, 'images', images);
  const side = Math.round(Math.sqrt(count));
  if (side * side !== count) {
    throw new RangeError(
      `${where}: \`images\` has shape ${formatShape(images.shape)}; a manifold needs n * n images, so ${side * side} or ${(side + 1) ** 2}`,
    );
  }
  return side;
}

/**
 * The manifold of a two-dimensional latent: n x n decoded codes, row by row from the top left.
 *
 * Decode the first row at the largest second coordinate, as on a chart (the second coordinate grows upwards).
 *
 * @param images `[n * n,h,w,1|3]`
 * @param options layout; the default gap here is 0, so that neighbors touch
 * @returns pixels
 * @throws RangeError if the count is not a square, or as `imageGrid`
 */
export function latentManifoldGrid(images: PlainTensor, options: GridOptions = {}): Raster {
  const side = manifoldSide('latentManifoldGrid', images);
  return layImages('latentManifoldGrid', images, { rows: side, columns: side }, { gap: 0, ...options }).raster;
}
