import * as tf from '@tensorflow/tfjs';
import type { PlainTensor } from '@vaekit-internal/base';

/** The Euclidean distance of each row to the nearest of the rows of `among`; other sizes than of rows are flattened. */
export function nearestDistances(rows: PlainTensor, among: PlainTensor): Float32Array {
  const flat = ({ data, shape }: PlainTensor): tf.Tensor2D =>
    tf.tensor2d(Float32Array.from(data as ArrayLike<number>), [shape[0]!, data.length / shape[0]!]);
  return tf.tidy(() => {
    const [a, b] = [flat(rows), flat(among)];
    // |a − b|² = |a|² + |b|² − 2 a·b; rounding may leave less than 0.
    const lengths = tf.add(tf.sum(tf.square(a), 1, true), tf.reshape(tf.sum(tf.square(b), 1), [1, -1]));
    const squares = tf.sub(lengths, tf.mul(tf.matMul(a, tf.transpose(b)), 2));
    return tf.sqrt(tf.relu(tf.min(squares, 1))).dataSync() as Float32Array;
  });
}
