import * as tf from '@tensorflow/tfjs';
import { checkShapes } from './checkShapes.js';
import { diagonalDivergence } from './diagonalDivergence.js';
import { inFloat } from './inFloat.js';

/**
 * The divergence from a prior whose mean belongs to the class,
 * `D(N(mu, sigma²) ‖ N(mu^Y, I)) = ½ Σ (−log sigma² + (mu − mu^Y)² + sigma² − 1)`.
 *
 * @param mu means, `[batch, …latent]`
 * @param logVar `log sigma²`, the shape of `mu`
 * @param classMu the mean `mu^Y` of each example's own class, already looked up by label, the shape of `mu`
 * @returns `[batch]`, in nats, summed over the latent axes
 * @throws when the shapes differ or there is no batch axis
 * @see Su Jianlin, "Variational autoencoders (1)", 2018, the conditional VAE of its last part
 */
export function klClassMean(mu: tf.Tensor, logVar: tf.Tensor, classMu: tf.Tensor): tf.Tensor1D {
  checkShapes('klClassMean', { mu, logVar, classMu }, 'look up `classMu` by label, so that every example has its own class mean');
  return inFloat([mu, logVar, classMu], (mu, logVar, classMu) => diagonalDivergence(tf.sub(mu, classMu), logVar));
}
