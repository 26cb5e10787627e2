import type { PlainTensor } from '@vaekit-internal/base';
import { encodePng } from '@vaekit/viz';
import { halfSize } from '../../lab/labeledImages.js';
import { rowOf } from '../../lab/rows.js';
import type { OperatingPoint } from '../../statistics/rateDistortion.js';
import { meanSquaredError } from '../../statistics/squaredError.js';

const bytesOf = (image: PlainTensor['data']): Uint8Array =>
  Uint8Array.from(image as ArrayLike<number>, (value) => Math.round(255 * value));

/** The mean size of images as PNG files, in bits. */
function pngBits(images: PlainTensor): number {
  const [count, height, width] = images.shape as [number, number, number];
  let bytes = 0;
  for (let row = 0; row < count; row++)
    bytes += encodePng({ width, height, channels: 1, data: bytesOf(rowOf(images, row)) }).length;
  return (8 * bytes) / count;
}

/** Every pixel as a square of `factor` times `factor`. */
function enlarged({ data, shape }: PlainTensor, factor: number): PlainTensor {
  const [count, height, width] = shape as [number, number, number];
  const [h, w] = [height * factor, width * factor];
  const large = new Float32Array(count * h * w);
  for (let i = 0; i < large.length; i++) {
    const [image, y, x] = [Math.floor(i / (h * w)), Math.floor((i % (h * w)) / w), i % w];
    large[i] = data[(image * height + Math.floor(y / factor)) * width + Math.floor(x / factor)]!;
  }
  return { data: large, shape: [count, h, w, 1] };
}

/** PNG files of images as they are, and of images of half the size that are enlarged again. */
export function pngPoints(images: PlainTensor): { readonly whole: OperatingPoint; readonly half: OperatingPoint } {
  const half = halfSize(images);
  return {
    whole: { bits: pngBits(images), error: 0 },
    half: { bits: pngBits(half), error: meanSquaredError(enlarged(half, 2), images) },
  };
}
