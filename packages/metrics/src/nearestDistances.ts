import type { FeatureRows } from './featureRows.js';

/** The squared distance of two rows, or any number above `most` where it is larger than that: looked at after every eight columns. */
export function squaredDistance(a: FeatureRows, i: number, b: FeatureRows, j: number, most: number): number {
  const [{ data: x, width }, { data: y }] = [a, b];
  let [p, q] = [i * width, j * width];
  const end = p + width;
  let sum = 0;
  for (; p + 8 <= end && sum <= most; p += 8, q += 8) {
    // Four sums that do not wait for each other.
    const s0 = (x[p]! - y[q]!) ** 2 + (x[p + 4]! - y[q + 4]!) ** 2;
    const s1 = (x[p + 1]! - y[q + 1]!) ** 2 + (x[p + 5]! - y[q + 5]!) ** 2;
    const s2 = (x[p + 2]! - y[q + 2]!) ** 2 + (x[p + 6]! - y[q + 6]!) ** 2;
    const s3 = (x[p + 3]! - y[q + 3]!) ** 2 + (x[p + 7]! - y[q + 7]!) ** 2;
    sum += s0 + s1 + (s2 + s3);
  }
  for (; p < end && sum <= most; p++, q++) sum += (x[p]! - y[q]!) ** 2;
  return sum;
}

/** The squared distance of each row to its k-th nearest other row of the same set, `[rows]`. */
export function nearestDistances(set: FeatureRows, k: number): Float64Array {
  const distances = new Float64Array(set.rows);
  const nearest = new Float64Array(k);
  for (let i = 0; i < set.rows; i++) {
    nearest.fill(Infinity);
    for (let j = 0; j < set.rows; j++) {
      if (j === i) continue;
      const distance = squaredDistance(set, i, set, j, nearest[k - 1]!);
      if (distance >= nearest[k - 1]!) continue;
      let at = k - 1;
      for (; at > 0 && nearest[at - 1]! > distance; at--) nearest[at] = nearest[at - 1]!;
      nearest[at] = distance;
    }
    distances[i] = nearest[k - 1]!;
  }
  return distances;
}

/** Checks that a k-th nearest other row exists. */
export function checkNeighbors(caller: string, k: number, fewest: number): void {
  if (!Number.isInteger(k) || k < 1 || k >= fewest)
    throw new Error(`${caller}: \`k\` is ${k}; it must be a whole number from 1 to ${fewest - 1}, one less than the rows`);
}
