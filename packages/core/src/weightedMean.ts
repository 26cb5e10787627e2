import * as tf from '@tensorflow/tfjs';

/** `Σ w·v / Σ w` over a batch, or the plain mean without weights. `values` and `weight` are `[batch]`. */
export function weightedMean(values: tf.Tensor1D, weight?: tf.Tensor1D): tf.Scalar {
  return (weight === undefined ? tf.mean(values) : tf.div(tf.sum(tf.mul(values, weight)), tf.sum(weight))) as tf.Scalar;
}
