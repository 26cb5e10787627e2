import * as tf from '@tensorflow/tfjs';
import { withGradient } from './withGradient.js';

/** `1/(1 + exp(−x))`, elementwise, with the derivative σ(x) σ(−x): of tfjs's, y (1 − y), nothing is left where y is nearly 1. */
export function sigmoid(x: tf.Tensor): tf.Tensor {
  return withGradient(
    [x],
    (x) => tf.sigmoid(x),
    (dy, x) => [tf.mul(dy, tf.mul(sigmoid(x), sigmoid(tf.neg(x))))],
  );
}
