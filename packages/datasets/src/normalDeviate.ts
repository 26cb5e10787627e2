import { type RandomStream, uniform } from './randomStream.js';

/**
 * A deviate of N(0, 1) by Marsaglia's polar method: `u · sqrt(−2 log(s) / s)` with (u, v) uniform in the unit disc and `s = u² + v²`.
 *
 * Only + − × ÷ √ are used, which every engine rounds alike; `Math.log` may differ in its last bit from browser to browser.
 * Source: Marsaglia and Bray, "A convenient method for generating normal variables" (1964).
 */
export function normalDeviate(stream: RandomStream): number {
  for (;;) {
    const u = 2 * uniform(stream) - 1;
    const v = 2 * uniform(stream) - 1;
    const s = u * u + v * v;
    if (s > 0 && s < 1) return u * Math.sqrt((-2 * logarithm(s)) / s);
  }
}

/** The natural logarithm of a positive number of at most 1, within 1e-15 of the true value or of its size. */
export function logarithm(value: number): number {
  // value = m · 2^−halvings with m in [√½, √2), so that log(value) = log(m) − halvings · log(2), where
  // log(m) = 2 artanh(t) = 2 (t + t³/3 + t⁵/5 + …) with t = (m − 1) / (m + 1), |t| <= 0.172: the term left out is below 1e-18.
  let m = value;
  let halvings = 0;
  while (m < Math.SQRT1_2) {
    m *= 2;
    halvings++;
  }
  const t = (m - 1) / (m + 1);
  let series = 0;
  for (let power = 21; power >= 1; power -= 2) series = series * t * t + 1 / power;
  return 2 * t * series - halvings * Math.LN2;
}
