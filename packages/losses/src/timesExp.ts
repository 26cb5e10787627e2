import * as tf from '@tensorflow/tfjs';
import { withGradient } from './withGradient.js';

/**
 * `x exp(l)`, elementwise, wherever the product itself is a number of float32, and 0 where x is.
 *
 * exp(l) alone leaves the range at 88; a narrow distribution has its values as near to each other as it is narrow. The factor is taken in two halves, so
 * that what is between lies between x and the product. At most exp(88) each, which takes any x but 0 beyond the range.
 *
 * @param x any shape
 * @param l the shape of `x`
 */
export function timesExp(x: tf.Tensor, l: tf.Tensor): tf.Tensor {
  return withGradient(
    [x, l],
    (x, l) => {
      const half = tf.exp(tf.minimum(tf.mul(l, 0.5), 88));
      return tf.mul(tf.mul(x, half), half);
    },
    // dy x first: 0 · ∞ is no number.
    (dy, x, l) => [timesExp(dy, l), timesExp(tf.mul(dy, x), l)],
  );
}
