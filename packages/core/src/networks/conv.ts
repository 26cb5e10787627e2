import * as tf from '@tensorflow/tfjs';
import { decoderHeads, encoderHeads, fixedRequest } from './headNetwork.js';
import { groupNormalization, requireOneNorm } from './groupNormalization.js';
import { type ImageRecipeOptions, imageRecipe } from './imageNetwork.js';
import { requireCount, requireCounts, requireHalvings, requireRate } from './networkOptions.js';
import type { Recipe } from './recipe.js';

/** Options of {@link conv}. The defaults are those of the keras-io example: filters 32 and 64, kernel 3, `dense` `[16]` in an encoder and none in a decoder. */
export interface ConvRecipeOptions extends ImageRecipeOptions {
  /** Default 3. */
  readonly kernelSize?: number;
  /** Default `'relu'`. */
  readonly activation?: ConvOptions['activation'];
  /** Batch normalization between a convolution and its activation. Default false. */
  readonly batchNorm?: boolean;
  /** Group normalization there, with so many groups, which divide each of `filters`. Default: none. */
  readonly groupNorm?: number;
}

/** What convolutional networks have in common. The defaults are those of the keras-io example: filters 32 and 64, kernel 3. */
export interface ConvOptions {
  /** Filters of the stride-2 convolutions, from the image inwards. Default `[32, 64]`. */
  readonly filters?: readonly number[];
  /** Default 3. */
  readonly kernelSize?: number;
  /** Default `'relu'`. */
  readonly activation?: 'elu' | 'relu' | 'selu' | 'sigmoid' | 'softplus' | 'swish' | 'tanh';
  /** Batch normalization between a convolution and its activation. Default false. */
  readonly batchNorm?: boolean;
  /** Dropout rate after each convolution. Default 0. */
  readonly dropout?: number;
  /** The width of a second, one-hot input, joined to the flat features (the number of classes). Absent: one input. */
  readonly condition?: number;
  /** The seed of the weights. Default 0. */
  readonly seed?: number;
}

/** Options of {@link convEncoder}. */
export interface ConvEncoderOptions extends ConvOptions {
  /** An image's shape, `[height, width, channels]`. */
  readonly input: readonly number[];
  readonly latent: number;
  /** Widths of dense layers between the convolutions and the heads. Default `[16]`. */
  readonly dense?: readonly number[];
}

/** Options of {@link convDecoder}. */
export interface ConvDecoderOptions extends ConvOptions {
  readonly latent: number;
  /** An image's shape, `[height, width, channels]`; both sides divisible by 2 once for each entry of `filters`. */
  readonly output: readonly number[];
  /** Widths of dense layers between the code and the first feature map. Default none. */
  readonly dense?: readonly number[];
  /** 1 (default) for logits or a mean, 2 for a mean and a log-variance, 3 for degrees of freedom too. */
  readonly parameters?: 1 | 2 | 3;
}

type Symbolic = tf.SymbolicTensor;

function block(h: Symbolic, name: string, layer: tf.layers.Layer, options: ConvRecipeOptions): Symbolic {
  const { activation = 'relu', batchNorm = false, groupNorm, dropout = 0 } = options;
  let y = layer.apply(h) as Symbolic;
  if (batchNorm) y = tf.layers.batchNormalization({ name: `${name}-norm` }).apply(y) as Symbolic;
  if (groupNorm !== undefined) y = groupNormalization(y, { groups: groupNorm, name: `${name}-norm` });
  y = tf.layers.activation({ activation, name: `${name}-activation` }).apply(y) as Symbolic;
  return dropout > 0 ? (tf.layers.dropout({ rate: dropout, name: `${name}-dropout` }).apply(y) as Symbolic) : y;
}

function check(
  caller: string,
  image: readonly number[],
  latent: number,
  options: ConvOptions & { dense?: readonly number[] },
): void {
  const { filters = [32, 64], kernelSize = 3, dropout = 0, condition, dense = [] } = options;
  requireCount(caller, 'latent', latent);
  requireCounts(caller, 'filters', filters);
  requireCounts(caller, 'dense', dense);
  requireCount(caller, 'kernelSize', kernelSize);
  requireRate(caller, 'dropout', dropout);
  if (condition !== undefined) requireCount(caller, 'condition', condition);
  requireHalvings(caller, image, filters.length);
}

/**
 * A recipe for convolutional networks. As an encoder: stride-2 convolutions, flattened (and joined to the condition), `dense` layers, then a
 * head for each output; outputs that are maps, `[height, width, channels]`, come from 1×1 convolutions. As a decoder: the code, `dense` layers,
 * a feature map, stride-2 transposed convolutions in the reverse order of `filters`, and a last one to each of the likelihood's parameters.
 *
 * @throws RangeError when a size is wrong or, once the shapes are known, the image's sides cannot be halved often enough
 */
export function conv(options: ConvRecipeOptions = {}): Recipe {
  const { filters = [32, 64], kernelSize = 3, activation = 'relu', batchNorm = false } = options;
  requireCount('conv', 'kernelSize', kernelSize);
  requireOneNorm('conv', options);
  // Batch normalization cancels a bias: next to it, a bias would only drift with the rounding of its gradient, which is 0.
  const layer = { kernelSize, strides: 2, padding: 'same', useBias: !batchNorm } as const;
  return imageRecipe(
    {
      name: 'conv',
      filters,
      denseActivation: activation,
      mapActivation: activation,
      down: (x) =>
        filters.reduce(
          (h, count, i) => block(h, `conv${i}`, tf.layers.conv2d({ ...layer, filters: count, name: `conv${i}` }), options),
          x,
        ),
      up: (map) =>
        [...filters]
          .reverse()
          .reduce(
            (h, count, i) =>
              block(h, `conv${i}`, tf.layers.conv2dTranspose({ ...layer, filters: count, name: `conv${i}` }), options),
            map,
          ),
      last: (count, name) => tf.layers.conv2dTranspose({ filters: count, kernelSize, padding: 'same', name }),
    },
    options,
    [16],
  );
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
