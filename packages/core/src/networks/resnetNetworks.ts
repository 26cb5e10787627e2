import type * as tf from '@tensorflow/tfjs';
import { resnet, type ResnetRecipeOptions } from './resnet.js';
import { decoderHeads, encoderHeads, fixedRequest } from './headNetwork.js';
import { requireCount, requireCounts, requireHalvings, requireRate } from './networkOptions.js';

/** What residual networks have in common. */
export interface ResnetOptions {
  /** Filters of the stages, from the image inwards; each stage halves both sides. Default `[32, 64]`. */
  readonly filters?: readonly number[];
  /** Residual blocks per stage. Default 2. */
  readonly blocks?: number;
  /** Whether a block adds its input to its output. Default true; false gives the plain network of the same depth, to compare with. */
  readonly skip?: boolean;
  /** Default `'swish'`. */
  readonly activation?: NonNullable<ResnetRecipeOptions['activation']>;
  /** Batch normalization before each activation of a block. Default false. */
  readonly batchNorm?: boolean;
  /** Dropout rate between the convolutions of a block. Default 0. */
  readonly dropout?: number;
  /** The width of a second, one-hot input, joined to the flat features (the number of classes). Absent: one input. */
  readonly condition?: number;
  /** The seed of the weights. Default 0. */
  readonly seed?: number;
}

/** Options of {@link resnetEncoder}. */
export interface ResnetEncoderOptions extends ResnetOptions {
  /** An image's shape, `[height, width, channels]`; both sides divisible by 2 once for each entry of `filters`. */
  readonly input: readonly number[];
  readonly latent: number;
  /** Widths of dense layers between the last stage and the heads. Default none. */
  readonly dense?: readonly number[];
}

/** Options of {@link resnetDecoder}. */
export interface ResnetDecoderOptions extends ResnetOptions {
  readonly latent: number;
  /** An image's shape, `[height, width, channels]`; both sides divisible by 2 once for each entry of `filters`. */
  readonly output: readonly number[];
  /** Widths of dense layers between the code and the first feature map. Default none. */
  readonly dense?: readonly number[];
  /** 1 (default) for logits or a mean, 2 for a mean and a log-variance. */
  readonly parameters?: 1 | 2;
}

function check(
  caller: string,
  image: readonly number[],
  latent: number,
  options: ResnetOptions & { readonly dense?: readonly number[] },
): void {
  const { filters = [32, 64], blocks = 2, dropout = 0, condition, dense = [] } = options;
  requireCount(caller, 'latent', latent);
  requireCounts(caller, 'filters', filters);
  requireCounts(caller, 'dense', dense);
  requireCount(caller, 'blocks', blocks);
  requireRate(caller, 'dropout', dropout);
  if (condition !== undefined) requireCount(caller, 'condition', condition);
  requireHalvings(caller, image, filters.length);
}

/**
 * A residual encoder: for each entry of `filters` a stride-2 convolution and `blocks` residual blocks, `y = h + conv(act(conv(act(h))))`;
 * flattened (and joined to a one-hot `condition`), `dense` layers, then heads `mean` and `logVar`, each `[batch, latent]`.
 *
 * @throws RangeError when a size is wrong or the image's sides cannot be halved often enough
 * @see He, Zhang, Ren and Sun 2016, "Identity mappings in deep residual networks"
 */
export function resnetEncoder(options: ResnetEncoderOptions): tf.LayersModel {
  const { input, latent, condition } = options;
  check('resnetEncoder', input, latent, options);
  const request = fixedRequest(options, { name: 'encoder', input, outputs: encoderHeads(latent) });
  return resnet({ ...options, conditional: condition !== undefined })(request);
}

/**
 * A residual decoder, the mirror of {@link resnetEncoder}: the code (joined to a one-hot `condition`), `dense` layers, a feature map, for
 * each entry of `filters` in reverse `blocks` residual blocks and a stride-2 transposed convolution, and a last convolution to the
 * likelihood's parameters in the shape of the image.
 *
 * @throws RangeError when a size is wrong or the image's sides cannot be halved often enough
 */
export function resnetDecoder(options: ResnetDecoderOptions): tf.LayersModel {
  const { output, latent, condition, parameters } = options;
  check('resnetDecoder', output, latent, options);
  const request = fixedRequest(options, { name: 'decoder', input: [latent], outputs: decoderHeads(output, parameters) });
  return resnet({ ...options, conditional: condition !== undefined })(request);
}
