import * as tf from '@tensorflow/tfjs';
import { sizeFromShape } from '@vaekit-internal/base';
import { checkShapes } from './checkShapes.js';
import { gaussianNll } from './gaussianNll.js';
import { inFloat } from './inFloat.js';
import { sumEvent } from './sumEvent.js';

const log2Pi = 1.8378770664093453;

/**
 * The log-density of a diagonal Gaussian, `log N(z; mu, sigma²) = −½ Σ [log 2π + log sigma² + (z − mu)² / sigma²]`.
 *
 * @param z points, `[batch, …latent]`
 * @param mu means, the shape of `z`
 * @param logVar `log sigma²`, the shape of `z`
 * @returns `[batch]`, in nats, summed over the latent axes
 * @throws when the shapes differ or there is no batch axis
 * @see Kingma and Welling 2014, appendix C.2, equation 12
 */
export function normalLogDensity(z: tf.Tensor, mu: tf.Tensor, logVar: tf.Tensor): tf.Tensor1D {
  checkShapes('normalLogDensity', { z, mu, logVar }, 'give a mean and a variance for every value of `z`');
  return inFloat([z, mu, logVar], (z, mu, logVar) => tf.neg(gaussianNll(mu, z, { logVar })));
}

/**
 * The log-density of the standard normal, `log N(z; 0, I) = −½ Σ (log 2π + z²)`.
 *
 * @param z points, `[batch, …latent]`
 * @returns `[batch]`, in nats, summed over the latent axes
 * @throws when there is no batch axis
 * @see Kingma and Welling 2014, appendix B
 */
export function standardNormalLogDensity(z: tf.Tensor): tf.Tensor1D {
  checkShapes('standardNormalLogDensity', { z }, '');
  return inFloat([z], (z) => tf.mul(tf.add(sumEvent(tf.square(z)), eventSize(z) * log2Pi), -0.5));
}

function eventSize(z: tf.Tensor): number {
  return sizeFromShape(z.shape.slice(1));
}
