import * as tf from '@tensorflow/tfjs';
import type { NoiseEntry } from '../contract.js';
import type { MlpRecipeOptions } from '../networks/mlp.js';
import { requireCounts, requireRate } from '../networks/networkOptions.js';
import { adam } from '../optimizers/adam.js';
import type { OptimizerConfig } from '../optimizers/optimizerConfig.js';
import { optimizerFromJSON } from '../optimizers/optimizerFromJSON.js';
import { partFactory, type PartFactory } from '../partFactory.js';
import type { Json } from '../parts.js';
import type { BuiltObjective, Objective } from '../pass.js';
import { discriminator, judgedRows, shownRows, surprise } from './discriminator.js';

/** Options of {@link adversarial}. */
export interface AdversarialOptions {
  /** How far below 1 the discriminator's goal for real examples is, from 0 to below 1. Default 0; Salimans et al. 2016 have 0.1. */
  readonly smoothing?: number;
  /** The deviation of noise that is added to whatever the discriminator is shown while training; at least 0. Default 0. */
  readonly noise?: number;
  /** Widths of the discriminator's hidden layers. Default `[256, 256]`. */
  readonly hidden?: readonly number[];
  /** Default `'elu'`, which passes gradients on where a ReLU has none. */
  readonly activation?: NonNullable<MlpRecipeOptions['activation']>;
  /** The discriminator's. Default `adam({ learningRate: 2e-4, beta1: 0.5 })`. */
  readonly optimizer?: OptimizerConfig;
  /** The seed of the discriminator's weights. Default 0. */
  readonly seed?: number;
}

/**
 * A game of two players over examples, with no likelihood: the decoder G, as `generator`, minimizes `−log D(G(z))`; the discriminator D minimizes
 * `−log D(x) − log(1 − D(G(z)))`. Where real examples and G's have one distribution, D = ½ is best and the latter is `2 log 2`.
 *
 * z is drawn by the posterior: with `independent()` from N(0, I), so that the model is a generator, G(z) is the mean of p(x|z). The generator's loss is the one
 * that does not saturate where D wins. With `smoothing` s the goal for real examples is 1 − s. `noise` on both kinds keeps D from winning by what no
 * generator can mend. A value that is missing is shown to D as 0 on both
 * sides. Where the model has a condition, D sees it too. Both players move together.
 *
 * Terms: `generator`, `discriminator`.
 *
 * @throws RangeError when `smoothing` is outside [0, 1), `noise` is negative, or a width is not a whole number of at least 1
 * @see Goodfellow et al. 2014, "Generative adversarial nets", algorithm 1 and section 3; the noise: Arjovsky and Bottou 2017, "Towards principled methods for
 *   training generative adversarial networks", section 3
 */
export const adversarial: PartFactory<Objective, [options?: AdversarialOptions]> = /* @__PURE__ */ partFactory({
  role: 'objective',
  kind: 'adversarial',
  example: {
    parts: {
      posterior: { kind: 'independent' },
      objective: {
        kind: 'adversarial',
        hidden: [6],
        activation: 'tanh',
        smoothing: 0.1,
        noise: 0.1,
        optimizer: { kind: 'adam', learningRate: 1e-2 },
      },
    },
  },
  argumentsOf: ({ optimizer, ...options }) => [
    { ...options, optimizer: optimizerFromJSON(optimizer as Parameters<typeof optimizerFromJSON>[0]) },
  ],
  make: adversarialObjective,
});

const normal = (shape: readonly number[]): NoiseEntry => ({ shape, distribution: 'normal', per: 'example' });

function adversarialObjective(options: AdversarialOptions = {}): Objective {
  const { smoothing = 0, noise = 0, hidden = [256, 256], activation = 'elu', seed = 0 } = options;
  const { optimizer = adam({ learningRate: 2e-4, beta1: 0.5 }) } = options;
  requireRate('adversarial', 'smoothing', smoothing);
  if (!(noise >= 0 && Number.isFinite(noise)))
    throw new RangeError(`adversarial: \`noise\` is ${noise}; expected a number of at least 0`);
  requireCounts('adversarial', 'hidden', hidden);
  const plainOptimizer = JSON.parse(JSON.stringify(optimizer)) as Json;
  return {
    config: { kind: 'adversarial', smoothing, noise, hidden: [...hidden], activation, optimizer: plainOptimizer, seed },
    build({ event, conditionWidth }): BuiltObjective {
      const judge = discriminator({ input: event, conditionWidth }, { hidden, activation, seed });
      return {
        samples: 1,
        variables: judge.variables,
        noise: (mode) => (mode === 'train' && noise > 0 ? { real: normal(event), made: normal(event) } : {}),
        players: ({ objective, ...others }) => ({
          generator: { variables: Object.values(others).flat() },
          discriminator: { variables: objective, optimizer },
        }),
        evaluate({ batch, condition, mask, model, noise: drawn, likelihoodParameters }) {
          const logits = (rows: tf.Tensor, eps: tf.Tensor | undefined): tf.Tensor => {
            const noisy = eps === undefined ? rows : tf.add(rows, tf.mul(eps, noise));
            return judgedRows(judge, shownRows(noisy, mask), condition)[0]!;
          };
          const made = logits(model.likelihood.mean(likelihoodParameters()), drawn['made']);
          const real = logits(batch.x, drawn['real']);
          const generator = surprise(made, 'real');
          // −(1 − s) log D − s log(1 − D) = softplus(−l) + s·l
          const smoothed = tf.add(surprise(real, 'real'), tf.mul(tf.reshape(real, [-1]), smoothing));
          const caught = tf.add(smoothed, surprise(made, 'made')) as tf.Tensor1D;
          const terms = { generator, discriminator: caught };
          return { terms, losses: terms };
        },
      };
    },
  };
}
