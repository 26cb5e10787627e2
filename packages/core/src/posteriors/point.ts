import * as tf from '@tensorflow/tfjs';
import { partFactory, type PartFactory } from '../partFactory.js';
import type { BuiltPosterior, Posterior } from '../parts.js';

/** Options of {@link point}. */
export interface PointOptions {
  /** The deviation of what is added to the code while training. Default 0: the decoder sees the code itself. */
  readonly sigma?: number;
}

/**
 * An autoencoder's code and no distribution: `z = f(x)`; with `sigma`, `z = f(x) + σ·ε` with ε ~ N(0, I) while training.
 *
 * The encoder gives one output of the latent's shape, `code` = f(x). There is no density, so it goes with objectives that ask for none, such
 * as `reconstruction()`: together they are the plain autoencoder. `sigma` fixes the scale that codes have to spread to, not a posterior.
 *
 * @throws RangeError when `sigma` is negative or not finite
 * @see Hinton and Salakhutdinov 2006, "Reducing the dimensionality of data with neural networks"; Ghosh et al. 2020, "From variational to
 *   deterministic autoencoders", section 3, for the noise on the code
 */
export const point: PartFactory<Posterior, [options?: PointOptions]> = /* @__PURE__ */ partFactory({
  role: 'posterior',
  kind: 'point',
  example: { parts: { posterior: { kind: 'point', sigma: 0.1 }, objective: { kind: 'reconstruction' } } },
  make: pointPosterior,
});

function pointPosterior({ sigma = 0 }: PointOptions = {}): Posterior {
  if (!(sigma >= 0 && Number.isFinite(sigma)))
    throw new RangeError(`point: \`sigma\` is ${sigma}; expected a number of at least 0`);
  return {
    config: { kind: 'point', sigma },
    build: ({ latent }): BuiltPosterior => ({
      parameters: [{ name: 'code', shape: latent }],
      noise: (mode) => (mode === 'train' && sigma > 0 ? { eps: { shape: latent, distribution: 'normal', per: 'example' } } : {}),
      draw: ([code], { eps }) => ({ z: eps === undefined ? code! : tf.add(code!, tf.mul(eps, sigma)) }),
      center: ([code]) => code!,
    }),
  };
}
