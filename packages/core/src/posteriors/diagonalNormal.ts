import * as tf from '@tensorflow/tfjs';
import { normalLogDensity } from '@vaekit/losses';
import type { BuiltPosterior, Posterior } from '../parts.js';
import { repeatRows } from '../repeatRows.js';

/**
 * A normal posterior with a diagonal covariance: `q(z|x) = N(μ(x), diag σ²(x))`, drawn as `z = μ + σ·ε`.
 *
 * The encoder gives two outputs of the latent's shape, `mean` = μ and `logVar` = log σ².
 *
 * @see Kingma and Welling 2014, section 2.4
 */
export function diagonalNormal(): Posterior {
  return {
    config: { kind: 'diagonalNormal' },
    build({ latent }): BuiltPosterior {
      return {
        parameters: ['mean', 'logVar'].map((name) => ({ name, shape: latent })),
        noise: (samples) => ({
          eps: { shape: samples === 1 ? latent : [samples, ...latent], distribution: 'normal', per: 'example' },
        }),
        draw(parameters, noise, samples) {
          const [mean, logVar] = parameters as [tf.Tensor, tf.Tensor];
          const sigma = tf.exp(tf.mul(logVar, 0.5));
          const eps = noise['eps']!;
          if (samples === 1) return tf.add(mean, tf.mul(sigma, eps));
          const shape = [mean.shape[0]! * samples, ...latent];
          return tf.add(repeatRows(mean, samples), tf.mul(repeatRows(sigma, samples), tf.reshape(eps, shape)));
        },
        logDensity: ([mean, logVar], z) => normalLogDensity(z, mean!, logVar!),
        center: ([mean]) => mean!,
        moments: ([mean, logVar]) => ({ mean: mean!, logVar: logVar! }),
      };
    },
  };
}
