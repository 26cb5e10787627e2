import * as tf from '@tensorflow/tfjs';
import { klMeanPart, klStandardNormal, klVariancePart, standardNormalLogDensity } from '@vaekit/losses';
import { partFactory, type PartFactory } from '../partFactory.js';
import type { Families, Family } from '../family.js';
import type { BuiltPrior, Prior } from '../parts.js';

/** The standard normal prior `p(z) = N(0, I)`. @see Kingma and Welling 2014 */
export const standardNormal: PartFactory<Prior, []> = /* @__PURE__ */ partFactory({
  role: 'prior',
  kind: 'standardNormal',
  example: { parts: { prior: { kind: 'standardNormal' } } },
  make: () => ({
    config: { kind: 'standardNormal' },
    build: ({ latent }): BuiltPrior => ({
      logDensity: (z) => standardNormalLogDensity(z),
      kl,
      noise: () => ({ eps: { shape: latent, distribution: 'normal', per: 'example' } }),
      draw: (noise, _, temperature) => tf.mul(noise['eps']!, temperature),
      family: ({ rows }) => ({
        kind: 'diagonalNormal',
        mean: tf.zeros([rows, ...latent]),
        logVar: tf.zeros([rows, ...latent]),
      }),
    }),
  }),
});

function kl(q: Family): tf.Tensor1D | undefined {
  if (q.kind === 'diagonalNormal') return klStandardNormal(q.mean, q.logVar);
  return q.kind === 'normal' ? klOfNormal(q) : undefined;
}

/**
 * `½ [|μ|² + Σ_i (L_ii² − log L_ii² − 1) + Σ_{i>j} L_ij²]`: with tr L·Lᵀ = Σ L_ij² and log |L·Lᵀ| = Σ log L_ii² the divergence falls apart into terms of
 * which none is negative. log L_ii² is given and not taken of L_ii, which may be 0 in float32 where its logarithm is −105.
 */
function klOfNormal({ mean, logVar, cholesky }: Families['normal']): tf.Tensor1D {
  const identity = tf.eye(cholesky.shape[1]!);
  const below = tf.mul(cholesky, tf.sub(1, identity));
  return tf.addN([klMeanPart(mean), klVariancePart(logVar), tf.mul(tf.sum(tf.square(below), [1, 2]), 0.5) as tf.Tensor1D]);
}
