import type { CodeColumns } from './factorCodes.js';

/** The bin of each value among `bins` of equal width from the least to the largest; all in one where they are equal. */
export function binned(values: Float64Array, bins = 20): Int32Array {
  let [least, most] = [Infinity, -Infinity];
  for (const value of values) [least, most] = [Math.min(least, value), Math.max(most, value)];
  if (most === least) return new Int32Array(values.length);
  return Int32Array.from(values, (value) => Math.min(bins - 1, Math.floor(((value - least) / (most - least)) * bins)));
}

/** The entropy of whole numbers, nats. */
export function entropy(values: Int32Array): number {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  let sum = 0;
  for (const count of counts.values()) sum -= (count / values.length) * Math.log(count / values.length);
  return sum;
}

/** The mutual information of two columns of whole numbers, nats: `H(a) + H(b) − H(a, b)`. */
export function information(a: Int32Array, b: Int32Array): number {
  const most = b.reduce((largest, value) => Math.max(largest, value), 0) + 1;
  return entropy(a) + entropy(b) - entropy(a.map((value, row) => value * most + b[row]!));
}

/** Mutual information of each number of the code, in 20 bins, with each factor, `[width][factors]`, nats. */
export const informationMatrix = ({ codes, factors }: Pick<CodeColumns, 'codes' | 'factors'>): number[][] =>
  codes.map((code) => {
    const bins = binned(code);
    return factors.map((factor) => information(bins, factor));
  });
