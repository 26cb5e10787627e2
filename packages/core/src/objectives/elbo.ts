import * as tf from '@tensorflow/tfjs';
import { constant, negativeElbo, type StepSchedule } from '@vaekit/losses';
import { requireCount } from '../networks/networkOptions.js';
import type { Objective } from '../parts.js';

/** Options of {@link elbo}. */
export interface ElboOptions {
  /** The factor of the KL, or a schedule of it. Default 1: the evidence lower bound. */
  readonly beta?: number | StepSchedule;
  /** Draws of z an example, over which the reconstruction is averaged. Default 1. */
  readonly samples?: number;
}

/**
 * The negative evidence lower bound with a weight on its KL: `E_q[−log p(x|z)] + β·KL(q(z|x) ‖ p(z))`, nats per example.
 *
 * Terms: `reconstruction` and `kl`, both without β.
 *
 * @throws RangeError when a plain `beta` is negative or not finite, or `samples` is not a whole number of at least 1
 * @see Kingma and Welling 2014, equation 3; Higgins et al. 2017, equation 4
 */
export function elbo(options: ElboOptions = {}): Objective {
  const { beta = 1, samples = 1 } = options;
  requireCount('elbo', 'samples', samples);
  if (typeof beta === 'number' && !(beta >= 0 && Number.isFinite(beta))) {
    throw new RangeError(
      `elbo: \`beta\` is ${beta}; expected a number of at least 0, or a schedule such as linearWarmup({ steps: 2000 })`,
    );
  }
  const schedule = typeof beta === 'number' ? constant(beta) : beta;
  return {
    config: { kind: 'elbo', beta: { ...schedule.toJSON() }, samples },
    samples,
    schedules: { beta: schedule },
    evaluate(input) {
      const perSample = input.reconstruction();
      const reconstruction = samples === 1 ? tf.reshape(perSample, [-1]) : tf.mean(perSample, 1);
      const terms = { reconstruction: reconstruction as tf.Tensor1D, kl: input.kl() };
      return { terms, loss: negativeElbo({ ...terms, beta: input.schedule['beta']! }) };
    },
  };
}
