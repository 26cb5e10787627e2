import * as tf from '@tensorflow/tfjs';

/**
 * Each row `times` times, copies next to each other: `[rows, ...shape]` to `[rows · times, ...shape]`.
 *
 * A product with ones rather than a tile: its gradient is one sum where tfjs's gradient of Tile is a slice for every copy.
 */
export function repeatRows<T extends tf.Tensor>(x: T, times: number): T {
  if (times === 1) return x;
  const [rows, ...rest] = x.shape as [number, ...number[]];
  const ones = tf.ones([1, times, ...rest.map(() => 1)]);
  return tf.reshape(tf.mul(tf.reshape(x, [rows, 1, ...rest]), ones), [rows * times, ...rest]) as T;
}
