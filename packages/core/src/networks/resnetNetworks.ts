import type * as tf from '@tensorflow/tfjs';
import { resnet, type ResnetRecipeOptions } from './resnet.js';
import { decoderHeads, encoderHeads, fixedRequest } from './headNetwork.js';
import {
  type ImageDecoderOptions,
  type ImageEncoderOptions,
  type ImageNetworkOptions,
  requireImageOptions,
} from './imageOptions.js';
import { requireCount } from './networkOptions.js';

/** What residual networks have in common. */
export interface ResnetOptions extends ImageNetworkOptions {
  /** Residual blocks per stage. Default 2. */
  readonly blocks?: number;
  /** Whether a block adds its input to its output. Default true; false gives the plain network of the same depth, to compare with. */
  readonly skip?: boolean;
  /** Default `'swish'`. */
  readonly activation?: NonNullable<ResnetRecipeOptions['activation']>;
  /** Batch normalization before each activation of a block. Default false. */
  readonly batchNorm?: boolean;
}

/** Options of {@link resnetEncoder}. */
export interface ResnetEncoderOptions extends ResnetOptions, ImageEncoderOptions {}

/** Options of {@link resnetDecoder}. */
export interface ResnetDecoderOptions extends ResnetOptions, ImageDecoderOptions {}

function check(
  caller: string,
  image: readonly number[],
  latent: number,
  options: ResnetOptions & { readonly dense?: readonly number[] },
): void {
  requireImageOptions(caller, image, latent, options);
  requireCount(caller, 'blocks', options.blocks ?? 2);
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
