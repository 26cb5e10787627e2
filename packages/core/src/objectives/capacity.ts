import * as tf from '@tensorflow/tfjs';
import { capacityPenalty, constant, linearWarmup, scheduleFromJSON, type StepSchedule } from '@vaekit/losses';
import { partFactory, type PartFactory } from '../partFactory.js';
import type { BuiltObjective, Objective } from '../pass.js';
import { requireMovingKl } from './movingKl.js';
import { requireKl } from './requirements.js';

/** Options of {@link capacity}. */
export interface CapacityOptions {
  /** C, the nats that the code is to hold, or a schedule of it. Default: the paper's, `linearWarmup({ from: 0.5, to: 25, steps: 100000 })`. */
  readonly capacity?: number | StepSchedule;
  /** γ, how firmly the divergence is held there. Default 1000. */
  readonly gamma?: number;
  /** Whether the mean of a batch is held at C (default) or every example. */
  readonly over?: 'batch' | 'example';
}

/**
 * The reconstruction with the divergence held at a capacity that grows: `E_q[−log p(x|z)] + γ·|KL(q(z|x) ‖ p(z)) − C|`, nats per example. A code that is allowed
 * more little by little takes up one factor after the other.
 *
 * Terms: `reconstruction` and `kl`, without γ and C.
 *
 * @throws RangeError when a plain `capacity`, or `gamma`, is negative or not finite, or `over` is another word
 * @see Burgess, Higgins, Pal, Matthey, Watters, Desjardins and Lerchner 2018, "Understanding disentangling in β-VAE", equation 8
 */
export const capacity: PartFactory<Objective, [options?: CapacityOptions]> = /* @__PURE__ */ partFactory({
  role: 'objective',
  kind: 'capacity',
  example: { parts: { objective: { kind: 'capacity', capacity: { kind: 'linearWarmup', steps: 20, to: 2 }, gamma: 3 } } },
  argumentsOf: ({ capacity, ...options }) => [
    { ...options, capacity: scheduleFromJSON(capacity as unknown as Parameters<typeof scheduleFromJSON>[0]) },
  ],
  make: capacityObjective,
});

function capacityObjective(options: CapacityOptions = {}): Objective {
  const { capacity: held = linearWarmup({ from: 0.5, to: 25, steps: 100_000 }), gamma = 1000, over = 'batch' } = options;
  for (const [name, value] of Object.entries({ capacity: held, gamma })) {
    if (typeof value === 'number' && !(value >= 0 && Number.isFinite(value)))
      throw new RangeError(`capacity: \`${name}\` is ${value}; expected a number of at least 0`);
  }
  if (over !== 'batch' && over !== 'example')
    throw new RangeError(`capacity: \`over\` is '${String(over)}'; expected 'batch' or 'example'`);
  const schedule = typeof held === 'number' ? constant(held) : held;
  return {
    config: { kind: 'capacity', capacity: { ...schedule.toJSON() }, gamma, over },
    build: (): BuiltObjective => ({
      requirePeers(model, shapes) {
        requireKl('capacity', model, shapes);
        requireMovingKl({ model }, 'capacity', 'take the objective elbo()');
      },
      samples: 1,
      schedules: { capacity: schedule },
      evaluate(pass) {
        requireMovingKl(pass, 'capacity', 'take the objective elbo()');
        const { weight } = pass;
        const terms = { reconstruction: tf.reshape(pass.reconstruction(), [-1]) as tf.Tensor1D, kl: pass.kl() };
        const level = pass.schedule['capacity']!;
        const penalty = capacityPenalty(terms.kl, { capacity: level, gamma, over, ...(weight && { weight }) });
        return { terms, losses: { model: tf.add(terms.reconstruction, penalty) } };
      },
    }),
  };
}
