import type * as tf from '@tensorflow/tfjs';

/** What an invertible map makes of codes, with the logarithm of the volume by which it grows them. */
export interface Flowed {
  /** `[rows, d]`. */
  readonly z: tf.Tensor;
  /** `log |det ∂z/∂z₀|`, `[rows]`. */
  readonly logDet: tf.Tensor1D;
}
