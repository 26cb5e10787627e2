import * as tf from '@tensorflow/tfjs';
import type { PlainTensor } from '@vaekit-internal/base';

/** Rows that are compared at a time. */
const PART = 500;

/** The places of the `count` least numbers, the least first. */
function leastOf(values: ArrayLike<number>, count: number): number[] {
  const best: number[] = [];
  for (let i = 0; i < values.length; i++) {
    if (best.length === count && !(values[i]! < values[best[count - 1]!]!)) continue;
    let at = best.length === count ? count - 1 : best.length;
    for (; at > 0 && values[i]! < values[best[at - 1]!]!; at--) best[at] = best[at - 1]!;
    best[at] = i;
  }
  return best;
}

/** The `count` rows of `pool` that are nearest to each of `rows` in Euclidean distance, the nearest first. */
export async function nearestRows(rows: PlainTensor, pool: PlainTensor, count: number): Promise<number[][]> {
  const [queries, others] = [rows.shape[0]!, pool.shape[0]!];
  const width = rows.data.length / queries;
  const found: number[][] = [];
  const [across, sizes] = tf.tidy(() => {
    const turned = tf.transpose(tf.tensor2d(Float32Array.from(pool.data), [others, width]));
    return [turned, tf.sum(tf.square(turned), 0, true)] as const;
  });
  for (let from = 0; from < queries; from += PART) {
    const part = Float32Array.from(rows.data.subarray(from * width, (from + PART) * width));
    const distances = tf.tidy(() => tf.sub(sizes, tf.mul(2, tf.matMul(tf.tensor2d(part, [part.length / width, width]), across))));
    const values = await distances.data();
    distances.dispose();
    for (let at = 0; at < values.length; at += others) found.push(leastOf(values.subarray(at, at + others), count));
  }
  tf.dispose([across, sizes]);
  return found;
}
