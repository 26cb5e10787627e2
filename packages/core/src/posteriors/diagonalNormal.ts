import * as tf from '@tensorflow/tfjs';
import { normalLogDensity } from '@vaekit/losses';
import { partFactory, type PartFactory } from '../partFactory.js';
import type { BuiltPosterior, Posterior } from '../parts.js';

/**
 * A normal posterior with a diagonal covariance: `q(z|x) = N(μ(x), diag σ²(x))`, drawn as `z = μ + σ·ε`.
 *
 * The encoder gives two outputs of the latent's shape, `mean` = μ and `logVar` = log σ².
 *
 * @see Kingma and Welling 2014, section 2.4
 */
export const diagonalNormal: PartFactory<Posterior, []> = /* @__PURE__ */ partFactory({
  role: 'posterior',
  kind: 'diagonalNormal',
  example: { parts: { posterior: { kind: 'diagonalNormal' } } },
  make: () => ({
    config: { kind: 'diagonalNormal' },
    build: ({ latent }): BuiltPosterior => ({
      parameters: ['mean', 'logVar'].map((name) => ({ name, shape: latent })),
      noise: () => ({ eps: { shape: latent, distribution: 'normal', per: 'example' } }),
      perExample: ([mean, logVar]) => [mean!, logVar!, tf.exp(tf.mul(logVar!, 0.5))],
      draw: ([mean, , sigma], { eps }) => ({ z: tf.add(mean!, tf.mul(sigma!, eps!)) }),
      logDensity: ([mean, logVar], z) => normalLogDensity(z, mean!, logVar!),
      center: ([mean]) => mean!,
      family: ([mean, logVar]) => ({ kind: 'diagonalNormal', mean: mean!, logVar: logVar! }),
    }),
  }),
});
