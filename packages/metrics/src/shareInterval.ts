import type { Interval } from './meanInterval.js';

/** The quantile of the standard normal at .975. */
export const Z = 1.959963984540054;

/**
 * A share of n trials with Wilson's 95 % score interval, which stays within 0 and 1: with p = right / n,
 * `(p + z²/2n ± z·√(p(1 − p)/n + z²/4n²)) / (1 + z²/n)`.
 *
 * @param right how many of `n` are; whole numbers, `n` at least 1
 * @throws RangeError for other numbers
 * @see Wilson 1927, "Probable inference, the law of succession, and statistical inference"
 */
export function shareInterval(right: number, n: number): Interval {
  if (!(Number.isSafeInteger(n) && n >= 1 && Number.isSafeInteger(right) && right >= 0 && right <= n))
    throw new RangeError(`shareInterval: ${right} of ${n}; expected whole numbers, of at least 1, and no more than that`);
  const mean = right / n;
  const wide = (Z * Z) / n;
  const center = (mean + wide / 2) / (1 + wide);
  const half = (Z * Math.sqrt((mean * (1 - mean)) / n + wide / (4 * n))) / (1 + wide);
  // At the ends the sum is off by rounding.
  return { mean, low: right === 0 ? 0 : center - half, high: right === n ? 1 : center + half };
}
