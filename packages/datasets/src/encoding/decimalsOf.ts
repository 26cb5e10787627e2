/** The most decimals that some numbers have, `undefined` above 15: those are of the double, not of a file. */
export function decimalsOf(values: Iterable<number>): number | undefined {
  let decimals = 0;
  for (const value of values) while (decimals <= 15 && Number(value.toFixed(decimals)) !== value) decimals++;
  return decimals > 15 ? undefined : decimals;
}
