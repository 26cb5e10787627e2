/** Checks that there are values, and that all are numbers, and sorts them. */
function sorted(name: string, values: ArrayLike<number>): Float64Array {
  const own = Float64Array.from(values);
  const lost = own.findIndex(Number.isNaN);
  if (own.length === 0 || lost >= 0)
    throw new Error(
      `kolmogorovSmirnov: \`${name}\` ${own.length === 0 ? 'is empty' : `holds NaN at ${lost}`}; give at least one value, and leave missing ones out`,
    );
  return own.sort();
}

/**
 * The Kolmogorov–Smirnov distance of two samples, `max_x |F_a(x) − F_b(x)|` of their distribution functions: from 0 where they are alike to 1 where one
 * lies wholly beside the other.
 *
 * @param a numbers in any order
 * @param b numbers, as many or not
 * @throws Error when one is empty or holds NaN
 * @see Smirnov 1939, "On the estimation of the discrepancy between empirical curves of distribution for two independent samples"
 */
export function kolmogorovSmirnov(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const [first, second] = [sorted('a', a), sorted('b', b)];
  let [i, j, largest] = [0, 0, 0];
  while (i < first.length && j < second.length) {
    // Both functions are compared behind all values that are equal.
    const value = Math.min(first[i]!, second[j]!);
    while (i < first.length && first[i] === value) i++;
    while (j < second.length && second[j] === value) j++;
    largest = Math.max(largest, Math.abs(i / first.length - j / second.length));
  }
  return largest;
}
