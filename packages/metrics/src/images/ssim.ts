import type { PlainTensor } from '@vaekit-internal/base';
import { checkPair } from './checkPair.js';

/** The Gaussian window of the paper: 11 × 11 with a deviation of 1.5. */
const WINDOW: readonly number[] = (() => {
  const values = Array.from({ length: 11 }, (_, i) => Math.exp(-((i - 5) ** 2) / (2 * 1.5 ** 2)));
  const sum = values.reduce((total, value) => total + value, 0);
  return values.map((value) => value / sum);
})();

/** Weighted means over every window that lies inside the image, `[height − 10, width − 10]`: rows, then columns. */
function smoothed(image: Float64Array, height: number, width: number): Float64Array {
  const inside = width - 10;
  const rows = new Float64Array(height * inside);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < inside; x++) for (let i = 0; i < 11; i++) rows[y * inside + x]! += WINDOW[i]! * image[y * width + x + i]!;
  const result = new Float64Array((height - 10) * inside);
  for (let y = 0; y < height - 10; y++)
    for (let x = 0; x < inside; x++)
      for (let i = 0; i < 11; i++) result[y * inside + x]! += WINDOW[i]! * rows[(y + i) * inside + x]!;
  return result;
}

/**
 * The structural similarity of each image and its reconstruction, the mean over the channels and over every place of the 11 × 11 Gaussian window (σ = 1.5) inside the image.
 *
 * `(2 m_x m_y + c₁)(2 s_xy + c₂) / ((m_x² + m_y² + c₁)(s_x² + s_y² + c₂))`, c₁ = (.01 range)², c₂ = (.03 range)². 1 where they are equal.
 *
 * @param x `[rows, height, width, channels]`, at least 11 × 11
 * @param y of the same shape
 * @param range of the values. Default 1.
 * @returns `[rows]`
 * @throws Error when shapes differ, images are smaller than the window or a value is not finite; RangeError when `range` is not positive
 * @see Wang, Bovik, Sheikh and Simoncelli 2004, equation 13
 */
export function ssim(x: PlainTensor, y: PlainTensor, range = 1): Float64Array {
  checkPair('ssim', x, y, range);
  const [rows, height, width, channels] = x.shape as [number, number, number, number];
  if (x.shape.length !== 4 || height < 11 || width < 11)
    throw new Error(`ssim: the images have shape [${x.shape.join()}]; give [rows, height, width, channels] of at least 11 × 11`);
  const [c1, c2] = [(0.01 * range) ** 2, (0.03 * range) ** 2];
  const plane = ({ data }: PlainTensor, row: number, channel: number): Float64Array =>
    Float64Array.from({ length: height * width }, (_, i) => data[(row * height * width + i) * channels + channel]!);
  return Float64Array.from({ length: rows }, (_, row) => {
    let [sum, count] = [0, 0];
    for (let channel = 0; channel < channels; channel++) {
      const [a, b] = [plane(x, row, channel), plane(y, row, channel)];
      const means = (values: Float64Array): Float64Array => smoothed(values, height, width);
      const [ma, mb] = [means(a), means(b)];
      const [aa, bb, ab] = [means(a.map((v) => v * v)), means(b.map((v) => v * v)), means(a.map((v, i) => v * b[i]!))];
      for (let i = 0; i < ma.length; i++) {
        const [p, q] = [ma[i]!, mb[i]!];
        const [va, vb, vab] = [aa[i]! - p * p, bb[i]! - q * q, ab[i]! - p * q];
        sum += ((2 * p * q + c1) * (2 * vab + c2)) / ((p * p + q * q + c1) * (va + vb + c2));
        count += 1;
      }
    }
    return sum / count;
  });
}
