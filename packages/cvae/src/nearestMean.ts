import * as tf from '@tensorflow/tfjs';
import { encode, type Vae } from '@vaekit/core';
import { classMoments } from './classMoments.js';
import { inChunks, joined } from './inChunks.js';

/**
 * The class whose mean is nearest to the example's code: `argmin_y ‖μ(x) − μ^y‖`.
 *
 * With unit class variances and equal p(y) this is the most probable class of the code μ(x) itself.
 *
 * @param x `[rows, ...event]`
 * @returns one class a row
 * @throws Error when the model has no class means, or its encoder needs a label
 */
export function nearestMean(model: Vae, x: tf.Tensor): Int32Array {
  if (model.encoder.inputShapes.length > 1)
    throw new Error('nearestMean: the encoder sees the label it should find; use classify');
  if (model.prior.classes === undefined) throw new Error('nearestMean: the prior has no class means; use classMeanCvae');
  const { mean, logVar } = classMoments(model);
  try {
    const classes = mean.shape[0];
    const distances = joined(
      inChunks(x, (chunk) => {
        const rows = chunk.shape[0]!;
        const code = tf.reshape(encode(model, chunk), [rows, 1, -1]);
        return tf.sum(tf.square(tf.sub(code, tf.reshape(mean, [1, classes, -1]))), 2);
      }),
    );
    return Int32Array.from({ length: x.shape[0]! }, (_, row) => {
      const values = distances.subarray(row * classes, (row + 1) * classes);
      return values.indexOf(Math.min(...values));
    });
  } finally {
    tf.dispose([mean, logVar]);
  }
}
