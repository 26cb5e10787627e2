import * as tf from '@tensorflow/tfjs';
import { checkShapes } from './checkShapes.js';
import { exponentialExcess } from './exponentialExcess.js';
import { inFloat } from './inFloat.js';

/**
 * The divergence from the standard normal of each latent dimension by itself, `½ (mu² + sigma² − log sigma² − 1)`: what {@link klStandardNormal}
 * sums, for free bits and for finding dimensions that are not used.
 *
 * @param mu means, `[batch, …latent]`
 * @param logVar `log sigma²`, the shape of `mu`
 * @returns the shape of `mu`, in nats
 * @throws when the shapes differ or there is no batch axis
 * @see Kingma and Welling 2014, appendix B
 */
export function klByDimension(mu: tf.Tensor, logVar: tf.Tensor): tf.Tensor {
  checkShapes('klByDimension', { mu, logVar }, 'both heads of the encoder must have the same width');
  return inFloat([mu, logVar], (mu, logVar) => tf.mul(tf.add(tf.square(mu), exponentialExcess(logVar)), 0.5));
}
