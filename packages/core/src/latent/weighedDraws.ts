import * as tf from '@tensorflow/tfjs';
import type { Batch, Noise, NoiseSpec } from '../contract.js';
import { withGradientMends } from '../gradients/withGradientMends.js';
import type { BuiltObjective, Pass } from '../pass.js';
import { repeatRows } from '../repeatRows.js';
import type { Vae } from '../vae.js';

/** A pass of so many draws, of which nothing is asked but themselves. */
const drawsOf = (samples: number): BuiltObjective => ({
  samples,
  evaluate: () => {
    throw new Error('weighedDraws: this pass is for its draws; it has no loss');
  },
});

/** Draws of the code of some rows, and their weights. */
export interface WeighedDraws {
  /** `log w = log p(x|z) + log p(z) − log q(z|x)`, `[rows, draws]`, nats. */
  readonly logWeights: tf.Tensor2D;
  readonly pass: Pass;
}

/** The noise that {@link weighedDraws} needs. */
export const weighedDrawsNoise = (model: Vae, draws: number): NoiseSpec => model.noise('evaluate', drawsOf(draws));

/**
 * Draws of the code from the encoder with their importance weights, `log w = log p(x|z) + log p(z) − log q(z|x)`: dropout is off, schedules are at
 * their end. A corruption says what the encoder sees, and so what the draws are; the weights are of all that was observed, even where training
 * scores what was hidden alone. Called inside a tidy.
 *
 * @param batch `mask` is 1 where a value was observed
 * @param noise of {@link weighedDrawsNoise}
 * @throws Error when posterior or prior have no density
 */
export function weighedDraws(model: Vae, batch: Batch, noise: Noise, draws: number): WeighedDraws {
  const schedule = Object.fromEntries(Object.entries(model.schedules ?? {}).map(([name, { final }]) => [name, tf.scalar(final)]));
  const { x, mask } = batch;
  return withGradientMends(() => {
    const pass = model.pass({ batch, noise, schedule, mode: 'evaluate', dataSize: x.shape[0]! }, drawsOf(draws));
    const parameters = pass.likelihoodParameters();
    const nll = model.likelihood.negativeLogDensity(parameters, repeatRows(x, draws), mask && repeatRows(mask, draws));
    const scored = tf.reshape(nll, [x.shape[0]!, draws]);
    return { pass, logWeights: tf.sub(tf.sub(pass.logPrior(), pass.logPosterior()), scored) as tf.Tensor2D };
  });
}
