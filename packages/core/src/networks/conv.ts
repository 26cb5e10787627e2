import * as tf from '@tensorflow/tfjs';
import { randomStream } from '../random/randomStream.js';
import { initializeWeights } from './initializeWeights.js';
import { requireCount, requireCounts, requireHalvings, requireRate } from './networkOptions.js';

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
  /** Dropout rate behind each convolution. Default 0. */
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
  /** 1 (default) for logits or a mean, 2 for a mean and a log-variance. */
  readonly parameters?: 1 | 2;
}

type Symbolic = tf.SymbolicTensor;

function block(h: Symbolic, name: string, layer: tf.layers.Layer, options: ConvOptions): Symbolic {
  const { activation = 'relu', batchNorm = false, dropout = 0 } = options;
  let y = layer.apply(h) as Symbolic;
  if (batchNorm) y = tf.layers.batchNormalization({ name: `${name}-norm` }).apply(y) as Symbolic;
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
 * A convolutional encoder: stride-2 convolutions, flattened (and joined to a one-hot `condition`), `dense` layers, then heads `mean`
 * and `logVar`, each `[batch, latent]`.
 *
 * With the defaults and `latent: 2` it is the encoder of the keras-io VAE (69,076 parameters on 28×28×1).
 *
 * @throws RangeError when a size is wrong or the image's sides cannot be halved often enough
 */
export function convEncoder(options: ConvEncoderOptions): tf.LayersModel {
  const { input, latent, filters = [32, 64], kernelSize = 3, dense = [16], condition, activation = 'relu', seed = 0 } = options;
  // Batch normalization takes a bias away again: beside it one would only drift with the rounding of its gradient, which is 0.
  const useBias = !(options.batchNorm ?? false);
  check('convEncoder', input, latent, options);
  const x = tf.input({ shape: [...input], name: 'x' });
  let h: Symbolic = x;
  filters.forEach((count, i) => {
    h = block(
      h,
      `conv${i}`,
      tf.layers.conv2d({ filters: count, kernelSize, strides: 2, padding: 'same', useBias, name: `conv${i}` }),
      options,
    );
  });
  h = tf.layers.flatten({ name: 'flatten' }).apply(h) as Symbolic;
  const label = condition === undefined ? undefined : tf.input({ shape: [condition], name: 'condition' });
  if (label !== undefined) h = tf.layers.concatenate({ name: 'join' }).apply([h, label]) as Symbolic;
  dense.forEach((units, i) => (h = tf.layers.dense({ units, activation, name: `dense${i}` }).apply(h) as Symbolic));
  const heads = ['mean', 'logVar'].map((name) => tf.layers.dense({ units: latent, name }).apply(h) as Symbolic);
  const model = tf.model({ inputs: label === undefined ? x : [x, label], outputs: heads, name: 'encoder' });
  initializeWeights(model, randomStream(seed).fork('encoder'));
  return model;
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
  const {
    output,
    latent,
    filters = [32, 64],
    kernelSize = 3,
    dense = [],
    condition,
    parameters = 1,
    activation = 'relu',
    seed = 0,
  } = options;
  const useBias = !(options.batchNorm ?? false);
  check('convDecoder', output, latent, options);
  const step = 2 ** filters.length;
  const z = tf.input({ shape: [latent], name: 'z' });
  const label = condition === undefined ? undefined : tf.input({ shape: [condition], name: 'condition' });
  let h: Symbolic = label === undefined ? z : (tf.layers.concatenate({ name: 'join' }).apply([z, label]) as Symbolic);
  dense.forEach((units, i) => (h = tf.layers.dense({ units, activation, name: `dense${i}` }).apply(h) as Symbolic));
  const map = [output[0]! / step, output[1]! / step, filters.at(-1) ?? output[2]!];
  h = tf.layers.dense({ units: map[0]! * map[1]! * map[2]!, activation, name: 'map' }).apply(h) as Symbolic;
  h = tf.layers.reshape({ targetShape: map, name: 'map-shape' }).apply(h) as Symbolic;
  [...filters].reverse().forEach((count, i) => {
    const layer = tf.layers.conv2dTranspose({
      filters: count,
      kernelSize,
      strides: 2,
      padding: 'same',
      useBias,
      name: `conv${i}`,
    });
    h = block(h, `conv${i}`, layer, options);
  });
  const heads = ['output', 'output-logVar'].slice(0, parameters).map((name) => {
    return tf.layers.conv2dTranspose({ filters: output[2]!, kernelSize, padding: 'same', name }).apply(h) as Symbolic;
  });
  const model = tf.model({ inputs: label === undefined ? z : [z, label], outputs: heads, name: 'decoder' });
  initializeWeights(model, randomStream(seed).fork('decoder'));
  return model;
}
