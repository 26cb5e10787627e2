import * as tf from '@tensorflow/tfjs';
import { withGradient } from './withGradient.js';

/** `x` where it is above 0, else NaN: of such a parameter there is no distribution, and a formula that is made for positive numbers may give any number. */
export function positive(x: tf.Tensor): tf.Tensor {
  return withGradient(
    [x],
    (x) => tf.where(tf.greater(x, 0), x, tf.fill(x.shape, NaN)),
    (dy) => [dy],
  );
}
