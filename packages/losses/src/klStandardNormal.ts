import * as tf from '@tensorflow/tfjs';
import { checkShapes } from './checkShapes.js';
import { diagonalDivergence } from './diagonalDivergence.js';
import { exponentialExcess } from './exponentialExcess.js';
import { inFloat } from './inFloat.js';
import { sumEvent } from './sumEvent.js';

/**
 * The divergence of a diagonal Gaussian from the standard normal, `D(N(mu, sigma²) ‖ N(0, I)) = ½ Σ (mu² + sigma² − log sigma² − 1)`,
 * which is {@link klMeanPart} plus {@link klVariancePart}.
 *
 * @param mu means, `[batch, …latent]`
 * @param logVar `log sigma²`, the shape of `mu`
 * @returns `[batch]`, in nats, summed over the latent axes
 * @throws when the shapes differ or there is no batch axis
 * @see Kingma and Welling 2014, appendix B
 */
export function klStandardNormal(mu: tf.Tensor, logVar: tf.Tensor): tf.Tensor1D {
  checkShapes('klStandardNormal', { mu, logVar }, 'both heads of the encoder must have the same width');
  return inFloat([mu, logVar], (mu, logVar) => diagonalDivergence(mu, logVar));
}

/**
 * The part of {@link klStandardNormal} that holds the means at the origin, `L_mu = ½ Σ mu²`.
 *
 * @param mu means, `[batch, …latent]`
 * @returns `[batch]`, in nats
 * @throws when there is no batch axis
 * @see Kingma and Welling 2014, appendix B; the split follows Su Jianlin, "Variational autoencoders (1)", 2018
 */
export function klMeanPart(mu: tf.Tensor): tf.Tensor1D {
  checkShapes('klMeanPart', { mu }, '');
  return inFloat([mu], (mu) => tf.mul(sumEvent(tf.square(mu)), 0.5));
}

/**
 * The part of {@link klStandardNormal} that holds the variances at one, `L_sigma² = ½ Σ (sigma² − log sigma² − 1)`: 0 exactly at `logVar = 0`,
 * and accurate to float32 beside it.
 *
 * @param logVar `log sigma²`, `[batch, …latent]`
 * @returns `[batch]`, in nats
 * @throws when there is no batch axis
 * @see Kingma and Welling 2014, appendix B; the split follows Su Jianlin, "Variational autoencoders (1)", 2018
 */
export function klVariancePart(logVar: tf.Tensor): tf.Tensor1D {
  checkShapes('klVariancePart', { logVar }, '');
  return inFloat([logVar], (logVar) => tf.mul(sumEvent(exponentialExcess(logVar)), 0.5));
}
