import * as tf from '@tensorflow/tfjs';
import { batchMean, checkWeight } from './batchMean.js';
import { inFloat } from './inFloat.js';

/** Options of {@link covariancePenalty}. */
export interface CovariancePenaltyOptions {
  /** λ_od, the factor of the squared covariances. Default 10. */
  readonly offDiagonal?: number;
  /** λ_d, the factor of the squared distances of the variances from 1. Default 100. */
  readonly diagonal?: number;
  /** `log sigma²` of the posteriors, the shape of `mu`: their mean variance is then added to the diagonal. Default: the means alone. */
  readonly logVar?: tf.Tensor;
  /** How much each example counts, `[batch]`; default all alike. */
  readonly weight?: tf.Tensor;
}

/**
 * How far the covariance of a batch of codes is from the identity, `λ_od Σ_{i≠j} C_ij² + λ_d Σ_i (C_ii − 1)²`: C is the covariance of the means
 * (DIP-VAE-I), `1/B Σ (mu − mean)(mu − mean)ᵀ`, or with `logVar` that of the codes (DIP-VAE-II), `Cov(mu) + E[diag sigma²]`.
 *
 * @param mu means, `[batch, latent]`
 * @returns a scalar
 * @throws when `mu` is not `[batch, latent]`, `logVar` has another shape, or a factor is negative
 * @see Kumar, Sattigeri and Balakrishnan 2018, "Variational inference of disentangled latent concepts from unlabeled observations", equations 5 to 7
 */
export function covariancePenalty(mu: tf.Tensor, options: CovariancePenaltyOptions = {}): tf.Scalar {
  const { offDiagonal = 10, diagonal = 100, logVar, weight } = options;
  if (mu?.rank !== 2) throw new Error(`covariancePenalty: \`mu\` has shape [${mu?.shape}]; expected [batch,latent]`);
  if (logVar !== undefined && `${logVar.shape}` !== `${mu.shape}`)
    throw new Error(
      `covariancePenalty: \`mu\` has shape [${mu.shape}] but \`logVar\` has [${logVar.shape}]; both heads of the encoder must have the same width`,
    );
  for (const [name, factor] of Object.entries({ offDiagonal, diagonal }))
    if (!(factor >= 0 && factor < Infinity))
      throw new RangeError(`covariancePenalty: \`${name}\` is ${factor}; expected a number of at least 0`);
  checkWeight('covariancePenalty', weight, mu.shape[0]!);
  return inFloat([mu, logVar, weight], (mu, logVar, weight) => {
    const [rows, latent] = mu.shape as [number, number];
    const each = tf.reshape(weight ?? tf.ones([rows]), [rows, 1]);
    const share = tf.div(each, tf.sum(each));
    const centered = tf.sub(mu, tf.sum(tf.mul(mu, share), 0, true)) as tf.Tensor2D;
    const covariance = tf.matMul(tf.mul(centered, share), centered, true);
    const identity = tf.eye(latent);
    const variances = tf.sum(tf.mul(covariance, identity), 1);
    const all = logVar === undefined ? variances : tf.add(variances, batchMean(tf.exp(logVar), weight));
    const covariances = tf.mul(covariance, tf.sub(1, identity));
    return tf.add(
      tf.mul(tf.sum(tf.square(covariances)), offDiagonal),
      tf.mul(tf.sum(tf.square(tf.sub(all, 1))), diagonal),
    ) as tf.Scalar;
  });
}
