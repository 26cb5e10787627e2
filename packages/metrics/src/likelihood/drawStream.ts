import { type NoiseSpec, randomStream, type RandomState } from '@vaekit/core';
import type { PlainNoise } from './logWeights.js';

/** Where the noise of draws comes from. */
export interface DrawStream {
  /** Noise for `count` draws from `firstDraw` on, of each of the examples. */
  fill(spec: NoiseSpec, examples: readonly number[], firstDraw: number, count: number): PlainNoise;
}

/**
 * The noise of draw d of example i, by place: each entry has a stream of its own, whose words `(i · draws + d) · size …` are this draw's. So an estimate
 * does not depend on how many rows and draws are computed at a time, and another program can make the same noise.
 */
export function drawStream(seed: number, draws: number, purpose = 'likelihood'): DrawStream {
  const root = randomStream(seed).fork(purpose);
  const keys = new Map<string, RandomState['key']>();
  const keyOf = (name: string): RandomState['key'] => {
    const known = keys.get(name) ?? root.fork(name).state().key;
    keys.set(name, known);
    return known;
  };
  return {
    fill: (spec, examples, firstDraw, count) =>
      Object.fromEntries(
        Object.entries(spec).map(([name, { shape, distribution, per }]) => {
          const size = shape.reduce((product, extent) => product * extent, 1);
          const fill = (out: Float32Array, counter: number): void => {
            const stream = randomStream({ key: keyOf(name), counter });
            if (distribution === 'normal') stream.fillNormal(out);
            else stream.fillUniform(out);
          };
          if (per === 'batch') {
            const out = new Float32Array(size);
            fill(out, 0);
            return [name, out];
          }
          // With more than one draw at a time, `shape` begins with their number.
          const out = new Float32Array(examples.length * size);
          const perDraw = size / count;
          examples.forEach((example, row) =>
            fill(out.subarray(row * size, (row + 1) * size), (example * draws + firstDraw) * perDraw),
          );
          return [name, out];
        }),
      ),
  };
}
