import type * as tf from '@tensorflow/tfjs';
import { conv, type ConvRecipeOptions } from './conv.js';
import { decoderHeads, encoderHeads, fixedRequest } from './headNetwork.js';
import {
  type ImageDecoderOptions,
  type ImageEncoderOptions,
  type ImageNetworkOptions,
  requireImageOptions,
} from './imageOptions.js';
import { requireCount } from './networkOptions.js';

/** What convolutional networks have in common. The defaults are those of the keras-io example: filters 32 and 64, kernel 3. */
export interface ConvOptions extends ImageNetworkOptions {
  /** Default 3. */
  readonly kernelSize?: number;
  /** Default `'relu'`. */
  readonly activation?: NonNullable<ConvRecipeOptions['activation']>;
  /** Batch normalization between a convolution and its activation. Default false. */
  readonly batchNorm?: boolean;
}

/** Options of {@link convEncoder}. */
export interface ConvEncoderOptions extends ConvOptions, ImageEncoderOptions {}

/** Options of {@link convDecoder}. */
export interface ConvDecoderOptions extends ConvOptions, ImageDecoderOptions {}

function check(
  caller: string,
  image: readonly number[],
  latent: number,
  options: ConvOptions & { readonly dense?: readonly number[] },
): void {
  requireImageOptions(caller, image, latent, options);
  requireCount(caller, 'kernelSize', options.kernelSize ?? 3);
}

/**
 * A convolutional encoder: stride-2 convolutions, flattened (and joined to a one-hot `condition`), `dense` layers, then heads `mean`
 * and `logVar`, each `[batch, latent]`.
 *
 * With the defaults and `latent: 2` it is the encoder of the keras-io VAE (69,076 parameters on 28×28×1).
 *
 * @throws RangeError when a size is wrong or the image's sides cannot be halved often enough
 */
export function convEncoder(options: ConvEncoderOptions): tf.LayersModel {
  const { input, latent, condition } = options;
  check('convEncoder', input, latent, options);
  const request = fixedRequest(options, { name: 'encoder', input, outputs: encoderHeads(latent) });
  return conv({ ...options, conditional: condition !== undefined })(request);
}

/**
 * A convolutional decoder: the code (joined to a one-hot `condition`), `dense` layers, a feature map, stride-2 transposed convolutions in
 * the reverse order of `filters`, and a last transposed convolution to the likelihood's parameters in the shape of the image.
 *
 * With the defaults and `latent: 2` it is the decoder of the keras-io VAE (65,089 parameters on 28×28×1), giving logits.
 *
 * @throws RangeError when a size is wrong or the image's sides cannot be halved often enough
 */
export function convDecoder(options: ConvDecoderOptions): tf.LayersModel {
  const { output, latent, condition, parameters } = options;
  check('convDecoder', output, latent, options);
  const request = fixedRequest(options, { name: 'decoder', input: [latent], outputs: decoderHeads(output, parameters) });
  return conv({ ...options, conditional: condition !== undefined })(request);
}
