import * as tf from '@tensorflow/tfjs';
import { indicator } from './indicator.js';

/**
 * 1 where p is not 0, and p and q with both replaced by 1 where p is 0: log(1 / 1) = 0 in a value, and nothing infinite for a gradient to
 * be multiplied with.
 */
export function withoutEmpty(p: tf.Tensor, q: tf.Tensor): [filled: tf.Tensor, p: tf.Tensor, q: tf.Tensor] {
  const filled = indicator([p], (p) => tf.notEqual(p, 0));
  const empty = tf.sub(1, filled);
  return [filled, tf.add(p, empty), tf.add(tf.mul(q, filled), empty)];
}
