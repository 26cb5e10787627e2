import * as tf from '@tensorflow/tfjs';
import { importanceWeightedBound } from '@vaekit/losses';
import { requireCount } from '../networks/networkOptions.js';
import { contextFor } from '../ownScalars.js';
import { partFactory, type PartFactory } from '../partFactory.js';
import type { Peers } from '../parts.js';
import type { BuiltObjective, Objective, Pass } from '../pass.js';
import { repeatedParameters } from '../repeatedParameters.js';
import { stopGradient } from '../stopGradient.js';
import { boundTerms, importanceTerms, type ImportanceTerms, requireNoBeta } from './importanceTerms.js';
import type { IwaeOptions } from './iwae.js';
import { twoPlayers } from './twoPlayers.js';
import { requireDensities, requireEncoder } from './requirements.js';

/**
 * The bound of `iwae({ k })` with another estimator of its gradient for the encoder (doubly reparameterized), nats per example. With w = p(x|z)p(z)/q(z|x) and
 * w̃_i = w_i / Σ_j w_j: `inference`, the encoder, moves along `Σ_i w̃_i² ∂log w_i/∂z_i · ∂z_i/∂φ`, in which q's own parameters are held: it has the same mean, and
 * a signal that grows with k where that of the plain one fades. `generative`, decoder and prior, moves along the plain `Σ_i w̃_i ∂log p(x, z_i)/∂θ`.
 *
 * A learned prior keeps the full gradient. Where its density depends on the encoder too (`vampPrior`), the encoder gets `Σ_i w̃_i ∂log p(z_i)/∂φ` at held
 * codes on top, as the identity behind the estimator is one of q's density alone.
 *
 * The value of both losses is the bound. Terms: `reconstruction` and `kl`, the means over the k draws, and `tightening` <= 0; the three add up to it.
 *
 * @throws RangeError when `k` is not a whole number of at least 1; in a pass, an Error when the posterior has no density at a given code
 * @see Tucker, Lawson, Gu and Maddison 2019, "Doubly reparameterized gradient estimators for Monte Carlo objectives", equation 8
 */
export const dreg: PartFactory<Objective, [options: IwaeOptions]> = /* @__PURE__ */ partFactory({
  role: 'objective',
  kind: 'dreg',
  example: { parts: { objective: { kind: 'dreg', k: 3 }, prior: { kind: 'vampPrior', pseudoInputs: 4 } } },
  make(options: IwaeOptions) {
    const { k } = options;
    requireNoBeta('dreg', options);
    requireCount('dreg', 'k', k);
    return {
      config: { kind: 'dreg', k },
      build: (): BuiltObjective => ({
        requirePeers(model) {
          requireHeldDensity(model);
          requireDensities('dreg', model);
          requireEncoder('dreg', model, 'the encoder is moved by a gradient of its own');
        },
        samples: k,
        players: twoPlayers,
        evaluate(pass) {
          const terms = importanceTerms(pass, densityAsHeld(pass));
          const generative = tf.neg(importanceWeightedBound(terms.logWeights)) as tf.Tensor1D;
          return { terms: boundTerms(terms, generative), losses: { generative, inference: pathLoss(pass, terms, generative) } };
        },
      }),
    };
  },
});

/** log q(z|x) at the draws, `[batch, k]`, seen by differentiation as a function of z alone. */
function densityAsHeld(pass: Pass): tf.Tensor2D {
  const { model, drawContext, samples, rows } = pass;
  requireHeldDensity(model);
  const held = repeatedParameters(model, pass.posteriorParameters().map(stopGradient), samples);
  return tf.reshape(model.posterior.logDensity!(held, pass.z(), drawContext), [rows, samples]);
}

/** Throws where q's density has no form in which its parameters can be held. */
function requireHeldDensity({ posterior }: Peers): void {
  if (posterior.logDensity === undefined)
    throw new Error(
      'dreg: the posterior knows the density of its own draws only, and the gradient is taken at held parameters; take a posterior that has `logDensity`, such as diagonalNormal(), or the objective iwae({ k })',
    );
  if (Object.keys(posterior.variables ?? {}).length > 0)
    throw new Error(
      'dreg: the density of this posterior has weights of its own, which cannot be held as the gradient asks; take a posterior whose parameters all come from the encoder, such as diagonalNormal(), or the objective iwae({ k })',
    );
}

/** A loss of the value of `bound` with the encoder's gradient, `[batch]`. */
function pathLoss(pass: Pass, { logWeights }: ImportanceTerms, bound: tf.Tensor1D): tf.Tensor1D {
  const share = stopGradient(tf.softmax(logWeights, 1));
  const squared = tf.square(share);
  const path = tf.sum(tf.mul(squared, logWeights), 1);
  const { prior } = pass.model;
  // Without variables a prior has no way to the encoder but through z.
  const direct =
    Object.keys(prior.variables ?? {}).length === 0 ? [] : [tf.sum(tf.mul(tf.sub(share, squared), priorAtHeld(pass)), 1)];
  const moved = tf.neg(tf.addN([path, ...direct]));
  return tf.add(moved, stopGradient(tf.sub(bound, moved))) as tf.Tensor1D;
}

/** log p(z) of the draws, `[batch, k]`, seen by differentiation as a function of its parameters alone. */
function priorAtHeld(pass: Pass): tf.Tensor2D {
  const { model, drawContext, samples, rows } = pass;
  const density = model.prior.logDensity!(stopGradient(pass.z()), contextFor('prior', drawContext));
  return tf.reshape(density, [rows, samples]);
}
