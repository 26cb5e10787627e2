import * as tf from '@tensorflow/tfjs';
import { withGradient } from './withGradient.js';

/** `exp(x)`, elementwise, saving its input and not its output: a saved output would be cut off from the tape at the second derivative. */
export function exponential(x: tf.Tensor): tf.Tensor {
  return withGradient(
    [x],
    (x) => tf.exp(x),
    (dy, x) => [tf.mul(dy, tf.exp(x))],
  );
}
