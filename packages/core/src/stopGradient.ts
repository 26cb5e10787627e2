import * as tf from '@tensorflow/tfjs';

/**
 * The same values, seen by differentiation as a constant: `stopGradient(x) = x`, `d stopGradient(x) / dx = 0`.
 *
 * tfjs has no such function. Operations inside another kernel's execution stay off its tape, so the copy is made at a raised
 * kernel depth; the branches beyond it are then pruned from the backward pass rather than multiplied by zero.
 *
 * @param x any shape
 * @returns a tensor of `x`'s shape and dtype
 */
export function stopGradient<T extends tf.Tensor>(x: T): T {
  const { state } = tf.engine() as unknown as { state: { kernelDepth: number } };
  state.kernelDepth += 1;
  try {
    return tf.clone(x);
  } finally {
    state.kernelDepth -= 1;
  }
}
