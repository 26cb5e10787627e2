import * as tf from '@tensorflow/tfjs';
import { logRatio } from './logRatio.js';
import { withGradient } from './withGradient.js';

/**
 * `log(1 + x)`, x > −1, elementwise and to the rounding of float32 on every backend.
 *
 * The `log1p` of tfjs is `log(1 + x)` on WASM and WebGL, which keeps nothing of a small x. With z = x / (2 + x),
 * 1 + x = (1 + z) / (1 − z), and |z| <= 1/3 for x from −1/2 to 1.
 */
export function log1p(x: tf.Tensor): tf.Tensor {
  return withGradient(
    [x],
    (x) => {
      const near = tf.clipByValue(x, -0.5, 1);
      return tf.where(tf.equal(near, x), logRatio(tf.div(near, tf.add(near, 2))), tf.log(tf.add(x, 1)));
    },
    (dy, x) => [tf.div(dy, tf.add(x, 1))],
  );
}
