import * as tf from '@tensorflow/tfjs';
import { checkShapes } from './checkShapes.js';
import { diagonalDivergence } from './diagonalDivergence.js';
import { inFloat } from './inFloat.js';
import { timesExp } from './timesExp.js';

/**
 * The divergence between two diagonal Gaussians,
 * `D(N(mu1, sigma1²) ‖ N(mu2, sigma2²)) = ½ Σ [log sigma2² − log sigma1² + (sigma1² + (mu1 − mu2)²) / sigma2² − 1]`.
 *
 * @param mu1 means of the first, `[batch, …latent]`
 * @param logVar1 `log sigma1²`, the shape of `mu1`
 * @param mu2 means of the second, the shape of `mu1`
 * @param logVar2 `log sigma2²`, the shape of `mu1`
 * @returns `[batch]`, in nats, summed over the latent axes
 * @throws when the shapes differ or there is no batch axis
 * @see Kingma and Welling 2014, appendix B, for two Gaussians
 */
export function klDiagonalNormal(mu1: tf.Tensor, logVar1: tf.Tensor, mu2: tf.Tensor, logVar2: tf.Tensor): tf.Tensor1D {
  checkShapes('klDiagonalNormal', { mu1, logVar1, mu2, logVar2 }, 'both distributions must be over the same latent');
  return diagonalNormalDivergence(mu1, logVar1, mu2, logVar2);
}

/** {@link klDiagonalNormal} after its check. */
export function diagonalNormalDivergence(mu1: tf.Tensor, logVar1: tf.Tensor, mu2: tf.Tensor, logVar2: tf.Tensor): tf.Tensor1D {
  return inFloat([mu1, logVar1, mu2, logVar2], (mu1, logVar1, mu2, logVar2) =>
    diagonalDivergence(timesExp(tf.sub(mu1, mu2), tf.mul(logVar2, -0.5)), tf.sub(logVar1, logVar2)),
  );
}
