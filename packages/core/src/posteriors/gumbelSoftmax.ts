import * as tf from '@tensorflow/tfjs';
import { constant, scheduleFromJSON, type StepSchedule } from '@vaekit/losses';
import { partFactory, type PartFactory } from '../partFactory.js';
import type { BuiltPosterior, Posterior, Shapes } from '../parts.js';
import { categories } from '../priors/uniformCategories.js';
import { stopGradient } from '../stopGradient.js';

/** Options of {@link gumbelSoftmax}. */
export interface GumbelSoftmaxOptions {
  /** The temperature τ of training, or a schedule of it, positive at every step: `cosineSchedule({ steps, from: 1, to: 0.5 })`. Default 1. */
  readonly temperature?: number | StepSchedule;
  /** Train on one-hot codes too, with the gradient of the relaxed ones. Default false. */
  readonly straightThrough?: boolean;
}

/**
 * Categorical codes by a relaxation: for each variable, the last axis of the latent, `q(c|x) = softmax(logits)`, and in training
 * `z = softmax((logits + g)/τ)` with g from Gumbel's distribution.
 *
 * The encoder gives `logits`, of the latent's shape: `[K]` is one variable of K categories, `[variables, K]` several.
 *
 * In evaluation codes are one-hot, draws of q(c|x) itself, and have its probability: the bound is then one of the model with categorical codes. In training the
 * divergence is the categorical one, and a relaxed code has no log q(c|x): an importance-weighted bound is refused there.
 *
 * @throws RangeError when `temperature` is not a positive number, or a schedule that is not positive at every step and in the end; an Error when a variable has a single category
 * @see Jang, Gu and Poole 2017, "Categorical reparameterization with Gumbel-softmax", equation 2; Maddison, Mnih and Teh 2017, appendix C.3.1
 */
export const gumbelSoftmax: PartFactory<Posterior, [options?: GumbelSoftmaxOptions]> = /* @__PURE__ */ partFactory({
  role: 'posterior',
  kind: 'gumbelSoftmax',
  example: {
    latent: [2, 3],
    parts: {
      posterior: { kind: 'gumbelSoftmax', temperature: { kind: 'cosineSchedule', steps: 20, from: 1, to: 0.5 } },
      prior: { kind: 'uniformCategories' },
    },
  },
  argumentsOf: ({ temperature, ...options }) => [
    {
      ...options,
      ...(temperature === undefined
        ? {}
        : { temperature: scheduleFromJSON(temperature as unknown as Parameters<typeof scheduleFromJSON>[0]) }),
    },
  ],
  make(options: GumbelSoftmaxOptions = {}): Posterior {
    const { temperature = 1, straightThrough = false } = options;
    if (typeof temperature === 'number' && !(temperature > 0 && Number.isFinite(temperature)))
      throw new RangeError(
        `gumbelSoftmax: \`temperature\` is ${temperature}; expected a positive number, or a schedule such as cosineSchedule({ steps: 10_000, from: 1, to: 0.5 })`,
      );
    const schedule = typeof temperature === 'number' ? constant(temperature) : temperature;
    if (!(schedule.least > 0))
      throw new RangeError(
        `gumbelSoftmax: \`temperature\` is a ${schedule.kind} that falls to ${schedule.least}, where codes have no gradient; expected one that stays above 0, such as cosineSchedule({ steps: 10_000, from: 1, to: 0.5 })`,
      );
    return {
      config: { kind: 'gumbelSoftmax', temperature: { ...schedule.toJSON() }, straightThrough },
      build: (shapes) => built(shapes, schedule, straightThrough),
    };
  },
});

function built({ latent }: Shapes, temperature: StepSchedule, straightThrough: boolean): BuiltPosterior {
  const { space } = categories('gumbelSoftmax', latent);
  return {
    space,
    parameters: [{ name: 'logits', shape: latent }],
    schedules: { temperature },
    noise: () => ({ u: { shape: latent, distribution: 'uniform', per: 'example' } }),
    draw([logits], { u }, { mode, rows, schedule }) {
      const perturbed = tf.add(logits!, gumbel(u!));
      if (mode === 'evaluate') {
        const z = oneHotOfLargest(perturbed);
        const logProbability = tf.sum(tf.reshape(tf.mul(z, tf.logSoftmax(logits!)), [rows, -1]), 1) as tf.Tensor1D;
        return { z, logDensity: logProbability };
      }
      const relaxed = tf.softmax(tf.div(perturbed, schedule['temperature']!));
      if (!straightThrough) return { z: relaxed };
      return { z: tf.add(oneHotOfLargest(perturbed), tf.sub(relaxed, stopGradient(relaxed))) };
    },
    center: ([logits]) => tf.softmax(logits!),
    family: ([logits]) => ({ kind: 'categorical', logits: logits! }),
  };
}

/** Deviates of Gumbel's distribution, `−log(−log u)`, of u in [0, 1); both ends are kept finite. */
const gumbel = (u: tf.Tensor): tf.Tensor => tf.neg(tf.log(tf.neg(tf.log(tf.add(tf.mul(u, 1 - 2e-7), 1e-7)))));

/** 1 at the largest of the last axis, else 0. */
const oneHotOfLargest = (scores: tf.Tensor): tf.Tensor =>
  tf.cast(tf.oneHot(tf.argMax(scores, -1) as tf.Tensor1D, scores.shape.at(-1)!), 'float32');
