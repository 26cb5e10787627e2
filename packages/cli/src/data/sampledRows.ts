import { randomStream } from '@vaekit/core';
import { type Examples, subset } from '@vaekit/datasets';
import { rowOfEachPart } from '@vaekit-internal/base';

/** Rows out of `count`, at most so many, by {@link rowOfEachPart}. */
export function sampledRows(count: number, most: number, seed: number): Int32Array {
  const parts = Math.min(count, most);
  return rowOfEachPart(count, randomStream(seed).fork('sampled rows').fillUniform(new Float32Array(parts)));
}

/** Examples themselves, or where there are more than `most` so many of them by {@link sampledRows}. */
export function sampled(examples: Examples, most: number, seed: number): Examples {
  const count = examples.x.shape[0]!;
  return count <= most ? examples : subset(examples, sampledRows(count, most, seed));
}
