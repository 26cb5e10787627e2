import * as tf from '@tensorflow/tfjs';
import { constant, negativeElbo, scheduleFromJSON, type StepSchedule } from '@vaekit/losses';
import { requireCount } from '../networks/networkOptions.js';
import { partFactory, type PartFactory } from '../partFactory.js';
import type { BuiltObjective, Objective } from '../pass.js';
import { requireMovingKl } from './movingKl.js';
import { requireKl } from './requirements.js';

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
 * Where the divergence is the same whatever the encoder gives (a concentration that is fixed), a `beta` other than 1 is refused in the first pass.
 *
 * @throws RangeError when a plain `beta` is negative or not finite, or `samples` is not a whole number of at least 1
 * @see Kingma and Welling 2014, equation 3; Higgins et al. 2017, equation 4
 */
export const elbo: PartFactory<Objective, [options?: ElboOptions]> = /* @__PURE__ */ partFactory({
  role: 'objective',
  kind: 'elbo',
  example: { parts: { objective: { kind: 'elbo', beta: { kind: 'linearWarmup', steps: 20, to: 2 }, samples: 2 } } },
  argumentsOf: ({ beta, samples }) => [
    { beta: scheduleFromJSON(beta as unknown as Parameters<typeof scheduleFromJSON>[0]), samples: samples as number },
  ],
  make(options: ElboOptions = {}) {
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
      build: (): BuiltObjective => ({
        requirePeers(model, shapes) {
          requireKl('elbo', model, shapes);
          if (!isOne(schedule)) requireMovingKl({ model }, 'elbo', 'leave `beta` out');
        },
        samples,
        sumsReconstruction: true,
        schedules: { beta: schedule },
        evaluate(pass) {
          if (!isOne(schedule)) requireMovingKl(pass, 'elbo', 'leave `beta` out');
          const perSample = pass.reconstruction();
          const reconstruction = samples === 1 ? tf.reshape(perSample, [-1]) : tf.mean(perSample, 1);
          const terms = { reconstruction: reconstruction as tf.Tensor1D, kl: pass.kl() };
          return { terms, losses: { model: negativeElbo({ ...terms, beta: pass.schedule['beta']! }) } };
        },
      }),
    };
  },
});

const isOne = (schedule: StepSchedule): boolean => {
  const config = schedule.toJSON();
  return config.kind === 'constant' && config.value === 1;
};
