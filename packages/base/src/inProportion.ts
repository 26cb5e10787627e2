/** The index at which the running sum of the amounts passes the fraction `u` of their total, `u` in [0, 1); where all are 0, they count alike. */
export function inProportion(amounts: Float64Array, u: number): number {
  const total = amounts.reduce((sum, amount) => sum + amount, 0);
  if (total === 0) return Math.floor(u * amounts.length);
  let sum = 0;
  const found = amounts.findIndex((amount) => (sum += amount) > u * total);
  // By rounding the sum may end below the total.
  return found >= 0 ? found : amounts.findLastIndex((amount) => amount > 0);
}
