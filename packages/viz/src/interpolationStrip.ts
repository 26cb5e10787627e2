import type { PlainTensor } from '@vaekit-internal/base';
import { traversalRows } from './traversalGrid.js';
import { imageSizes } from './plainTensor.js';
import type { Raster } from './raster.js';
import { type GridOptions, layImages } from './tileLayout.js';

/** Options of `interpolationStrip`. */
export interface InterpolationStripOptions extends GridOptions {
  /** Images of one path; several paths lie one under the other. Default: all images are one path. */
  readonly steps?: number;
}

/**
 * One interpolation from left to right, or several one under the other.
 *
 * @param images `[paths * steps,h,w,1|3]`, path by path
 * @param options steps of a path, layout
 * @returns pixels
 * @throws RangeError if the count is not a multiple of `steps`, or as `imageGrid`
 */
export function interpolationStrip(images: PlainTensor, options: InterpolationStripOptions = {}): Raster {
  const { steps = imageSizes('interpolationStrip', 'images', images).count } = options;
  const rows = traversalRows('interpolationStrip', images, steps);
  return layImages('interpolationStrip', images, { rows, columns: steps }, options).raster;
}
