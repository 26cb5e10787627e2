import { sizeFromShape } from '@vaekit-internal/base';
import * as tf from '@tensorflow/tfjs';
import type { MlpRecipeOptions } from '../networks/mlp.js';
import { requireCounts } from '../networks/networkOptions.js';
import { adam } from '../optimizers/adam.js';
import type { OptimizerConfig } from '../optimizers/optimizerConfig.js';
import { optimizerFromJSON } from '../optimizers/optimizerFromJSON.js';
import { contextFor } from '../ownScalars.js';
import { partFactory, type PartFactory } from '../partFactory.js';
import type { Json } from '../parts.js';
import type { BuiltObjective, Objective } from '../pass.js';
import { requireKnownLabels, residual } from '../residual.js';
import { stopGradient } from '../stopGradient.js';
import { discriminator, judgedRows, surprise } from './discriminator.js';

/** Options of {@link adversarialCodes}. */
export interface AdversarialCodesOptions {
  /** The factor λ of the game; at least 0. Default 10. */
  readonly weight?: number;
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
 * The reconstruction, and a game of two players over codes in place of a divergence (adversarial autoencoder): `model` minimizes
 * `−log p(x|z) − λ·log D(z)`, `discriminator` `−log D(p) − log(1 − D(z))`, p drawn from the prior, nats per example. Where codes and prior have one distribution,
 * D = ½ is best and the latter is `2 log 2`.
 *
 * The encoder's part of the game is the one that does not saturate where D wins. Both players move together; the paper gives reconstruction and game a step each,
 * of the same gradients. With `point()` the encoder is deterministic; under a posterior with a variance z is its draw.
 *
 * Where the model has classes, (r, y) is matched jointly, r = (z − μ^y)/σ^y: D sees y. Matching r alone would be satisfied by equal means.
 *
 * Terms, without λ: `reconstruction`, `game`, `discriminator`.
 *
 * @throws RangeError when `weight` is negative or a width is not a whole number of at least 1; in a pass, an Error when the prior takes rows without a label
 * @see Makhzani, Shlens, Jaitly, Goodfellow and Frey 2016, "Adversarial autoencoders", section 2
 */
export const adversarialCodes: PartFactory<Objective, [options?: AdversarialCodesOptions]> = /* @__PURE__ */ partFactory({
  role: 'objective',
  kind: 'adversarialCodes',
  example: {
    classes: 2,
    parts: {
      objective: {
        kind: 'adversarialCodes',
        weight: 2,
        hidden: [6],
        activation: 'tanh',
        optimizer: { kind: 'adam', learningRate: 1e-2 },
      },
      posterior: { kind: 'point' },
      prior: { kind: 'classMeans', classes: 2, classVariance: true },
    },
  },
  argumentsOf: ({ optimizer, ...options }) => [
    { ...options, optimizer: optimizerFromJSON(optimizer as Parameters<typeof optimizerFromJSON>[0]) },
  ],
  make: adversarialCodesObjective,
});

function adversarialCodesObjective(options: AdversarialCodesOptions = {}): Objective {
  const { weight = 10, hidden = [256, 256], activation = 'elu', seed = 0 } = options;
  const { optimizer = adam({ learningRate: 2e-4, beta1: 0.5 }) } = options;
  if (!(weight >= 0 && Number.isFinite(weight)))
    throw new RangeError(`adversarialCodes: \`weight\` is ${weight}; expected a number of at least 0`);
  requireCounts('adversarialCodes', 'hidden', hidden);
  const plainOptimizer = JSON.parse(JSON.stringify(optimizer)) as Json;
  return {
    config: { kind: 'adversarialCodes', weight, hidden: [...hidden], activation, optimizer: plainOptimizer, seed },
    build({ latent, conditionWidth }): BuiltObjective {
      const judge = discriminator({ input: [sizeFromShape(latent)], conditionWidth }, { hidden, activation, seed });
      return {
        requirePeers: ({ prior }) => requireKnownLabels('adversarialCodes', prior),
        samples: 1,
        variables: judge.variables,
        noise: (_, model) => model.prior.noise(model),
        players: ({ objective, ...others }) => ({
          model: { variables: Object.values(others).flat() },
          discriminator: { variables: objective, optimizer },
        }),
        evaluate(pass) {
          const logits = (codes: tf.Tensor): tf.Tensor => judgedRows(judge, codes, pass.condition)[0]!;
          const codes = residual('adversarialCodes', pass, pass.z());
          const drawn = pass.model.prior.draw(pass.noise, contextFor('prior', pass.drawContext), 1);
          const made = logits(codes);
          const real = logits(stopGradient(residual('adversarialCodes', pass, drawn)));
          const reconstruction = tf.reshape(pass.reconstruction(), [-1]) as tf.Tensor1D;
          const game = surprise(made, 'real');
          const caught = tf.add(surprise(real, 'real'), surprise(made, 'made')) as tf.Tensor1D;
          return {
            terms: { reconstruction, game, discriminator: caught },
            losses: { model: tf.add(reconstruction, tf.mul(game, weight)), discriminator: caught },
          };
        },
      };
    },
  };
}
