import * as tf from '@tensorflow/tfjs';
import { expm1, exponentialExcess } from './exponentialExcess.js';
import { sumEvent } from './sumEvent.js';
import { withGradient } from './withGradient.js';

/**
 * `½ Σ (d² + exp(s) − 1 − s)`, `[batch, …latent] -> [batch]`: what every divergence between diagonal Gaussians comes to, with
 * d the distance of the means in units of the second sigma, and s the logarithm of the ratio of the first variance to the second.
 *
 * The gradient is written out, (d, ½ (exp(s) − 1)) times dy, because tfjs spends two passes on the derivative of every sum.
 */
export function diagonalDivergence(d: tf.Tensor, s: tf.Tensor): tf.Tensor1D {
  return withGradient(
    [d, s],
    (d, s) => tf.mul(sumEvent(tf.add(tf.square(d), exponentialExcess(s))), 0.5),
    (dy, d, s) => {
      const each = tf.reshape(
        dy,
        d.shape.map((length, axis) => (axis ? 1 : length)),
      );
      return [tf.mul(d, each), tf.mul(expm1(s), tf.mul(each, 0.5))];
    },
  );
}
