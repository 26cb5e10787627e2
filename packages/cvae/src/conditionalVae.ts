import type * as tf from '@tensorflow/tfjs';
import {
  classMeans,
  conditionalNormal,
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
  /** What the model is conditioned on: labels of so many classes; or give `numbers`. */
  readonly classes?: number | undefined;
  /** So many numbers an example, in place of classes. */
  readonly numbers?: number | undefined;
  /** The latent's width. */
  readonly latent: number;
  /** Widths of the encoder's hidden layers; the decoder has them in reverse. Default `[400]`. */
  readonly hidden?: readonly number[];
  /** A network of two inputs, x and the condition, in place of the dense encoder. */
  readonly encoder?: tf.LayersModel | undefined;
  /** A network of two inputs, z and the condition, in place of the dense decoder. */
  readonly decoder?: tf.LayersModel | undefined;
  /**
   * `'learned'` (default): `p(z|y) = N(μ^y, diag σ_y²)`, a table of means and variances, which on a discrete label is as rich as any network;
   * of numbers c a dense network, `p(z|c) = N(m(c), diag s²(c))`, with hidden layers as the encoder's. `'standard'`: `p(z) = N(0, I)`, independent of the condition.
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
 * A conditional VAE with the condition y, a label or numbers, at the encoder and at the decoder: `q(z|x, y)`, `p(x|z, y)`, and `p(z|y)` or `p(z)`.
 *
 * Minimizes `E_q[−log p(x|z, y)] + KL(q(z|x, y) ‖ p(z|y))`, a bound on `−log p(x|y)`.
 *
 * @throws RangeError or Error when a size is wrong, or a network of one's own does not fit
 * @see Sohn, Lee and Yan 2015, equation 4; Kingma et al. 2014, section 2 (M2), for the standard prior
 */
export function conditionalVae(options: ConditionalVaeOptions): Vae {
  const { input, classes, numbers, latent, hidden = [400], prior = 'learned', seed = 0 } = options;
  const condition = classes ?? numbers;
  if (condition === undefined || (classes !== undefined && numbers !== undefined))
    throw new Error(
      `conditionalVae: got ${condition === undefined ? 'neither `classes` nor `numbers`' : 'both `classes` and `numbers`'}; give one of them, what the model is conditioned on`,
    );
  if (prior !== 'learned' && prior !== 'standard') {
    throw new Error(`conditionalVae: \`prior\` is '${String(prior)}'; expected 'learned' or 'standard'`);
  }
  return vae({
    encoder: options.encoder ?? mlpEncoder({ input, hidden, latent, condition, seed }),
    decoder: options.decoder ?? mlpDecoder({ latent, hidden: [...hidden].reverse(), output: input, condition, seed }),
    ...(classes === undefined ? { condition: { numbers: condition } } : {}),
    prior:
      prior === 'standard'
        ? standardNormal()
        : classes === undefined
          ? conditionalNormal({ hidden, seed })
          : classMeans(classes, { classVariance: true, seed }),
    ...(options.likelihood === undefined ? {} : { likelihood: options.likelihood }),
    ...(options.inputTransform === undefined ? {} : { input: options.inputTransform }),
    ...(options.objective === undefined ? {} : { objective: options.objective }),
  });
}
