import * as tf from '@tensorflow/tfjs';
import { expm1 } from './exponentialExcess.js';
import { inFloat } from './inFloat.js';
import { log1p } from './log1p.js';
import { withGradient } from './withGradient.js';

/**
 * `log(1 − exp(x))` for x < 0, elementwise: the logarithm of what a probability leaves over, from its logarithm.
 *
 * Above −log 2 the difference 1 − exp(x) is formed without cancellation, as −expm1(x); below it,
 * exp(x) <= 1/2 is the small one, and `log1p(−exp(x))` keeps it.
 *
 * @param x any shape, negative
 * @returns the shape of `x`; −Infinity at 0, NaN above
 * @see Mächler 2012, "Accurately computing log(1 − exp(−|a|))", equation 7
 */
export function log1mExp(x: tf.Tensor): tf.Tensor {
  return inFloat([x], (x) =>
    withGradient(
      [x],
      (x) => {
        // Each branch sees only arguments that it is made for.
        const near = tf.maximum(x, -Math.LN2);
        const far = tf.minimum(x, -Math.LN2);
        return tf.where(tf.equal(near, x), tf.log(tf.neg(expm1(near))), log1p(tf.neg(tf.exp(far))));
      },
      (dy, x) => [tf.div(tf.mul(dy, tf.exp(x)), expm1(x))],
    ),
  );
}
