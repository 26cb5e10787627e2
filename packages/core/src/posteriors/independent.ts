import * as tf from '@tensorflow/tfjs';
import { standardNormalLogDensity } from '@vaekit/losses';
import { partFactory, type PartFactory } from '../partFactory.js';
import type { BuiltPosterior, Posterior } from '../parts.js';

/**
 * No encoder: `q(z|x) = N(0, I)` whatever x is, so that a model is a generator alone.
 *
 * What the encoder gives, of the shape of x, is not looked at: `passThrough()` is an encoder without weights. With `adversarial()` and `standardNormal()` the
 * model is a generative adversarial network. The center is 0, which says nothing about x.
 *
 * @see Goodfellow et al. 2014, "Generative adversarial nets", section 3
 */
export const independent: PartFactory<Posterior, []> = /* @__PURE__ */ partFactory({
  role: 'posterior',
  kind: 'independent',
  example: { parts: { posterior: { kind: 'independent' } } },
  make: () => ({
    config: { kind: 'independent' },
    build: ({ event, latent }): BuiltPosterior => ({
      ignoresInput: true,
      parameters: [{ name: 'ignored', shape: event }],
      noise: () => ({ eps: { shape: latent, distribution: 'normal', per: 'example' } }),
      draw: (_, { eps }) => ({ z: eps! }),
      logDensity: (_, z) => standardNormalLogDensity(z),
      center: (_, { rows }) => tf.zeros([rows, ...latent]),
      family: (_, { rows }) => ({
        kind: 'diagonalNormal',
        mean: tf.zeros([rows, ...latent]),
        logVar: tf.zeros([rows, ...latent]),
      }),
    }),
  }),
});
