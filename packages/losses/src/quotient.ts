import * as tf from '@tensorflow/tfjs';
import { withGradient } from './withGradient.js';

/** `a / b`, elementwise, of one shape; its derivative in b is −(a/b)/b, not through b², which leaves the range of float32 long before b does. */
export function quotient(a: tf.Tensor, b: tf.Tensor): tf.Tensor {
  return withGradient(
    [a, b],
    (a, b) => tf.div(a, b),
    (dy, a, b) => [quotient(dy, b), tf.neg(quotient(quotient(tf.mul(dy, a), b), b))],
  );
}
