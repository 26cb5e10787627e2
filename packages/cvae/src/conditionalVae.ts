import type * as tf from '@tensorflow/tfjs';
import {
  classMeans,
  type InputTransform,
  type Likelihood,
  mlpDecoder,
  mlpEncoder,
  type Objective,
  standardNormal,
  vae,
  type Vae,
} from '@vaekit/core';

/** Options of {@link conditionalVae}. */
export interface ConditionalVaeOptions {
  /** An example's shape, without the batch. */
  readonly input: readonly number[];
  readonly classes: number;
  /** The latent's width. */
  readonly latent: number;
  /** Widths of the encoder's hidden layers; the decoder has them in reverse. Default `[400]`. */
  readonly hidden?: readonly number[];
  /** A network of two inputs, x and a one-hot label, in place of the dense encoder. */
  readonly encoder?: tf.LayersModel | undefined;
  /** A network of two inputs, z and a one-hot label, in place of the dense decoder. */
  readonly decoder?: tf.LayersModel | undefined;
  /**
   * `'learned'` (default): `p(z|y) = N(μ^y, diag σ_y²)`, a table of means and variances, which on a discrete label is as rich as any network.
   * `'standard'`: `p(z) = N(0, I)`, independent of the label.
   */
  readonly prior?: 'learned' | 'standard';
  /** Default `bernoulli()`. */
  readonly likelihood?: Likelihood | undefined;
  /** How the encoder is shown x. Default: as it is. */
  readonly inputTransform?: InputTransform | undefined;
  /** Default `elbo()`. */
  readonly objective?: Objective | undefined;
  /** The seed of the weights. Default 0. */
  readonly seed?: number;
}

/**
 * A conditional VAE with the label at the encoder and at the decoder: `q(z|x, y)`, `p(x|z, y)`, and `p(z|y)` or `p(z)`.
 *
 * Minimizes `E_q[−log p(x|z, y)] + KL(q(z|x, y) ‖ p(z|y))`, a bound on `−log p(x|y)`.
 *
 * @throws RangeError or Error when a size is wrong, or a network of one's own does not fit
 * @see Sohn, Lee and Yan 2015, equation 4; Kingma et al. 2014, section 2 (M2), for the standard prior
 */
export function conditionalVae(options: ConditionalVaeOptions): Vae {
  const { input, classes, latent, hidden = [400], prior = 'learned', seed = 0 } = options;
  if (prior !== 'learned' && prior !== 'standard') {
    throw new Error(`conditionalVae: \`prior\` is '${String(prior)}'; expected 'learned' or 'standard'`);
  }
  return vae({
    encoder: options.encoder ?? mlpEncoder({ input, hidden, latent, condition: classes, seed }),
    decoder: options.decoder ?? mlpDecoder({ latent, hidden: [...hidden].reverse(), output: input, condition: classes, seed }),
    prior: prior === 'learned' ? classMeans(classes, { classVariance: true, seed }) : standardNormal(),
    ...(options.likelihood === undefined ? {} : { likelihood: options.likelihood }),
    ...(options.inputTransform === undefined ? {} : { input: options.inputTransform }),
    ...(options.objective === undefined ? {} : { objective: options.objective }),
  });
}
