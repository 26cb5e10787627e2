import * as tf from '@tensorflow/tfjs';
import type { BuiltObjective, Objective } from '@vaekit/core';

/** What stands in place of the KL for a variance v: two readings of “the squared error of the variance”, and the KL’s own part. */
export type Penalty = '(log σ²)²' | '(σ² − 1)²' | 'KL';

/** The Lambert function: the w ≥ 0 with `w·eʷ = x`, by Newton’s method. */
export function lambert(x: number): number {
  let w = Math.log1p(x);
  for (let i = 0; i < 20; i++) w -= (w * Math.exp(w) - x) / (Math.exp(w) * (w + 1));
  return w;
}

/**
 * The variance v ≥ 0 with the least `a·v + λ·penalty(v)`, as a function of `a / (2λ)`, where a is how much the error of a reconstruction grows with the
 * variance of the noise.
 *
 * - `(σ² − 1)²`: `a + 2λ(v − 1) = 0`, so `max(0, 1 − a/(2λ))`: no noise at all where a > 2λ.
 * - `(log σ²)²`: `a + 2λ log(v)/v = 0`; with w = −log v it is `w·eʷ = a/(2λ)`, so `e^−W(a/(2λ))`: above 0 always.
 * - `KL`, λ·½(v − log v − 1): `a + ½λ(1 − 1/v) = 0`, so `1 / (1 + 2a/λ)`: above 0 always.
 */
export function bestVariance(penalty: Penalty, ratio: number): number {
  if (penalty === '(σ² − 1)²') return Math.max(0, 1 - ratio);
  return penalty === '(log σ²)²' ? Math.exp(-lambert(ratio)) : 1 / (1 + 4 * ratio);
}

/** KL(N(μ, e^s) ‖ N(0, 1)) of one dimension; `expm1` keeps its digits near s = 0. */
export const klOf = (mean: number, s: number): number => 0.5 * (mean * mean + Math.expm1(s) - s);

/** Three squared errors’ worth: weights of μ² and of the penalty on σ². */
export interface PenaltyWeights {
  readonly penalty: Exclude<Penalty, 'KL'>;
  readonly mean: number;
  readonly variance: number;
}

/** The reconstruction error plus weighted squared errors of means and variances, in place of a KL. Nothing else of a model changes. */
export function squaredPenalties({ penalty, mean, variance }: PenaltyWeights): Objective {
  return {
    config: { kind: 'squared-penalties', penalty, mean, variance },
    build: (): BuiltObjective => ({
      samples: 1,
      evaluate(pass) {
        const [mu, logVar] = pass.posteriorParameters() as [tf.Tensor2D, tf.Tensor2D];
        const off = penalty === '(log σ²)²' ? logVar : tf.sub(tf.exp(logVar), 1);
        const sum = (values: tf.Tensor): tf.Tensor1D => tf.sum(tf.square(values), 1);
        return {
          terms: {
            reconstruction: tf.reshape(pass.reconstruction(), [-1]) as tf.Tensor1D,
            means: tf.mul(mean, sum(mu)) as tf.Tensor1D,
            variances: tf.mul(variance, sum(off)) as tf.Tensor1D,
          },
        };
      },
    }),
  };
}
