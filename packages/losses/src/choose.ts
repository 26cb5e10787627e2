import * as tf from '@tensorflow/tfjs';
import { withGradient } from './withGradient.js';

/**
 * `tf.where(holds(...at), a, b)` that can be part of a gradient: tfjs, which has no gradient for comparisons, would throw where that is differentiated again.
 *
 * @param a the shape of `b`
 */
export function choose(at: tf.Tensor[], holds: (...at: tf.Tensor[]) => tf.Tensor, a: tf.Tensor, b: tf.Tensor): tf.Tensor {
  return withGradient(
    [a, b, ...at],
    (a, b, ...at) => tf.where(holds(...at), a, b),
    (dy, a, _, ...at) => {
      const none = tf.zerosLike(a);
      return [choose(at, holds, dy, none), choose(at, holds, none, dy), ...at.map((one) => tf.zerosLike(one))];
    },
  );
}
