import * as tf from '@tensorflow/tfjs';
import { groupNormalization, requireOneNorm } from './groupNormalization.js';
import { type ImageRecipeOptions, imageRecipe } from './imageNetwork.js';
import { requireCount } from './networkOptions.js';
import type { Recipe } from './recipe.js';

/** Options of {@link resnet}; `dense` is none by default. */
export interface ResnetRecipeOptions extends ImageRecipeOptions {
  /** Residual blocks per stage. Default 2. */
  readonly blocks?: number;
  /** Whether a block adds its input to its output. Default true; false gives the plain network of the same depth, to compare with. */
  readonly skip?: boolean;
  /** Default `'swish'`. */
  readonly activation?: 'elu' | 'relu' | 'selu' | 'softplus' | 'swish' | 'tanh';
  /** Batch normalization before each activation of a block. Default false. */
  readonly batchNorm?: boolean;
  /** Group normalization there, with so many groups, which divide each of `filters`. Default: none. */
  readonly groupNorm?: number;
}

type Symbolic = tf.SymbolicTensor;

/** Normalization, where asked for, and activation. */
function activated(h: Symbolic, name: string, options: ResnetRecipeOptions): Symbolic {
  const { activation = 'swish', batchNorm = false, groupNorm } = options;
  const batch = batchNorm ? (tf.layers.batchNormalization({ name: `${name}-norm` }).apply(h) as Symbolic) : h;
  const y = groupNorm === undefined ? batch : groupNormalization(batch, { groups: groupNorm, name: `${name}-norm` });
  return tf.layers.activation({ activation, name: `${name}-activation` }).apply(y) as Symbolic;
}

/** `h + conv(act(conv(act(h))))`, activations before the convolutions: the identity path stays free (He et al. 2016b, figure 4e). */
function residualBlock(h: Symbolic, name: string, filters: number, options: ResnetRecipeOptions): Symbolic {
  const { dropout = 0, skip = true, batchNorm = false } = options;
  const conv = (x: Symbolic, part: string, useBias: boolean): Symbolic =>
    tf.layers
      .conv2d({ filters, kernelSize: 3, padding: 'same', useBias, name: `${name}-${part}` })
      .apply(activated(x, `${name}-${part}`, options)) as Symbolic;
  let y = conv(h, 'conv0', !batchNorm);
  if (dropout > 0) y = tf.layers.dropout({ rate: dropout, name: `${name}-dropout` }).apply(y) as Symbolic;
  y = conv(y, 'conv1', true);
  return skip ? (tf.layers.add({ name: `${name}-sum` }).apply([h, y]) as Symbolic) : y;
}

function stage(h: Symbolic, name: string, filters: number, options: ResnetRecipeOptions): Symbolic {
  let y = h;
  for (let i = 0; i < (options.blocks ?? 2); i++) y = residualBlock(y, `${name}-block${i}`, filters, options);
  return y;
}

/**
 * A recipe for residual networks. As an encoder: for each entry of `filters` a stride-2 convolution and `blocks` residual blocks,
 * `y = h + conv(act(conv(act(h))))`; flattened (and joined to the condition), `dense` layers, then a head for each output; outputs that are
 * maps come from 1×1 convolutions. As a decoder its mirror: the code, `dense` layers, a feature map, blocks and stride-2 transposed
 * convolutions, and a last convolution to each of the likelihood's parameters.
 *
 * @throws RangeError when a size is wrong or, once the shapes are known, the image's sides cannot be halved often enough
 * @see He, Zhang, Ren and Sun 2016, "Identity mappings in deep residual networks"
 */
export function resnet(options: ResnetRecipeOptions = {}): Recipe {
  const { filters = [32, 64], blocks = 2, activation = 'swish' } = options;
  requireCount('resnet', 'blocks', blocks);
  requireOneNorm('resnet', options);
  const inwards = [...filters].reverse();
  const strided = { kernelSize: 3, strides: 2, padding: 'same' } as const;
  return imageRecipe(
    {
      name: 'resnet',
      filters,
      denseActivation: activation,
      down(x) {
        const down = (h: Symbolic, count: number, i: number): Symbolic =>
          tf.layers.conv2d({ ...strided, filters: count, name: `down${i}` }).apply(h) as Symbolic;
        return activated(
          filters.reduce((h, count, i) => stage(down(h, count, i), `stage${i}`, count, options), x),
          'last',
          options,
        );
      },
      up(map) {
        const up = (h: Symbolic, i: number): Symbolic =>
          tf.layers.conv2dTranspose({ ...strided, filters: inwards[i + 1] ?? inwards[i]!, name: `up${i}` }).apply(h) as Symbolic;
        return activated(
          inwards.reduce((h, count, i) => up(stage(h, `stage${i}`, count, options), i), map),
          'last',
          options,
        );
      },
      last: (count, name) => tf.layers.conv2d({ filters: count, kernelSize: 3, padding: 'same', name }),
    },
    options,
    [],
  );
}
