import { studentQuantile } from './studentQuantile.js';

/** A mean, and where the true one is, with the confidence that was asked for. */
export interface Interval {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/**
 * The mean of values and its Student t interval, `mean ± t · s / √n` with n − 1 degrees of freedom: of a figure over seeds, for example.
 *
 * @param values at least two, finite
 * @param level of confidence, in (0, 1)
 * @throws Error when there are fewer than two values, or one is not finite
 */
export function meanInterval(values: readonly number[], level = 0.95): Interval {
  return studentInterval('meanInterval', values, level);
}

/** {@link meanInterval} in the name of its caller. */
export function studentInterval(caller: string, values: readonly number[], level: number): Interval {
  const n = values.length;
  if (n < 2)
    throw new Error(`${caller}: an interval needs at least 2 values, got ${n}; give more examples, or runs of more seeds`);
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) throw new Error(`${caller}: value ${bad} is ${values[bad]}; every value must be finite`);
  if (!(level > 0 && level < 1)) throw new Error(`${caller}: \`level\` is ${level}; it must be between 0 and 1, such as 0.95`);
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1);
  const half = studentQuantile(level, n - 1) * Math.sqrt(variance / n);
  return { mean, low: mean - half, high: mean + half };
}
