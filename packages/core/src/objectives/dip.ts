import * as tf from '@tensorflow/tfjs';
import { covariancePenalty } from '@vaekit/losses';
import { partFactory, type PartFactory } from '../partFactory.js';
import type { BuiltObjective, Objective } from '../pass.js';
import { seenFromPrior } from './seenFromPrior.js';
import { requireDiagonal } from './requirements.js';

/** Options of {@link dip}. */
export interface DipOptions {
  /** `'means'` (DIP-VAE-I): the covariance of the posteriors' means is matched; `'codes'` (DIP-VAE-II): that of the codes. Default `'means'`. */
  readonly of?: 'codes' | 'means';
  /** λ_od, the factor of the squared covariances. Default 10. */
  readonly offDiagonal?: number;
  /** λ_d, the factor of the squared distances of the variances from 1. Default 10 times `offDiagonal` of means, `offDiagonal` itself of codes. */
  readonly diagonal?: number;
}

/**
 * The evidence lower bound with a penalty on the covariance of the code (DIP-VAE):
 * `E_q[−log p(x|z)] + KL(q(z|x) ‖ p(z)) + λ_od Σ_{i≠j} C_ij² + λ_d Σ_i (C_ii − 1)²`, nats per example, where C is over the batch `Cov(μ)` or, of the codes
 * themselves, `Cov(μ) + E[diag σ²]`.
 *
 * Codes are seen from the prior, r = (z − mean)/deviation: nothing changes without classes; with class means the positions of the classes are no covariance.
 *
 * Terms, without factors: `reconstruction`, `kl`, and `covariance`, the penalty with both factors, one value for the batch.
 *
 * @throws RangeError when a factor is negative or not finite, or `of` is another word; in a pass, an Error when posterior or prior is not a diagonal
 *   normal, or the prior takes rows without a label
 * @see Kumar, Sattigeri and Balakrishnan 2018, "Variational inference of disentangled latent concepts from unlabeled observations", equations 5 to 7
 */
export const dip: PartFactory<Objective, [options?: DipOptions]> = /* @__PURE__ */ partFactory({
  role: 'objective',
  kind: 'dip',
  example: {
    classes: 2,
    parts: {
      objective: { kind: 'dip', of: 'codes', offDiagonal: 3 },
      prior: { kind: 'classMeans', classes: 2, classVariance: true },
    },
  },
  make: dipObjective,
});

function dipObjective(options: DipOptions = {}): Objective {
  const { of = 'means', offDiagonal = 10 } = options;
  if (of !== 'means' && of !== 'codes') throw new RangeError(`dip: \`of\` is '${String(of)}'; expected 'means' or 'codes'`);
  const { diagonal = of === 'means' ? 10 * offDiagonal : offDiagonal } = options;
  for (const [name, factor] of Object.entries({ offDiagonal, diagonal })) {
    if (!(factor >= 0 && Number.isFinite(factor)))
      throw new RangeError(`dip: \`${name}\` is ${factor}; expected a number of at least 0`);
  }
  return {
    config: { kind: 'dip', of, offDiagonal, diagonal },
    build: (): BuiltObjective => ({
      requirePeers: (model, shapes) => requireDiagonal('dip', model, shapes),
      samples: 1,
      sumsReconstruction: true,
      evaluate(pass) {
        const { mean, logVar } = seenFromPrior('dip', pass);
        const { weight, rows } = pass;
        const added = { ...(of === 'codes' && { logVar }), ...(weight && { weight }) };
        const penalty = covariancePenalty(mean, { offDiagonal, diagonal, ...added });
        return {
          terms: {
            reconstruction: tf.reshape(pass.reconstruction(), [-1]) as tf.Tensor1D,
            kl: pass.kl(),
            covariance: tf.mul(penalty, tf.ones([rows])) as tf.Tensor1D,
          },
        };
      },
    }),
  };
}
