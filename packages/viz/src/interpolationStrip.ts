import type { PlainTensor } from '@vaekit-internal/base';
import { traversalRows } from './traversalGrid.js';
import { imageSizes } from './plainTensor.js';
import type { Raster } from './raster.js';
import { type GridOptions, layImages } from './tileLayout.js';

/** Options of `interpolationStrip`. */
export interface InterpolationStripOptions extends GridOptions {
  /** Images of one path; several paths lie one under the other. Default: all images are one path. */
  readonly steps?: number;
  /** `[2 * paths,h,w,1|3]`: the examples that a path starts and ends at, pair by pair, shown before and behind it. */
  readonly originals?: PlainTensor;
}

/** Paths with the examples at their ends. @throws RangeError unless there are two for each path, of the same size and kind of numbers */
export function betweenOriginals(where: string, images: PlainTensor, originals: PlainTensor, rows: number): PlainTensor {
  const [own, given] = [imageSizes(where, 'images', images), imageSizes(where, 'originals', originals)];
  const differs = own.height !== given.height || own.width !== given.width || own.channels !== given.channels;
  if (given.count !== 2 * rows || differs) {
    throw new RangeError(
      `${where}: \`originals\` has shape [${originals.shape.join(',')}]; expected [${[2 * rows, own.height, own.width, own.channels].join(',')}], the first and the last example of each path`,
    );
  }
  if (originals.data instanceof Uint8Array !== images.data instanceof Uint8Array) {
    throw new RangeError(
      `${where}: \`originals\` and \`images\` hold different kinds of numbers; give both as bytes or both as floats`,
    );
  }
  const size = own.height * own.width * own.channels;
  const steps = own.count / rows;
  const data =
    images.data instanceof Uint8Array
      ? new Uint8Array((own.count + 2 * rows) * size)
      : new Float32Array((own.count + 2 * rows) * size);
  for (let row = 0; row < rows; row++) {
    const start = row * (steps + 2) * size;
    const part = (from: PlainTensor, first: number, count: number): ArrayLike<number> =>
      Array.prototype.slice.call(from.data, first * size, (first + count) * size);
    data.set(part(originals, 2 * row, 1), start);
    data.set(part(images, row * steps, steps), start + size);
    data.set(part(originals, 2 * row + 1, 1), start + (steps + 1) * size);
  }
  return { data, shape: [own.count + 2 * rows, ...images.shape.slice(1)] };
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
  const { originals } = options;
  if (originals === undefined) return layImages('interpolationStrip', images, { rows, columns: steps }, options).raster;
  const shown = betweenOriginals('interpolationStrip', images, originals, rows);
  return layImages('interpolationStrip', shown, { rows, columns: steps + 2 }, options).raster;
}
