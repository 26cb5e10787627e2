import * as tf from '@tensorflow/tfjs';
import { decoderHeads, encoderHeads, fixedRequest } from './headNetwork.js';
import { groupNormalization, requireOneNorm } from './groupNormalization.js';
import { type ImageRecipeOptions, imageRecipe } from './imageNetwork.js';
import { requireCount, requireCounts, requireHalvings, requireRate } from './networkOptions.js';
import type { Recipe } from './recipe.js';

/** Options of {@link resnet}; `dense` is none by default. */
export interface ResnetRecipeOptions extends ImageRecipeOptions {
  /** Residual blocks per stage. Default 2. */
  readonly blocks?: number;
  /** Whether a block adds its input to its output. Default true; false gives the plain network of the same depth, to compare with. */
  readonly skip?: boolean;
  /** Default `'swish'`. */
  readonly activation?: ResnetOptions['activation'];
  /** Batch normalization before each activation of a block. Default false. */
  readonly batchNorm?: boolean;
  /** Group normalization there, with so many groups, which divide each of `filters`. Default: none. */
  readonly groupNorm?: number;
}

/** What residual networks have in common. */
export interface ResnetOptions {
  /** Filters of the stages, from the image inwards; each stage halves both sides. Default `[32, 64]`. */
  readonly filters?: readonly number[];
  /** Residual blocks per stage. Default 2. */
  readonly blocks?: number;
  /** Whether a block adds its input to its output. Default true; false gives the plain network of the same depth, to compare with. */
  readonly skip?: boolean;
  /** Default `'swish'`. */
  readonly activation?: 'elu' | 'relu' | 'selu' | 'softplus' | 'swish' | 'tanh';
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
  /** 1 (default) for logits or a mean, 2 for a mean and a log-variance, 3 for degrees of freedom too. */
  readonly parameters?: 1 | 2 | 3;
}

type Symbolic = tf.SymbolicTensor;

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
