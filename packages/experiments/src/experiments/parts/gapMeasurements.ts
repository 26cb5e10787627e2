import type { PlainTensor } from '@vaekit-internal/base';
import * as tf from '@tensorflow/tfjs';
import { drawNoise, iwae, posteriorMoments, randomStream, type Vae } from '@vaekit/core';
import { klDiscrete, klMultivariateNormal } from '@vaekit/losses';
import { linearDecoder, WIDTH } from './linearVae.js';

/** The mean over examples of KL(q(z|x) ‖ p(z|x)), nats: from the encoder's output and the exact posterior, not from a difference of bounds. */
export function gapOf(model: Vae, x: PlainTensor): number {
  const rows = x.shape[0]!;
  const { mean, covariance } = linearDecoder(model).posterior(x);
  return tf.tidy(() => {
    const q = posteriorMoments(model, tf.tensor(x.data, [...x.shape]));
    const own = tf.mul(tf.expandDims(tf.exp(q.logVar), 1), tf.eye(WIDTH));
    const exact = tf.tile(tf.reshape(tf.tensor(Float32Array.from(covariance.data), [WIDTH, WIDTH]), [1, WIDTH, WIDTH]), [
      rows,
      1,
      1,
    ]);
    return tf
      .mean(klMultivariateNormal(q.mean, own, tf.tensor(Float32Array.from(mean.data), [rows, WIDTH]), exact))
      .dataSync()[0]!;
  });
}

/** The mean over examples of the importance-weighted bound of `draws` draws, nats. */
export function weightedBound(model: Vae, x: PlainTensor, draws: number, seed: number): number {
  return tf.tidy(() => {
    const objective = iwae({ k: draws }).build(model.shapes);
    const rows = x.shape[0]!;
    const noise = drawNoise(model.noise('evaluate', objective), rows, randomStream(seed).fork(`bound of ${draws}`));
    const batch = { x: tf.tensor(x.data, [...x.shape]) };
    const input = { batch, noise, schedule: {}, mode: 'evaluate' as const, dataSize: rows };
    return -tf.mean(tf.addN(Object.values(model.pass(input, objective).outcome().terms))).dataSync()[0]!;
  });
}

/** A family of one parameter against data in bins. */
export interface FamilyFit {
  readonly parameter: readonly number[];
  /** KL(data ‖ p_θ), nats. */
  readonly divergence: readonly number[];
  /** The mean of log p_θ over the data, nats. */
  readonly logLikelihood: readonly number[];
}

const [BINS, BIN] = [160, 0.125];

/** Normals of mean 0 and deviation θ, on bins from −10 to 10, against data: divergence and likelihood, each computed on its own. */
export function familyFit(data: readonly number[]): FamilyFit {
  const parameter = Array.from({ length: 100 }, (_, at) => 0.4 * 1.03 ** at);
  const places = data.map((value) => Math.max(0, Math.min(BINS - 1, Math.floor(value / BIN) + BINS / 2)));
  const observed = Array.from({ length: BINS }, () => 0);
  for (const place of places) observed[place]! += 1 / data.length;
  const models = parameter.map((deviation) => {
    const heights = observed.map((_, bin) => Math.exp(-0.5 * (((bin - BINS / 2 + 0.5) * BIN) / deviation) ** 2));
    const total = heights.reduce((sum, height) => sum + height, 0);
    // A floor far below anything that matters keeps the logarithm of an empty bin finite.
    return heights.map((height) => Math.max(height / total, 1e-30));
  });
  const divergence = tf.tidy(() => [
    ...klDiscrete(
      models.map(() => observed),
      models,
    ).dataSync(),
  ]);
  const logLikelihood = models.map((model) => places.reduce((sum, place) => sum + Math.log(model[place]!), 0) / data.length);
  return { parameter, divergence, logLikelihood };
}
