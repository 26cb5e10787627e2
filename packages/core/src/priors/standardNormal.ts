import * as tf from '@tensorflow/tfjs';
import { klStandardNormal, standardNormalLogDensity } from '@vaekit/losses';
import { partFactory, type PartFactory } from '../partFactory.js';
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
      kl: (q) => (q.kind === 'diagonalNormal' ? klStandardNormal(q.mean, q.logVar) : undefined),
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
