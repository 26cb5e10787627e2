import type { PlainTensor } from '@vaekit-internal/base';
import { encodeGif, type GifOptions } from './encodeGif.js';
import { imageSizes } from './plainTensor.js';
import type { Raster } from './raster.js';
import { type GridOptions, layTiles } from './tileLayout.js';
import { traversalRows } from './traversalGrid.js';

/** Options of `interpolationGif` and `interpolationFrames`. */
export interface InterpolationGifOptions extends GridOptions, GifOptions {
  /** Images of one path; several paths play side by side. Default: all images are one path. */
  readonly steps?: number;
  /** Plays forwards and then backwards, so that the loop has no jump. Default `true`. */
  readonly pingPong?: boolean;
}

/** The frames of an interpolation: frame t shows image t of every path, side by side. */
export function interpolationFrames(images: PlainTensor, options: InterpolationGifOptions = {}): Raster[] {
  return framesOf('interpolationFrames', images, options);
}

function framesOf(where: string, images: PlainTensor, options: InterpolationGifOptions): Raster[] {
  const {
    steps = imageSizes(where, 'images', images).count,
    pingPong = true,
    gap = 2,
    scale = 4,
    background = [110, 110, 110],
  } = options;
  const paths = traversalRows(where, images, steps);
  const layout = { ...options, scale, background, gap: paths === 1 && options.gap === undefined ? 0 : gap };
  const forwards = Array.from({ length: steps }, (_, step) => {
    const at = (_row: number, column: number) => ({ source: 0, index: column * steps + step });
    return layTiles(where, [{ name: 'images', images }], { rows: 1, columns: paths, at }, layout).raster;
  });
  return pingPong && steps > 2 ? [...forwards, ...forwards.slice(1, -1).reverse()] : forwards;
}

/**
 * An interpolation as an animated GIF, forwards and backwards.
 *
 * @param images `[paths * steps,h,w,1|3]`, path by path; several paths play side by side
 * @param options steps of a path, layout (scale 4 and a gray background unless said), delay and repetitions
 * @returns the bytes of the file
 * @throws RangeError if the count is not a multiple of `steps`, or as `imageGrid` and `encodeGif`
 */
export function interpolationGif(images: PlainTensor, options: InterpolationGifOptions = {}): Uint8Array<ArrayBuffer> {
  return encodeGif(framesOf('interpolationGif', images, options), options);
}
