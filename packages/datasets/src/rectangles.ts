import { checkSeed, checkTestSize, checkWhole } from './checks.js';
import type { DataSet, Examples } from './examples.js';
import { randomStream, uniform } from './randomStream.js';

/** Options of `rectangles`. */
export interface RectanglesOptions {
  /** Training and test examples together; 1000 unless said. */
  readonly size?: number;
  /** Height and width of the images in pixels, 8 to 256; 28 unless said. */
  readonly imageSize?: number;
  /** 0 unless said. */
  readonly seed?: number;
  /** The part that is test; 0.2 unless said. */
  readonly testFraction?: number;
}

/**
 * White rectangles in the middle of a black image, whose width and height are all there is to know: the two latent variables, in pixels, in `factors`.
 *
 * Both are uniform in [imageSize / 8, 7 imageSize / 8] and independent. A pixel is the part of it that the rectangle covers, in 8 bits, so that the image
 * changes continuously with the factors and its sum is `width · height`, but for rounding. `x` is `[n, imageSize, imageSize, 1]`; the classes are wide
 * (width at least height) and tall. Throws a `DataError` of kind `'option'`.
 */
export function rectangles(options: RectanglesOptions = {}): DataSet<'none'> {
  const { size = 1000, imageSize = 28, seed = 0, testFraction = 0.2 } = options;
  checkSeed('rectangles', seed);
  checkWhole('rectangles', 'size', size, 4);
  checkWhole('rectangles', 'imageSize', imageSize, 8, 256);
  const testSize = checkTestSize('rectangles', size, testFraction);
  return {
    name: 'rectangles',
    description: `White rectangles in the middle of a black ${imageSize} × ${imageSize} image; width and height are the latent variables`,
    source: 'Synthetic, made by vaekit',
    license: 'CC0-1.0',
    train: drawRectangles('rectangles, training', size - testSize, imageSize, seed, 0),
    test: drawRectangles('rectangles, test', testSize, imageSize, seed, 1),
  };
}

function drawRectangles(name: string, size: number, imageSize: number, seed: number, place: number): Examples<'none'> {
  const stream = randomStream(seed, 'rectangles', place);
  const x = new Uint8Array(size * imageSize * imageSize);
  const factors = Float32Array.from({ length: 2 * size }, () => imageSize * (1 / 8 + (3 / 4) * uniform(stream)));
  const y = new Int32Array(size);
  for (let row = 0; row < size; row++) {
    const width = factors[2 * row] ?? 0;
    const height = factors[2 * row + 1] ?? 0;
    y[row] = width >= height ? 0 : 1;
    const start = row * imageSize * imageSize;
    for (let i = 0; i < imageSize; i++) {
      const covered = coverage(i, height, imageSize);
      for (let j = 0; j < imageSize; j++)
        x[start + i * imageSize + j] = Math.round(255 * covered * coverage(j, width, imageSize));
    }
  }
  return {
    x: { data: x, shape: [size, imageSize, imageSize, 1] },
    y: { data: y, shape: [size] },
    factors: { names: ['width', 'height'], values: { data: factors, shape: [size, 2] } },
    binarization: 'none',
    classes: ['wide', 'tall'],
    name,
  };
}

/** The part of [pixel, pixel + 1] inside the interval of the given length around the middle of the image. */
function coverage(pixel: number, length: number, imageSize: number): number {
  const low = Math.max(pixel, (imageSize - length) / 2);
  const high = Math.min(pixel + 1, (imageSize + length) / 2);
  return Math.max(0, high - low);
}
