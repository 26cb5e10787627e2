import type { RandomStream } from '@vaekit/core';
import { inProportion } from '@vaekit-internal/base';

/** Squared distances of all rows from one of them. */
function distancesFrom(rows: Float64Array, width: number, center: number): Float64Array {
  const from = rows.subarray(center * width, (center + 1) * width);
  return Float64Array.from({ length: rows.length / width }, (_, row) => {
    let sum = 0;
    for (let d = 0, at = row * width; d < width; d++, at++) sum += (rows[at]! - from[d]!) ** 2;
    return sum;
  });
}

/**
 * Shares `[rows, count]` of rows in components that are spread over the data: normals of one variance, `mean min_k ‖x − c_k‖² / width`, around centers by k-means++. Each center
 * after the first is the best of `2 + ⌊ln count⌋` rows that are drawn in proportion to their squared distance from the centers before it: that which leaves rows the nearest.
 *
 * @see Arthur and Vassilvitskii 2007, "k-means++: the advantages of careful seeding", sections 2 and 7
 */
export function nearestCenters(rows: Float64Array, width: number, count: number, stream: RandomStream): Float64Array {
  const n = rows.length / width;
  const tries = 2 + Math.floor(Math.log(count));
  const distances = [distancesFrom(rows, width, stream.below(n))];
  let nearest = distances[0]!;
  let left = nearest.reduce((sum, value) => sum + value, 0);
  while (distances.length < count) {
    const candidates = Array.from({ length: tries }, () => {
      const from = distancesFrom(rows, width, inProportion(nearest, stream.uint32() * 2 ** -32));
      const least = nearest.map((value, row) => Math.min(value, from[row]!));
      return { from, least, sum: least.reduce((sum, value) => sum + value, 0) };
    });
    const best = candidates.reduce((a, b) => (b.sum < a.sum ? b : a));
    distances.push(best.from);
    [nearest, left] = [best.least, best.sum];
  }
  // Where every row is a center all are alike, and any variance does.
  const variance = left / rows.length || 1;
  const shares = new Float64Array(n * count);
  for (let row = 0; row < n; row++) {
    const weights = distances.map((from) => Math.exp((nearest[row]! - from[row]!) / (2 * variance)));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    shares.set(
      weights.map((weight) => weight / total),
      row * count,
    );
  }
  return shares;
}
