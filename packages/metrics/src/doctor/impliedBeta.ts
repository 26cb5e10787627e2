import * as tf from '@tensorflow/tfjs';
import { type Batch, momentsIfDiagonal, randomStream, type Vae, withGradientMends } from '@vaekit/core';

/**
 * Gradients of reconstruction and KL with respect to the log-variances of q(z|x), `[rows, latent]` each; called inside a tidy. Their means over data
 * cancel at `mean ∂rec + β·mean ∂KL = 0` for an encoder that was trained with the weight β, whatever the loss was called: a loss that averages over
 * pixels shows as a β of their number.
 *
 * `undefined` where the posterior is no diagonal normal.
 */
export function varianceGradients(
  model: Vae,
  batch: Batch,
  rows: number,
  seed: number,
): { rec: tf.Tensor; kl: tf.Tensor } | undefined {
  const context = model.context(batch.y, rows);
  const family = model.posterior.family?.(model.encodeParameters(batch.x, context.condition), context);
  const moments = family && momentsIfDiagonal(family);
  if (moments === undefined) return undefined;
  const { mean, logVar } = moments;
  const eps = tf.tensor(randomStream(seed).fork('impliedBeta').fillNormal(new Float32Array(mean.size)), mean.shape);
  const reconstruction = (s: tf.Tensor): tf.Tensor => {
    const z = tf.add(mean, tf.mul(tf.exp(tf.mul(s, 0.5)), eps));
    return tf.sum(model.likelihood.negativeLogDensity(model.decodeParameters(z, context.condition), batch.x, batch.mask));
  };
  const rec = withGradientMends(() => tf.grad(reconstruction)(logVar));
  return { rec, kl: tf.mul(tf.sub(tf.exp(logVar), 1), 0.5) };
}

/**
 * The weight β at which the mean gradients cancel, by least squares over the numbers of the code: `β = −⟨r, k⟩ / |k|²`, r and k the means of both. `undefined` where the
 * examples do not tell it to a quarter of itself.
 */
export function impliedBeta(rec: Float64Array, kl: Float64Array, width: number): number | undefined {
  const n = rec.length / width;
  const k = Array.from({ length: width }, (_, d) => {
    let sum = 0;
    for (let row = 0; row < n; row++) sum += kl[row * width + d]!;
    return sum / n;
  });
  const square = k.reduce((sum, value) => sum + value * value, 0);
  if (n < 2 || square === 0) return undefined;
  const shares = Array.from(
    { length: n },
    (_, row) => -k.reduce((sum, value, d) => sum + value * rec[row * width + d]!, 0) / square,
  );
  const beta = shares.reduce((sum, value) => sum + value, 0) / n;
  const variance = shares.reduce((sum, value) => sum + (value - beta) ** 2, 0) / (n - 1);
  return Math.sqrt(variance / n) < beta / 4 ? beta : undefined;
}
