import * as tf from '@tensorflow/tfjs';
import { randomStream } from '../random/randomStream.js';
import { initializeWeights } from './initializeWeights.js';
import { requireCount, requireCounts, requireHalvings, requireRate } from './networkOptions.js';

/** What residual networks have in common. */
export interface ResnetOptions {
  /** Filters of the stages, from the image inwards; each stage halves both sides. Default `[32, 64]`. */
  readonly filters?: readonly number[];
  /** Residual blocks a stage. Default 2. */
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
  /** 1 (default) for logits or a mean, 2 for a mean and a log-variance. */
  readonly parameters?: 1 | 2;
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
function activated(h: Symbolic, name: string, { activation = 'swish', batchNorm = false }: ResnetOptions): Symbolic {
  const y = batchNorm ? (tf.layers.batchNormalization({ name: `${name}-norm` }).apply(h) as Symbolic) : h;
  return tf.layers.activation({ activation, name: `${name}-activation` }).apply(y) as Symbolic;
}

/** `h + conv(act(conv(act(h))))`, activations before the convolutions: the identity path stays free (He et al. 2016b, figure 4e). */
function residualBlock(h: Symbolic, name: string, filters: number, options: ResnetOptions): Symbolic {
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

function stage(h: Symbolic, name: string, filters: number, options: ResnetOptions): Symbolic {
  let y = h;
  for (let i = 0; i < (options.blocks ?? 2); i++) y = residualBlock(y, `${name}-block${i}`, filters, options);
  return y;
}

const denseLayers = (h: Symbolic, widths: readonly number[], { activation = 'swish' }: ResnetOptions): Symbolic =>
  widths.reduce((y, units, i) => tf.layers.dense({ units, activation, name: `dense${i}` }).apply(y) as Symbolic, h);

/**
 * A residual encoder: for each entry of `filters` a stride-2 convolution and `blocks` residual blocks, `y = h + conv(act(conv(act(h))))`;
 * flattened (and joined to a one-hot `condition`), `dense` layers, then heads `mean` and `logVar`, each `[batch, latent]`.
 *
 * @throws RangeError when a size is wrong or the image's sides cannot be halved often enough
 * @see He, Zhang, Ren and Sun 2016, "Identity mappings in deep residual networks"
 */
export function resnetEncoder(options: ResnetEncoderOptions): tf.LayersModel {
  const { input, latent, filters = [32, 64], dense = [], condition, seed = 0 } = options;
  check('resnetEncoder', input, latent, options);
  const x = tf.input({ shape: [...input], name: 'x' });
  let h: Symbolic = x;
  filters.forEach((count, i) => {
    const down = tf.layers.conv2d({ filters: count, kernelSize: 3, strides: 2, padding: 'same', name: `down${i}` });
    h = stage(down.apply(h) as Symbolic, `stage${i}`, count, options);
  });
  h = tf.layers.flatten({ name: 'flatten' }).apply(activated(h, 'last', options)) as Symbolic;
  const label = condition === undefined ? undefined : tf.input({ shape: [condition], name: 'condition' });
  if (label !== undefined) h = tf.layers.concatenate({ name: 'join' }).apply([h, label]) as Symbolic;
  h = denseLayers(h, dense, options);
  const heads = ['mean', 'logVar'].map((name) => tf.layers.dense({ units: latent, name }).apply(h) as Symbolic);
  const model = tf.model({ inputs: label === undefined ? x : [x, label], outputs: heads, name: 'encoder' });
  initializeWeights(model, randomStream(seed).fork('encoder'));
  return model;
}

/**
 * A residual decoder, the mirror of {@link resnetEncoder}: the code (joined to a one-hot `condition`), `dense` layers, a feature map, for
 * each entry of `filters` in reverse `blocks` residual blocks and a stride-2 transposed convolution, and a last convolution to the
 * likelihood's parameters in the shape of the image.
 *
 * @throws RangeError when a size is wrong or the image's sides cannot be halved often enough
 */
export function resnetDecoder(options: ResnetDecoderOptions): tf.LayersModel {
  const { output, latent, filters = [32, 64], dense = [], condition, parameters = 1, seed = 0 } = options;
  check('resnetDecoder', output, latent, options);
  const step = 2 ** filters.length;
  const z = tf.input({ shape: [latent], name: 'z' });
  const label = condition === undefined ? undefined : tf.input({ shape: [condition], name: 'condition' });
  let h: Symbolic = label === undefined ? z : (tf.layers.concatenate({ name: 'join' }).apply([z, label]) as Symbolic);
  h = denseLayers(h, dense, options);
  const map = [output[0]! / step, output[1]! / step, filters.at(-1) ?? output[2]!];
  h = tf.layers.dense({ units: map[0]! * map[1]! * map[2]!, name: 'map' }).apply(h) as Symbolic;
  h = tf.layers.reshape({ targetShape: map, name: 'map-shape' }).apply(h) as Symbolic;
  const inwards = [...filters].reverse();
  inwards.forEach((count, i) => {
    h = stage(h, `stage${i}`, count, options);
    const next = inwards[i + 1] ?? count;
    const up = tf.layers.conv2dTranspose({ filters: next, kernelSize: 3, strides: 2, padding: 'same', name: `up${i}` });
    h = up.apply(h) as Symbolic;
  });
  const last = activated(h, 'last', options);
  const heads = ['output', 'output-logVar'].slice(0, parameters).map((name) => {
    return tf.layers.conv2d({ filters: output[2]!, kernelSize: 3, padding: 'same', name }).apply(last) as Symbolic;
  });
  const model = tf.model({ inputs: label === undefined ? z : [z, label], outputs: heads, name: 'decoder' });
  initializeWeights(model, randomStream(seed).fork('decoder'));
  return model;
}
