import { checkWhole } from './checks.js';
import type { DataSet } from './examples.js';
import { uniform } from './randomStream.js';
import { type SyntheticOptions, syntheticSet } from './syntheticSet.js';

export interface RectanglesOptions extends SyntheticOptions {
  /** Height and width of the images in pixels, 8 to 256; 28 unless said. */
  readonly imageSize?: number;
}

/**
 * White rectangles in the middle of a black image, whose width and height are all there is to know: the two latent variables, in pixels, in `factors`.
 *
 * Both are uniform in [imageSize / 8, 7 imageSize / 8] and independent. A pixel is the part of it that the rectangle covers, in 8 bits, so that the image
 * changes continuously with the factors and its sum is `width · height`, but for rounding. `x` is `[n, imageSize, imageSize, 1]`; the classes are wide
 * (width at least height) and tall. Throws a `DataError` of kind `'option'`.
 */
export function rectangles(options: RectanglesOptions = {}): DataSet<'none'> {
  const { imageSize = 28 } = options;
  checkWhole('rectangles', 'imageSize', imageSize, 8, 256);
  return syntheticSet(
    {
      caller: 'rectangles',
      name: 'rectangles',
      description: `White rectangles in the middle of a black ${imageSize} × ${imageSize} image; width and height are the latent variables`,
      shape: [imageSize, imageSize, 1],
      bytes: true,
      factors: ['width', 'height'],
      classes: ['wide', 'tall'],
      draw: (stream, _, pixels, factors) => {
        for (const i of [0, 1]) factors[i] = imageSize * (1 / 8 + (3 / 4) * uniform(stream));
        const [width = 0, height = 0] = factors;
        for (let i = 0; i < imageSize; i++) {
          const covered = coverage(i, height, imageSize);
          for (let j = 0; j < imageSize; j++)
            pixels[i * imageSize + j] = Math.round(255 * covered * coverage(j, width, imageSize));
        }
        return width >= height ? 0 : 1;
      },
    },
    options,
  );
}

/** The part of [pixel, pixel + 1] inside the interval of the given length around the middle of the image. */
function coverage(pixel: number, length: number, imageSize: number): number {
  const low = Math.max(pixel, (imageSize - length) / 2);
  const high = Math.min(pixel + 1, (imageSize + length) / 2);
  return Math.max(0, high - low);
}
