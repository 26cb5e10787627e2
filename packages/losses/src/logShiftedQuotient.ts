import * as tf from '@tensorflow/tfjs';
import { logRatio } from './logRatio.js';

/**
 * `log((a + i)/(c + i))`, a + i, c + i > 0, elementwise, with the exact difference h = a − c where they are near: a + i and c + i are rounded. No gradient of
 * its own.
 */
export function logShiftedQuotient(a: tf.Tensor, c: tf.Tensor, h: tf.Tensor, i: number): tf.Tensor {
  const z = tf.div(h, tf.add(tf.add(a, c), 2 * i));
  const near = tf.clipByValue(z, -0.3, 0.3);
  return tf.where(tf.equal(near, z), logRatio(near), tf.log(tf.div(tf.add(a, i), tf.add(c, i))));
}
