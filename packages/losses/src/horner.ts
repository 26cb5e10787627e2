import * as tf from '@tensorflow/tfjs';

/** `c₀ + c₁ x + c₂ x² + …`, elementwise. */
export function horner(x: tf.Tensor, coefficients: readonly number[]): tf.Tensor {
  const [last, ...others] = [...coefficients].reverse();
  return others.reduce<tf.Tensor>((sum, coefficient, i) => tf.add(i ? tf.mul(sum, x) : tf.mul(x, last!), coefficient), x);
}
