import type { FeatureRows } from './featureRows.js';

/** Numbers that are compared between two looks at whether a distance is too large already. */
const STRETCH = 16;

/** The squared distance of two rows, or any number above `most` where it is larger than that. */
export function squaredDistance(a: FeatureRows, i: number, b: FeatureRows, j: number, most: number): number {
  const { width } = a;
  let sum = 0;
  for (let from = 0; from < width && sum <= most; from += STRETCH) {
    const end = Math.min(width, from + STRETCH);
    for (let k = from; k < end; k++) {
      const difference = a.data[i * width + k]! - b.data[j * width + k]!;
      sum += difference * difference;
    }
  }
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
