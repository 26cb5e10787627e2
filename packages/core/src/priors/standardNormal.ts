import * as tf from '@tensorflow/tfjs';
import { klStandardNormal, standardNormalLogDensity } from '@vaekit/losses';
import type { BuiltPrior, Prior } from '../parts.js';

/** The standard normal prior `p(z) = N(0, I)`. @see Kingma and Welling 2014 */
export function standardNormal(): Prior {
  return {
    config: { kind: 'standardNormal' },
    build({ latent }): BuiltPrior {
      return {
        logDensity: (z) => standardNormalLogDensity(z),
        kl: ({ mean, logVar }) => klStandardNormal(mean, logVar),
        noise: () => ({ eps: { shape: latent, distribution: 'normal', per: 'example' } }),
        draw: (noise, _, temperature) => tf.mul(noise['eps']!, temperature),
        moments: ({ rows }) => ({ mean: tf.zeros([rows, ...latent]), logVar: tf.zeros([rows, ...latent]) }),
      };
    },
  };
}
