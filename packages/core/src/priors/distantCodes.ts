import { inProportion } from '@vaekit-internal/base';
import { randomStream } from '../random/randomStream.js';

/** Codes row by row, `[rows · size]`. */
export interface CodeRows {
  readonly values: ArrayLike<number>;
  readonly rows: number;
  readonly size: number;
}

/**
 * Codes that are far from each other, as means to start at: each is drawn in proportion to its squared distance from those before it.
 *
 * @returns `[components · size]`
 * @see Arthur and Vassilvitskii 2007, "k-means++"
 */
export function distantCodes({ values, rows, size }: CodeRows, components: number, seed: number): Float64Array {
  const stream = randomStream(seed).fork('mixture/start');
  const means = new Float64Array(components * size);
  const distances = new Float64Array(rows).fill(Infinity);
  for (let k = 0; k < components; k++) {
    const chosen = k === 0 ? stream.below(rows) : inProportion(distances, stream.uint32() * 2 ** -32);
    for (let i = 0; i < size; i++) means[k * size + i] = values[chosen * size + i]!;
    for (let row = 0; row < rows; row++) {
      let distance = 0;
      for (let i = 0; i < size; i++) distance += (values[row * size + i]! - means[k * size + i]!) ** 2;
      distances[row] = Math.min(distances[row]!, distance);
    }
  }
  return means;
}
