import * as tf from '@tensorflow/tfjs';
import { logRatio } from './logRatio.js';
import { withGradient } from './withGradient.js';

/**
 * `log(p / q)` of positive numbers, elementwise, 0 exactly where they are equal.
 *
 * Where they are nearly equal it is log((1 + z) / (1 − z)) with z = (p − q) / (p + q), because that difference is exact.
 */
export function logQuotient(p: tf.Tensor, q: tf.Tensor): tf.Tensor {
  return withGradient(
    [p, q],
    (p, q) => {
      const z = tf.div(tf.sub(p, q), tf.add(p, q));
      const near = tf.clipByValue(z, -0.3, 0.3);
      return tf.where(tf.equal(near, z), logRatio(near), tf.log(tf.div(p, q)));
    },
    (dy, p, q) => [tf.div(dy, p), tf.neg(tf.div(dy, q))],
  );
}
