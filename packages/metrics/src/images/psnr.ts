import type { PlainTensor } from '@vaekit-internal/base';
import { checkPair } from './checkPair.js';

/**
 * The peak signal-to-noise ratio of each image and its reconstruction, `10 log₁₀(range² / mean (x − y)²)`, decibels; ∞ where they are equal.
 *
 * @param x `[rows, …]`
 * @param y of the same shape
 * @param range of the values. Default 1.
 * @returns `[rows]`
 * @throws Error when shapes differ or a value is not finite; RangeError when `range` is not positive
 */
export function psnr(x: PlainTensor, y: PlainTensor, range = 1): Float64Array {
  const size = checkPair('psnr', x, y, range);
  return Float64Array.from({ length: x.shape[0]! }, (_, row) => {
    let sum = 0;
    for (let i = row * size; i < (row + 1) * size; i++) sum += (x.data[i]! - y.data[i]!) ** 2;
    return 10 * Math.log10((range * range * size) / sum);
  });
}
