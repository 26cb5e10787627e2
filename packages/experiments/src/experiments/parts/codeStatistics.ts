import type { PlainTensor } from '@vaekit-internal/base';
import * as tf from '@tensorflow/tfjs';
import { posteriorMoments, type Vae } from '@vaekit/core';
import { klByDimension } from '@vaekit/losses';

/** What examples make of each dimension of a code. */
export interface CodeStatistics {
  /** The mean of σ(x): how wide the noise is. */
  readonly sigma: readonly number[];
  /** The mean of σ²(x). */
  readonly variance: readonly number[];
  /** The standard deviation of μ(x): how far apart the examples are. */
  readonly spread: readonly number[];
  /** The mean of KL(q(z|x) ‖ N(0, 1)), nats. */
  readonly divergence: readonly number[];
}

/** A dimension is active when its mean KL is above this, in nats. */
const ACTIVE = 0.01;

/** The statistics of the codes of examples `[rows, ...event]` under a model whose posterior is a diagonal normal. */
export function codeStatistics(model: Vae, { data, shape }: PlainTensor): CodeStatistics {
  return tf.tidy(() => {
    const { mean, logVar } = posteriorMoments(model, tf.tensor(data as Float32Array, [...shape]));
    const numbers = (tensor: tf.Tensor): number[] => Array.from(tensor.dataSync());
    return {
      sigma: numbers(tf.mean(tf.exp(tf.mul(logVar, 0.5)), 0)),
      variance: numbers(tf.mean(tf.exp(logVar), 0)),
      spread: numbers(tf.sqrt(tf.moments(mean, 0).variance)),
      divergence: numbers(tf.mean(klByDimension(mean, logVar), 0)),
    };
  });
}

/** The places of the active dimensions. */
export const activeOf = ({ divergence }: CodeStatistics): number[] =>
  divergence.flatMap((kl, dimension) => (kl > ACTIVE ? [dimension] : []));

/** σ over the standard deviation of μ, for each active dimension. */
export const noiseRatios = (code: CodeStatistics): number[] =>
  activeOf(code).map((dimension) => code.sigma[dimension]! / code.spread[dimension]!);

/** The middle of numbers; NaN of none. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length / 2;
  return sorted.length === 0 ? Number.NaN : (sorted[Math.ceil(half) - 1]! + sorted[Math.floor(half)]!) / 2;
}
