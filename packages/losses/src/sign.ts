import * as tf from '@tensorflow/tfjs';
import { indicator } from './indicator.js';

/** −1, 0 or 1, elementwise, with no slope: tfjs's `sign` takes a number below 1e-7 for 0 on WASM. */
export function sign(x: tf.Tensor): tf.Tensor {
  return tf.sub(
    indicator([x], (x) => tf.greater(x, 0)),
    indicator([x], (x) => tf.less(x, 0)),
  );
}
