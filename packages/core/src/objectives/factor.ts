import { sizeFromShape } from '@vaekit-internal/base';
import * as tf from '@tensorflow/tfjs';
import { bernoulliNll } from '@vaekit/losses';
import type { MlpRecipeOptions } from '../networks/mlp.js';
import type { Network } from '../networks/network.js';
import { requireCounts } from '../networks/networkOptions.js';
import { adam } from '../optimizers/adam.js';
import type { OptimizerConfig } from '../optimizers/optimizerConfig.js';
import { optimizerFromJSON } from '../optimizers/optimizerFromJSON.js';
import { partFactory, type PartFactory } from '../partFactory.js';
import type { Json, Peers } from '../parts.js';
import type { BuiltObjective, Objective, Pass } from '../pass.js';
import { requireKnownLabels, residual } from '../residual.js';
import { stopGradient } from '../stopGradient.js';
import { discriminator, judgedRows } from './discriminator.js';
import { requireKl } from './requirements.js';
import { lossesInHalves } from './factorInHalves.js';
import { shuffledColumns } from './shuffledColumns.js';

/** Options of {@link factor}. */
export interface FactorOptions {
  /** The factor of the total correlation. Default 10. */
  readonly gamma?: number;
  /** Widths of the discriminator's hidden layers. Default `[256, 256, 256]`; the paper has six of 1000. */
  readonly hidden?: readonly number[];
  /** Default `'relu'`; the paper has leaky ReLUs of slope 0.2. */
  readonly activation?: NonNullable<MlpRecipeOptions['activation']>;
  /** The discriminator's. Default: the paper's, `adam({ learningRate: 1e-4, beta1: 0.5, beta2: 0.9 })`. */
  readonly optimizer?: OptimizerConfig;
  /** As the largest collection in Python trains it, in halves of a batch: see `factorInHalves.ts`. Default false. */
  readonly zoo?: boolean;
  /** The seed of the discriminator's weights. Default 0. */
  readonly seed?: number;
}

/**
 * The evidence lower bound with a total correlation that a discriminator D estimates (FactorVAE):
 * `E_q[−log p(x|z)] + KL(q(z|x) ‖ p(z)) + γ·E_q[log D(z) − log(1 − D(z))]`, nats per example, against a second player, `discriminator`, that
 * minimizes `−½ E[log D(z) + log(1 − D(z̄))]`.
 *
 * z̄ is from Π_k q(z_k): its dimension k (from 1) is that of the example k places further on in the batch, around its end. Batches come shuffled, so these are
 * codes of different examples chosen at random, as many as there are dimensions, wherever the batch has more examples than that; rows of weight 0 are stepped
 * over. The paper shuffles a second batch; here it is the same one.
 *
 * Both move together: the paper's discriminator step takes the codes that were drawn before the autoencoder moved (algorithm 2), so one draw serves both.
 *
 * Where the model has a condition, D sees (r, y), r = (z − μ^y)/σ^y, and z̄ keeps the example's own y: what is estimated is the total correlation of r_1, …, r_d and y
 * together, which is 0 where the residuals depend neither on each other nor on the class, as under the prior. The positions of the classes are no correlation.
 *
 * Terms, without γ: `reconstruction`, `kl`, `totalCorrelation` (the discriminator's logit).
 *
 * @throws RangeError when `gamma` is negative or a width is not a whole number of at least 1; in a pass, an Error when the prior depends on the class
 *   otherwise than by moving a base, or takes rows without a label
 * @see Kim and Mnih 2018, "Disentangling by factorising", equations 2 and 3, algorithm 2, appendix A
 */
export const factor: PartFactory<Objective, [options?: FactorOptions]> = /* @__PURE__ */ partFactory({
  role: 'objective',
  kind: 'factor',
  example: {
    classes: 2,
    parts: {
      objective: { kind: 'factor', gamma: 2, hidden: [6], activation: 'tanh', optimizer: { kind: 'adam', learningRate: 1e-2 } },
      prior: { kind: 'classMeans', classes: 2 },
    },
  },
  argumentsOf: ({ optimizer, ...options }) => [
    { ...options, optimizer: optimizerFromJSON(optimizer as Parameters<typeof optimizerFromJSON>[0]) },
  ],
  make: factorObjective,
});

function factorObjective(options: FactorOptions = {}): Objective {
  const { gamma = 10, hidden = [256, 256, 256], activation = 'relu', zoo = false, seed = 0 } = options;
  const { optimizer = adam({ learningRate: 1e-4, beta1: 0.5, beta2: 0.9 }) } = options;
  if (!(gamma >= 0 && Number.isFinite(gamma)))
    throw new RangeError(`factor: \`gamma\` is ${gamma}; expected a number of at least 0`);
  requireCounts('factor', 'hidden', hidden);
  const plainOptimizer = JSON.parse(JSON.stringify(optimizer)) as Json;
  return {
    config: { kind: 'factor', gamma, hidden: [...hidden], activation, optimizer: plainOptimizer, seed, ...(zoo ? { zoo } : {}) },
    build({ latent, conditionWidth }): BuiltObjective {
      if (zoo && conditionWidth !== undefined)
        throw new Error('factor: `zoo` has no classes; leave it out for a model with a condition');
      const judge = discriminator({ input: [sizeFromShape(latent)], conditionWidth }, { hidden, activation, seed });
      return {
        requirePeers(model, shapes) {
          requireOneShape(model);
          requireKl('factor', model, shapes);
        },
        samples: 1,
        variables: judge.variables,
        players: ({ objective, ...others }) => ({
          model: { variables: Object.values(others).flat() },
          discriminator: { variables: objective, optimizer },
        }),
        evaluate(pass) {
          const codes = codesOf(pass);
          const terms = {
            reconstruction: tf.reshape(pass.reconstruction(), [-1]) as tf.Tensor1D,
            kl: pass.kl(),
            totalCorrelation: tf.reshape(logitsOf(judge, codes, pass.condition), [-1]) as tf.Tensor1D,
          };
          const { reconstruction, kl, totalCorrelation } = terms;
          if (zoo)
            return {
              terms,
              losses: lossesInHalves(pass, codes, { ...terms, gamma, logitsOf: (z) => logitsOf(judge, z, undefined) }),
            };
          const model = tf.addN([reconstruction, kl, tf.mul(totalCorrelation, gamma)]);
          return { terms, losses: { model, discriminator: judgment(judge, stopGradient(codes), pass) } };
        },
      };
    },
  };
}

const logitsOf = (judge: Network, codes: tf.Tensor, condition: tf.Tensor | undefined): tf.Tensor =>
  judgedRows(judge, codes, condition)[0]!;

/** `[batch, size]`. */
function codesOf(pass: Pass): tf.Tensor2D {
  requireOneShape(pass.model);
  return residual('factor', pass, pass.z());
}

/** Throws where a class moves codes in another way than the residual undoes. */
function requireOneShape({ prior }: Peers): void {
  requireKnownLabels('factor', prior);
  // A residual undoes one move: what is moved must not be of classes itself.
  const unmoved = prior.shift === undefined ? prior : prior.shift.base;
  if (unmoved.classes !== undefined)
    throw new Error(
      'factor: the prior has a class-dependent shape, and codes that follow it depend on the class; take a prior that a class only moves, such as classMeans(classes, { base })',
    );
}

/** `−½ [log D(z) + log(1 − D(z̄))]`, `[batch]`. */
function judgment(judge: Network, codes: tf.Tensor2D, { weight, condition, rows }: Pass): tf.Tensor1D {
  const both = tf.concat([codes, shuffledColumns(codes, weight ?? tf.ones([rows]))]);
  const logits = logitsOf(judge, both, condition && tf.concat([condition, condition]));
  const real = tf.concat([tf.ones([rows, 1]), tf.zeros([rows, 1])]);
  return tf.mean(tf.reshape(bernoulliNll(logits, real), [2, rows]), 0);
}
