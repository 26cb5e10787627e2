import * as tf from '@tensorflow/tfjs';
import { logRatio } from './logRatio.js';
import { sigmoid } from './sigmoid.js';
import { withGradient } from './withGradient.js';

/**
 * `log(1 + exp(x)) = −log sigmoid(−x)`, elementwise and relatively exact from −80 up.
 *
 * With p = sigmoid(−|x|), in (0, 1/2]: log(1 + exp(−|x|)) = −log(1 − p) = log((1 + z) / (1 − z)), z = p / (2 − p) <= 1/3.
 */
export function softplus(x: tf.Tensor): tf.Tensor {
  return withGradient(
    [x],
    (x) => {
      const p = tf.sigmoid(tf.neg(tf.abs(x)));
      return tf.add(tf.relu(x), logRatio(tf.div(p, tf.sub(2, p))));
    },
    (dy, x) => [tf.mul(dy, sigmoid(x))],
  );
}
