import * as tf from '@tensorflow/tfjs';
import type { PlainTensor } from '@vaekit-internal/base';

/** The nearest row of another set, for each row of a set. */
export interface Nearest {
  readonly distances: Float32Array;
  readonly indices: Int32Array;
}

/** Rows that are compared at a time. */
const BATCH = 250;

/** The Euclidean distance of each row of `a` to the nearest row of `b`, and which one that is: by `|a|² + |b|² − 2 a·b`. */
export async function nearestRows(a: PlainTensor, b: PlainTensor): Promise<Nearest> {
  const [rows, others] = [a.shape[0]!, b.shape[0]!];
  const width = b.data.length / others;
  const found = { distances: new Float32Array(rows), indices: new Int32Array(rows) };
  // Transposed here, where it costs nothing.
  const turned = new Float32Array(b.data.length);
  for (let i = 0; i < b.data.length; i++) turned[(i % width) * others + Math.floor(i / width)] = b.data[i]!;
  const across = tf.tensor2d(turned, [width, others]);
  const sizes = tf.tidy(() => tf.sum(tf.square(across), 0, true));
  for (let from = 0; from < rows; from += BATCH) {
    const part = Float32Array.from(a.data.subarray(from * width, (from + BATCH) * width));
    const least = tf.tidy(() => {
      const batch = tf.tensor2d(part, [part.length / width, width]);
      const partial = tf.sub(sizes, tf.mul(2, tf.matMul(batch, across)));
      const own = tf.sum(tf.square(batch), 1);
      return [tf.sqrt(tf.relu(tf.add(own, tf.min(partial, 1)))), tf.argMin(partial, 1)] as const;
    });
    found.distances.set(await least[0].data(), from);
    found.indices.set(await least[1].data(), from);
    tf.dispose([...least]);
  }
  tf.dispose([across, sizes]);
  return found;
}
