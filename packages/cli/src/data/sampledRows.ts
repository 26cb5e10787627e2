import { randomStream } from '@vaekit/core';
import { type Examples, subset } from '@vaekit/datasets';

/** One row at random out of each of so many parts, since rows may be in the order of their classes, or in one with a period. */
export function sampledRows(count: number, most: number, seed: number): Int32Array {
  const parts = Math.min(count, most);
  const draws = randomStream(seed).fork('sampled rows').fillUniform(new Float32Array(parts));
  return Int32Array.from(draws, (draw, i) => Math.min(count - 1, Math.floor(((i + draw) * count) / parts)));
}

/** Examples themselves, or where there are more than `most` so many of them by {@link sampledRows}. */
export function sampled(examples: Examples, most: number, seed: number): Examples {
  const count = examples.x.shape[0]!;
  return count <= most ? examples : subset(examples, sampledRows(count, most, seed));
}
