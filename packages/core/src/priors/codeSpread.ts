import * as tf from '@tensorflow/tfjs';
import { claimParameters } from '../saving/parameterCount.js';

/** Where codes lie and how wide they are, in each dimension: state of a prior that sees `u = (z − mean)/deviation`. */
export interface CodeSpread {
  readonly state: Readonly<Record<'deviation' | 'mean', tf.Variable>>;
  /** u, `[rows, d]`. */
  centered(z: tf.Tensor): tf.Tensor;
  /** z, `[rows, d]`. */
  restored(u: tf.Tensor): tf.Tensor;
  /** What the logarithm of a density of u is above that of z, `Σ log deviation`. */
  logVolume(): tf.Scalar;
  /** Assigns the state from codes row by row, `[rows · d]`. */
  measure(codes: Float32Array, rows: number): void;
}

/** A {@link CodeSpread} of mean 0 and deviation 1, until it is measured; where all codes have one value in a dimension, the deviation is 1. */
export function codeSpread(size: number): CodeSpread {
  claimParameters('the spread of the codes', [2, size]);
  const [mean, deviation] = tf.tidy(() => [tf.variable(tf.zeros([size]), false), tf.variable(tf.ones([size]), false)]) as [
    tf.Variable,
    tf.Variable,
  ];
  return {
    state: { mean, deviation },
    centered: (z) => tf.div(tf.sub(tf.reshape(z, [-1, size]), mean), deviation),
    restored: (u) => tf.add(tf.mul(u, deviation), mean),
    logVolume: () => tf.sum(tf.log(deviation)) as tf.Scalar,
    measure(codes, rows) {
      const [center, square] = [new Float64Array(size), new Float64Array(size)];
      for (let i = 0; i < rows * size; i++) center[i % size]! += codes[i]! / rows;
      for (let i = 0; i < rows * size; i++) square[i % size]! += (codes[i]! - center[i % size]!) ** 2 / rows;
      tf.tidy(() => {
        mean.assign(tf.tensor1d(Float32Array.from(center)));
        deviation.assign(tf.tensor1d(Float32Array.from(square, (value) => Math.sqrt(value) || 1)));
      });
    },
  };
}
