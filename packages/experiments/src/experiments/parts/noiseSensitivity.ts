import type { PlainTensor } from '@vaekit-internal/base';
import * as tf from '@tensorflow/tfjs';
import { posteriorMoments, type Vae } from '@vaekit/core';

/** Steps below this are lost in the rounding of single precision. */
const LEAST = 0.02;

/**
 * How much the error of a reconstruction grows with the variance of the noise, for each dimension of the code, nats: a in `error ≈ error(μ) + Σ aᵢσᵢ²`, half the
 * second derivative of the error, by differences of ± `step` around μ(x), mean over the examples.
 */
export function noiseSensitivity(model: Vae, { data, shape }: PlainTensor): number[] {
  return tf.tidy(() => {
    const x = tf.tensor(data as Float32Array, [...shape]);
    const { mean } = posteriorMoments(model, x);
    const width = mean.shape[1]!;
    const error = (z: tf.Tensor): number =>
      tf.tidy(() => tf.mean(model.likelihood.negativeLogDensity(model.decodeParameters(z), x)).dataSync()[0]!);
    const middle = error(mean);
    const spread = tf.sqrt(tf.moments(mean, 0).variance).dataSync();
    return Array.from({ length: width }, (_, dimension) => {
      const step = Math.max(LEAST, spread[dimension]! / 3);
      const along = tf.tensor1d(Array.from({ length: width }, (__, i) => (i === dimension ? step : 0)));
      return (error(tf.add(mean, along)) + error(tf.sub(mean, along)) - 2 * middle) / (2 * step * step);
    });
  });
}
