import * as tf from '@tensorflow/tfjs';
import { groupNormalization, requireOneNorm } from './groupNormalization.js';
import { type ImageRecipeOptions, imageRecipe } from './imageNetwork.js';
import { requireCount } from './networkOptions.js';
import type { Recipe } from './recipe.js';

/** Options of {@link conv}. The defaults are those of the keras-io example: filters 32 and 64, kernel 3, `dense` `[16]` in an encoder and none in a decoder. */
export interface ConvRecipeOptions extends ImageRecipeOptions {
  /** Default 3. */
  readonly kernelSize?: number;
  /** Default `'relu'`. */
  readonly activation?: 'elu' | 'relu' | 'selu' | 'sigmoid' | 'softplus' | 'swish' | 'tanh';
  /** Batch normalization between a convolution and its activation. Default false. */
  readonly batchNorm?: boolean;
  /** Group normalization there, with so many groups, which divide each of `filters`. Default: none. */
  readonly groupNorm?: number;
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
