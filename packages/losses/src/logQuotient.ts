import * as tf from '@tensorflow/tfjs';
import { logRatio } from './logRatio.js';
import { quotient } from './quotient.js';
import { withGradient } from './withGradient.js';

/**
 * `log(p / q)` of positive numbers, elementwise, 0 exactly where they are equal.
 *
 * Where they are nearly equal it is log((1 + z) / (1 − z)) with z = (p − q) / (p + q), because that difference is exact. Where p / q leaves the range of
 * float32 it is 2 log(√p / √q), which does not.
 */
export function logQuotient(p: tf.Tensor, q: tf.Tensor): tf.Tensor {
  return withGradient(
    [p, q],
    (p, q) => {
      const z = tf.div(tf.sub(p, q), tf.add(p, q));
      const near = tf.clipByValue(z, -0.3, 0.3);
      const ratio = tf.div(p, q);
      const held = tf.clipByValue(ratio, 1e-37, 1e37);
      const far = tf.where(tf.equal(held, ratio), tf.log(ratio), tf.mul(tf.log(tf.div(tf.sqrt(p), tf.sqrt(q))), 2));
      return tf.where(tf.equal(near, z), logRatio(near), far);
    },
    (dy, p, q) => [quotient(dy, p), tf.neg(quotient(dy, q))],
  );
}
