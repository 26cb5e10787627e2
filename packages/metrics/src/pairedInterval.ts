import { type Interval, studentInterval } from './meanInterval.js';

/**
 * The mean of `a − b` and its Student t interval, for values that belong together: two models on the same seeds.
 *
 * @param a at least two, finite
 * @param b as many, in the same order
 * @param level of confidence, in (0, 1)
 * @throws Error when the numbers of values differ or are below two, or a difference is not finite
 */
export function pairedInterval(a: readonly number[], b: readonly number[], level = 0.95): Interval {
  if (a.length !== b.length)
    throw new Error(
      `pairedInterval: \`a\` has ${a.length} values but \`b\` has ${b.length}; give both for the same seeds, in one order`,
    );
  return studentInterval(
    'pairedInterval',
    a.map((value, i) => value - b[i]!),
    level,
  );
}
