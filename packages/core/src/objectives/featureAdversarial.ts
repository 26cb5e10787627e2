import * as tf from '@tensorflow/tfjs';
import type { NoiseEntry } from '../contract.js';
import type { MlpRecipeOptions } from '../networks/mlp.js';
import { requireCounts } from '../networks/networkOptions.js';
import { adam } from '../optimizers/adam.js';
import type { OptimizerConfig } from '../optimizers/optimizerConfig.js';
import { optimizerFromJSON } from '../optimizers/optimizerFromJSON.js';
import { contextFor } from '../ownScalars.js';
import { partFactory, type PartFactory } from '../partFactory.js';
import type { Json } from '../parts.js';
import { ownOf, prefixed } from '../byOwner.js';
import type { BuiltObjective, Objective, Pass } from '../pass.js';
import { stopGradient } from '../stopGradient.js';
import { featureDiscriminator, judgedRows, shownRows, surprise } from './discriminator.js';
import { requireKl } from './requirements.js';

/** Options of {@link featureAdversarial}. */
export interface FeatureAdversarialOptions {
  /** The decoder's weight γ of the features beside the game; at least 0. Default 1. */
  readonly gamma?: number;
  /** The encoder's weight β of the KL beside the features; at least 0. Default 1. */
  readonly beta?: number;
  /** The deviation of noise that is added to whatever the discriminator is shown while training; at least 0. Default 0. */
  readonly noise?: number;
  /** Widths of the discriminator's hidden layers, of which the last one gives the features. Default `[256, 256]`. */
  readonly hidden?: readonly number[];
  /** Default `'elu'`. */
  readonly activation?: NonNullable<MlpRecipeOptions['activation']>;
  /** The discriminator's. Default `adam({ learningRate: 2e-4, beta1: 0.5 })`. */
  readonly optimizer?: OptimizerConfig;
  /** The seed of the discriminator's weights. Default 0. */
  readonly seed?: number;
}

/**
 * A variational autoencoder against a discriminator in whose features it is to reconstruct (VAE-GAN), a game of three players. With D's last hidden layer as
 * f, x̃ the decoded draw from q(z|x), and x_p the decoded draw from the prior:
 * `encoder` minimizes `½|f(x) − f(x̃)|² + β·KL`, `decoder` `γ·½|f(x) − f(x̃)|² − log D(x̃) − log D(x_p)`, and
 * `discriminator` `−log D(x) − log(1 − D(x̃)) − log(1 − D(x_p))`. f is what D needs: it does not move for the reconstruction.
 *
 * The decoder's part of the game does not saturate where D wins. All players move together. A width that the likelihood learns is fitted by
 * `−log p(x|z)` to the outputs as they are, so that the model still has a bound. A missing value is shown to D as 0 on every side. `noise` is added
 * to what D is shown, the same to x and to x̃.
 *
 * Terms: `feature` (without γ), `kl` (without β), `game` (the decoder's part of it), `discriminator`, and `reconstruction`, −log p(x|z), which no network minimizes.
 *
 * @throws RangeError when `gamma`, `beta` or `noise` is negative, or a width is not a whole number of at least 1, or there is none
 * @see Larsen, Sønderby, Larochelle and Winther 2016, "Autoencoding beyond pixels using a learned similarity metric", equations 6 to 8, algorithm 1
 */
export const featureAdversarial: PartFactory<Objective, [options?: FeatureAdversarialOptions]> = /* @__PURE__ */ partFactory({
  role: 'objective',
  kind: 'featureAdversarial',
  example: {
    parts: {
      objective: {
        kind: 'featureAdversarial',
        hidden: [6],
        activation: 'tanh',
        gamma: 0.5,
        noise: 0.1,
        optimizer: { kind: 'adam', learningRate: 1e-2 },
      },
      likelihood: { kind: 'gaussian', sigma: 'learned' },
    },
  },
  argumentsOf: ({ optimizer, ...options }) => [
    { ...options, optimizer: optimizerFromJSON(optimizer as Parameters<typeof optimizerFromJSON>[0]) },
  ],
  make: featureObjective,
});

const normal = (shape: readonly number[]): NoiseEntry => ({ shape, distribution: 'normal', per: 'example' });

function featureObjective(options: FeatureAdversarialOptions = {}): Objective {
  const { gamma = 1, beta = 1, noise = 0, hidden = [256, 256], activation = 'elu', seed = 0 } = options;
  const { optimizer = adam({ learningRate: 2e-4, beta1: 0.5 }) } = options;
  for (const [name, value] of Object.entries({ gamma, beta, noise }))
    if (!(value >= 0 && Number.isFinite(value)))
      throw new RangeError(`featureAdversarial: \`${name}\` is ${value}; expected a number of at least 0`);
  requireCounts('featureAdversarial', 'hidden', hidden);
  if (hidden.length === 0)
    throw new RangeError(
      'featureAdversarial: `hidden` is empty; the last hidden layer gives the features, so give one width at least',
    );
  const plainOptimizer = JSON.parse(JSON.stringify(optimizer)) as Json;
  return {
    config: { kind: 'featureAdversarial', gamma, beta, noise, hidden: [...hidden], activation, optimizer: plainOptimizer, seed },
    build({ event, conditionWidth }): BuiltObjective {
      const judge = featureDiscriminator({ input: event, conditionWidth }, { hidden, activation, seed });
      return {
        requirePeers: (model, shapes) => requireKl('featureAdversarial', model, shapes),
        samples: 1,
        variables: judge.variables,
        noise: (mode, model) => ({
          ...prefixed('prior', model.prior.noise(model)),
          ...(mode === 'train' && noise > 0 ? { shown: normal(event), fresh: normal(event) } : {}),
        }),
        players: ({ encoder, posterior, prior, corruption, decoder, likelihood, objective }) => ({
          encoder: { variables: [...encoder, ...posterior, ...prior, ...corruption] },
          decoder: { variables: [...decoder, ...likelihood] },
          discriminator: { variables: objective, optimizer },
        }),
        evaluate(pass) {
          const { model, batch, condition, mask } = pass;
          const judged = (rows: tf.Tensor, eps: tf.Tensor | undefined) => {
            const noisy = eps === undefined ? rows : tf.add(rows, tf.mul(eps, noise));
            return judgedRows(judge, shownRows(noisy, mask), condition) as [tf.Tensor, tf.Tensor];
          };
          const again = model.likelihood.mean(pass.likelihoodParameters());
          const fresh = decodedPrior(pass);
          const { shown } = pass.noise;
          const [[features, real], [own, fooled]] = [judged(batch.x, shown), judged(again, shown)];
          const [, drawn] = judged(fresh, pass.noise['fresh']);
          const feature = tf.mul(0.5, tf.sum(tf.squaredDifference(stopGradient(features), own), 1)) as tf.Tensor1D;
          const game = tf.add(surprise(fooled, 'real'), surprise(drawn, 'real')) as tf.Tensor1D;
          const caught = tf.addN([surprise(real, 'real'), surprise(fooled, 'made'), surprise(drawn, 'made')]) as tf.Tensor1D;
          const reconstruction = tf.reshape(pass.reconstruction(), [-1]) as tf.Tensor1D;
          const kl = pass.kl();
          const decoder = [tf.mul(feature, gamma) as tf.Tensor1D, game, ...ownWidth(pass)];
          return {
            terms: { reconstruction, feature, kl, game, discriminator: caught },
            losses: { encoder: tf.add(feature, tf.mul(kl, beta)), decoder: tf.addN(decoder), discriminator: caught },
          };
        },
      };
    },
  };
}

/** Examples whose codes are the prior's, `[rows, ...event]`. */
function decodedPrior(pass: Pass): tf.Tensor {
  const { model, condition, noise } = pass;
  const z = model.prior.draw(ownOf('prior', noise), contextFor('prior', pass), 1);
  return model.likelihood.mean(model.decodeParameters(z, condition));
}

/** What a likelihood with variables of its own learns them by, the decoder's outputs held. */
function ownWidth(pass: Pass): tf.Tensor1D[] {
  const { likelihood } = pass.model;
  if (Object.keys(likelihood.variables ?? {}).length === 0) return [];
  return [likelihood.negativeLogDensity(pass.likelihoodParameters().map(stopGradient), pass.batch.x, pass.mask)];
}
