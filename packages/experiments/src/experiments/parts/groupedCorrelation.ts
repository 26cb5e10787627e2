import { mean } from './mean.js';

/** The values less the means of their groups. */
function centered(values: readonly number[], groups: readonly string[]): number[] {
  const rows = new Map<string, number[]>();
  groups.forEach((group, i) => rows.set(group, [...(rows.get(group) ?? []), values[i]!]));
  const means = new Map([...rows].map(([group, own]) => [group, mean(own)]));
  return values.map((value, i) => value - means.get(groups[i]!)!);
}

/** The correlation of two quantities inside groups: what groups differ in on average counts for nothing. */
export function groupedCorrelation(a: readonly number[], b: readonly number[], groups: readonly string[]): number {
  const [left, right] = [centered(a, groups), centered(b, groups)];
  const product = (one: readonly number[], other: readonly number[]): number => mean(one.map((value, i) => value * other[i]!));
  return product(left, right) / Math.sqrt(product(left, left) * product(right, right));
}
