/**
 * The total variation distance of two distributions over the same categories, `½ Σ |p − q|`: the share that would have to change its category for the one to
 * become the other, from 0 to 1.
 *
 * @param a how often each category occurs, or its probability
 * @param b the same of the other, in the same order
 * @throws Error when they differ in number, or one of them is negative, not finite or nothing but 0
 */
export function totalVariation(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length)
    throw new Error(
      `totalVariation: \`a\` has ${a.length} categories but \`b\` has ${b.length}; count the same categories in both, 0 where there is none`,
    );
  const [first, second] = Object.entries({ a, b }).map(([name, counts]) => {
    const own = Float64Array.from(counts);
    const total = own.reduce((sum, count) => sum + count, 0);
    if (!(total > 0 && Number.isFinite(total)) || own.some((count) => count < 0))
      throw new Error(`totalVariation: \`${name}\` is ${own.join()}; expected counts of at least 0, not all of them 0`);
    return own.map((count) => count / total);
  }) as [Float64Array, Float64Array];
  return first.reduce((sum, share, category) => sum + Math.abs(share - second[category]!) / 2, 0);
}
