import * as tf from '@tensorflow/tfjs';
import { withGradient } from './withGradient.js';

/** `log Σ_k exp(values_k)`, `[batch, k] -> [batch]`: exact for k = 1, −Infinity where every entry is. */
export function logSumExp(values: tf.Tensor2D): tf.Tensor1D {
  return withGradient(
    [values],
    (values) => {
      const top = finiteMax(values);
      return tf.reshape(tf.add(tf.log(tf.sum(tf.exp(tf.sub(values, top)), 1, true)), top), [
        values.shape[0] as number,
      ]) as tf.Tensor1D;
    },
    (dy, values) => {
      const weights = tf.exp(tf.sub(values, finiteMax(values)));
      return [tf.mul(tf.reshape(dy, [values.shape[0] as number, 1]), tf.div(weights, tf.sum(weights, 1, true)))];
    },
  );
}

// The maximum only moves the exponents into range; the sum does not depend on it, so its own derivative is left out.
function finiteMax(values: tf.Tensor): tf.Tensor {
  const top = tf.max(values, 1, true);
  return tf.where(tf.isFinite(top), top, tf.zerosLike(top));
}
