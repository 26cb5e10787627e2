import * as tf from '@tensorflow/tfjs';
import { randomStream } from '../random/randomStream.js';
import { initializeWeights } from './initializeWeights.js';
import { requireCount, requireCounts, requireRate } from './networkOptions.js';

/** What dense networks have in common. */
export interface MlpOptions {
  /** Widths of the hidden layers, from input to output. */
  readonly hidden: readonly number[];
  /** Default `'relu'`. */
  readonly activation?: 'elu' | 'relu' | 'selu' | 'sigmoid' | 'softplus' | 'swish' | 'tanh';
  /** Batch normalization between a hidden layer and its activation. Default false. */
  readonly batchNorm?: boolean;
  /** Dropout rate behind each hidden layer. Default 0. */
  readonly dropout?: number;
  /** The width of a second, one-hot input that is joined to the first (the number of classes). Absent: one input. */
  readonly condition?: number;
  /** The seed of the weights. Default 0. */
  readonly seed?: number;
}

/** Options of {@link mlpEncoder}. */
export interface MlpEncoderOptions extends MlpOptions {
  /** An example's shape, without the batch. */
  readonly input: readonly number[];
  /** The latent's width. */
  readonly latent: number;
  /** Whether mean and log-variance come from the same hidden layers (`'shared'`, the default) or from a stack each (`'separate'`). */
  readonly trunk?: 'separate' | 'shared';
}

/** Options of {@link mlpDecoder}. */
export interface MlpDecoderOptions extends MlpOptions {
  readonly latent: number;
  /** An example's shape, without the batch. */
  readonly output: readonly number[];
  /** How many parameters of the likelihood an element has: 1 (default) for logits or a mean, 2 for a mean and a log-variance. */
  readonly parameters?: 1 | 2;
}

function hiddenLayers(
  x: tf.SymbolicTensor,
  { hidden, activation = 'relu', batchNorm = false, dropout = 0 }: MlpOptions,
  prefix = '',
): tf.SymbolicTensor {
  let h = x;
  hidden.forEach((units, i) => {
    const name = `${prefix}hidden${i}`;
    if (batchNorm) {
      h = tf.layers.dense({ units, useBias: false, name }).apply(h) as tf.SymbolicTensor;
      h = tf.layers.batchNormalization({ name: `${name}-norm` }).apply(h) as tf.SymbolicTensor;
      h = tf.layers.activation({ activation, name: `${name}-activation` }).apply(h) as tf.SymbolicTensor;
    } else {
      h = tf.layers.dense({ units, activation, name }).apply(h) as tf.SymbolicTensor;
    }
    if (dropout > 0) h = tf.layers.dropout({ rate: dropout, name: `${name}-dropout` }).apply(h) as tf.SymbolicTensor;
  });
  return h;
}

function check(
  caller: string,
  shape: readonly number[],
  { hidden, dropout = 0, condition, latent }: MlpOptions & { latent: number },
): void {
  requireCount(caller, 'latent', latent);
  requireCounts(caller, caller === 'mlpEncoder' ? 'input' : 'output', shape);
  requireCounts(caller, 'hidden', hidden);
  requireRate(caller, 'dropout', dropout);
  if (condition !== undefined) requireCount(caller, 'condition', condition);
}

/**
 * A dense encoder: an example, flattened (and joined to a one-hot `condition`), through `hidden` layers to two heads `mean` and
 * `logVar`, each `[batch, latent]`: the parameters of `diagonalNormal()`.
 *
 * @throws RangeError when a width is not a whole number of at least 1, or `dropout` is outside [0, 1)
 */
export function mlpEncoder(options: MlpEncoderOptions): tf.LayersModel {
  const { input, latent, condition, trunk = 'shared', seed = 0 } = options;
  check('mlpEncoder', input, options);
  const x = tf.input({ shape: [...input], name: 'x' });
  const flat = input.length === 1 ? x : (tf.layers.flatten({ name: 'flatten' }).apply(x) as tf.SymbolicTensor);
  const label = condition === undefined ? undefined : tf.input({ shape: [condition], name: 'condition' });
  const joined = label === undefined ? flat : (tf.layers.concatenate({ name: 'join' }).apply([flat, label]) as tf.SymbolicTensor);
  const shared = trunk === 'shared' ? hiddenLayers(joined, options) : undefined;
  const heads = ['mean', 'logVar'].map((name) => {
    const h = shared ?? hiddenLayers(joined, options, `${name}-`);
    return tf.layers.dense({ units: latent, name }).apply(h) as tf.SymbolicTensor;
  });
  const model = tf.model({ inputs: label === undefined ? x : [x, label], outputs: heads, name: 'encoder' });
  initializeWeights(model, randomStream(seed).fork('encoder'));
  return model;
}

/**
 * A dense decoder: a code (joined to a one-hot `condition`) through `hidden` layers to the likelihood's parameters in the shape of
 * an example: logits for `bernoulli()`, a mean for `gaussian()`; with `parameters: 2` a mean and a log-variance.
 *
 * @throws RangeError when a width is not a whole number of at least 1, or `dropout` is outside [0, 1)
 */
export function mlpDecoder(options: MlpDecoderOptions): tf.LayersModel {
  const { output, latent, condition, parameters = 1, seed = 0 } = options;
  check('mlpDecoder', output, options);
  const z = tf.input({ shape: [latent], name: 'z' });
  const label = condition === undefined ? undefined : tf.input({ shape: [condition], name: 'condition' });
  const joined = label === undefined ? z : (tf.layers.concatenate({ name: 'join' }).apply([z, label]) as tf.SymbolicTensor);
  const h = hiddenLayers(joined, options);
  const size = output.reduce((product, extent) => product * extent, 1);
  const heads = ['output', 'output-logVar'].slice(0, parameters).map((name) => {
    const flat = tf.layers.dense({ units: size, name }).apply(h) as tf.SymbolicTensor;
    return output.length === 1
      ? flat
      : (tf.layers.reshape({ targetShape: [...output], name: `${name}-shape` }).apply(flat) as tf.SymbolicTensor);
  });
  const model = tf.model({ inputs: label === undefined ? z : [z, label], outputs: heads, name: 'decoder' });
  initializeWeights(model, randomStream(seed).fork('decoder'));
  return model;
}
