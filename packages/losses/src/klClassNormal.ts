import type * as tf from '@tensorflow/tfjs';
import { checkShapes } from './checkShapes.js';
import { diagonalNormalDivergence } from './klDiagonalNormal.js';

/**
 * The divergence from a prior whose mean and variance belong to the class,
 * `D(N(mu, sigma²) ‖ N(mu^Y, sigma_Y²)) = ½ Σ [log sigma_Y² − log sigma² + (sigma² + (mu − mu^Y)²) / sigma_Y² − 1]`.
 *
 * @param mu means, `[batch, …latent]`
 * @param logVar `log sigma²`, the shape of `mu`
 * @param classMu the mean of each example's own class, already looked up by label, the shape of `mu`
 * @param classLogVar `log sigma_Y²` of each example's own class, the shape of `mu`
 * @returns `[batch]`, in nats, summed over the latent axes
 * @throws when the shapes differ or there is no batch axis
 * @see Kingma and Welling 2014, appendix B, for two Gaussians; the class-conditional prior is Su Jianlin's, with a variance of its own
 */
export function klClassNormal(mu: tf.Tensor, logVar: tf.Tensor, classMu: tf.Tensor, classLogVar: tf.Tensor): tf.Tensor1D {
  checkShapes(
    'klClassNormal',
    { mu, logVar, classMu, classLogVar },
    'look up `classMu` and `classLogVar` by label, so that every example has those of its own class',
  );
  return diagonalNormalDivergence(mu, logVar, classMu, classLogVar);
}
