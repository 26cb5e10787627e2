import type * as tf from '@tensorflow/tfjs';
import {
  classMeans,
  type InputTransform,
  type Likelihood,
  mlpDecoder,
  mlpEncoder,
  type Objective,
  vae,
  type Vae,
} from '@vaekit/core';

/** Options of {@link classMeanCvae}. */
export interface ClassMeanCvaeOptions {
  /** An example's shape, without the batch. */
  readonly input: readonly number[];
  readonly classes: number;
  /** The latent's width. */
  readonly latent: number;
  /** Widths of the encoder's hidden layers; the decoder has them in reverse. Default `[256]`. */
  readonly hidden?: readonly number[];
  /** A network in place of the dense encoder; it sees no label. */
  readonly encoder?: tf.LayersModel | undefined;
  /** A network in place of the dense decoder; it sees no label. */
  readonly decoder?: tf.LayersModel | undefined;
  /** Learn a variance for each class and dimension too: `p(z|y) = N(μ^y, diag σ_y²)`. Default false. */
  readonly classVariance?: boolean;
  /** A bias beside the matrix of means, as a dense layer on the label has it. Default true. */
  readonly bias?: boolean;
  /** Take rows whose label is −1, not known; see `classMeans` of `@vaekit/core` for how. Default false. */
  readonly unknownLabels?: boolean | 'responsibilities';
  /** The weight of a term that keeps class means apart; see `classMeans` of `@vaekit/core` for its formula. Default 0. */
  readonly separation?: number;
  /** The distance from which two means count as apart. Default 4. */
  readonly margin?: number;
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
 * A conditional VAE in which the label enters only through the mean of the prior: `p(z|y) = N(μ^y, I)`, with μ^y learned.
 *
 * Minimizes `E_q[−log p(x|z)] + ½ Σ (σ² − log σ² − 1 + (μ − μ^y)²)`. Encoder and decoder see no label, so the same encoder classifies, and
 * a class is generated as `μ^y + ε`. At a minimum the means satisfy `μ^y = E[μ(x) | y]`.
 *
 * @throws RangeError or Error when a size is wrong, or a network of one's own does not fit
 * @see Su Jianlin, "Variational autoencoder (1)", 2018, the section on the conditional VAE (`bojone/vae`)
 */
export function classMeanCvae(options: ClassMeanCvaeOptions): Vae {
  const {
    input,
    classes,
    latent,
    hidden = [256],
    classVariance = false,
    bias = true,
    unknownLabels = false,
    separation = 0,
    margin = 4,
    seed = 0,
  } = options;
  return vae({
    encoder: options.encoder ?? mlpEncoder({ input, hidden, latent, seed }),
    decoder: options.decoder ?? mlpDecoder({ latent, hidden: [...hidden].reverse(), output: input, seed }),
    prior: classMeans(classes, { classVariance, bias, unknownLabels, separation, margin, seed }),
    ...(options.likelihood === undefined ? {} : { likelihood: options.likelihood }),
    ...(options.inputTransform === undefined ? {} : { input: options.inputTransform }),
    ...(options.objective === undefined ? {} : { objective: options.objective }),
  });
}
