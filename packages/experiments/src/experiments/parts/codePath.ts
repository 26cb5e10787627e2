import type { PlainTensor } from '@vaekit-internal/base';
import type { Vae } from '@vaekit/core';
import { decoded, encoded } from '../../lab/plainly.js';
import { rowOf } from '../../lab/rows.js';

/** Rows on the straight line between pairs: from row i of `from` to row i of `to` in equal steps, pair by pair. */
export function between(from: PlainTensor, to: PlainTensor, steps: number): PlainTensor<Float32Array> {
  const [count, ...event] = from.shape as [number, ...number[]];
  const size = from.data.length / count;
  const data = new Float32Array(count * steps * size);
  for (let pair = 0; pair < count; pair++) {
    const [a, b] = [rowOf(from, pair), rowOf(to, pair)];
    for (let step = 0; step < steps; step++) {
      const t = steps === 1 ? 0.5 : step / (steps - 1);
      for (let i = 0; i < size; i++) data[(pair * steps + step) * size + i] = (1 - t) * a[i]! + t * b[i]!;
    }
  }
  return { data, shape: [count * steps, ...event] };
}

/** What the codes on the straight line between those of pairs of examples decode to; with one step, the middle. */
export const codePath = (model: Vae, from: PlainTensor, to: PlainTensor, steps: number): PlainTensor<Float32Array> =>
  decoded(model, between(encoded(model, from), encoded(model, to), steps));
