import * as tf from '@tensorflow/tfjs';
import { decoderHeads, denseHead, encoderHeads, fixedRequest, flatAndJoined, headNetwork, networkInputs } from './headNetwork.js';
import { requireCount, requireCounts, requireRate } from './networkOptions.js';
import type { Recipe } from './recipe.js';
import { spectralNormalization } from './spectralNormalization.js';
import { requireOptions } from '../requireModel.js';

/** What dense layers are made by. */
export interface DenseLayers {
  /** Widths of the hidden layers, from input to output. */
  readonly hidden: readonly number[];
  /** Default `'relu'`. */
  readonly activation?: 'elu' | 'relu' | 'selu' | 'sigmoid' | 'softplus' | 'swish' | 'tanh';
  /** Batch normalization between a hidden layer and its activation. Default false. */
  readonly batchNorm?: boolean;
  /** Dropout rate after each hidden layer. Default 0. */
  readonly dropout?: number;
  /** Spectral normalization of the kernels of the hidden layers: see {@link spectralNormalization}. Default false. */
  readonly spectralNorm?: boolean;
}

/** Options of {@link mlp}. */
export interface MlpRecipeOptions extends DenseLayers {
  /** Whether the network has the model's condition as a second input, joined to the first. Default false. */
  readonly conditional?: boolean;
  /** Whether the outputs come from the same hidden layers (`'shared'`, the default) or from a stack each (`'separate'`). */
  readonly trunk?: 'separate' | 'shared';
}

/** What dense networks of fixed heads have in common. */
export interface MlpOptions extends DenseLayers {
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
  /** How many parameters of the likelihood an element has: 1 (default) for logits or a mean, 2 for a mean and a log-variance, 3 for degrees of freedom too. */
  readonly parameters?: 1 | 2 | 3;
}

/** Dense layers on features, whose names begin with the prefix. */
export function hiddenLayers(
  x: tf.SymbolicTensor,
  { hidden, activation = 'relu', batchNorm = false, dropout = 0, spectralNorm = false }: DenseLayers,
  prefix = '',
): tf.SymbolicTensor {
  const dense = (config: Parameters<typeof tf.layers.dense>[0]): tf.layers.Layer => {
    const layer = tf.layers.dense(config);
    return spectralNorm ? spectralNormalization(layer) : layer;
  };
  let h = x;
  hidden.forEach((units, i) => {
    const name = `${prefix}hidden${i}`;
    if (batchNorm) {
      h = dense({ units, useBias: false, name }).apply(h) as tf.SymbolicTensor;
      h = tf.layers.batchNormalization({ name: `${name}-norm` }).apply(h) as tf.SymbolicTensor;
      h = tf.layers.activation({ activation, name: `${name}-activation` }).apply(h) as tf.SymbolicTensor;
    } else {
      h = dense({ units, activation, name }).apply(h) as tf.SymbolicTensor;
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
 * A recipe for dense networks: an input, flattened (and joined to the condition), through `hidden` layers to a head for each output that is
 * asked for. As an encoder its heads are the posterior's parameters, as a decoder the likelihood's.
 *
 * @throws RangeError when a width is not a whole number of at least 1, or `dropout` is outside [0, 1)
 */
export function mlp(options: MlpRecipeOptions): Recipe {
  requireOptions('mlp', options, '{ hidden: [400] }');
  const { hidden, dropout = 0, conditional = false, trunk = 'shared' } = options;
  requireCounts('mlp', 'hidden', hidden);
  requireRate('mlp', 'dropout', dropout);
  return (request) => {
    const inputs = networkInputs('mlp', conditional, request);
    const joined = flatAndJoined(inputs.first, inputs);
    const shared = trunk === 'shared' ? hiddenLayers(joined, options) : undefined;
    const heads = request.outputs.map((output) => denseHead(shared ?? hiddenLayers(joined, options, `${output.name}-`), output));
    return headNetwork(inputs, heads, request);
  };
}

/**
 * A dense encoder: an example, flattened (and joined to a one-hot `condition`), through `hidden` layers to two heads `mean` and
 * `logVar`, each `[batch, latent]`: the parameters of `diagonalNormal()`.
 *
 * @throws RangeError when a width is not a whole number of at least 1, or `dropout` is outside [0, 1)
 */
export function mlpEncoder(options: MlpEncoderOptions): tf.LayersModel {
  const { input, latent, condition } = options;
  check('mlpEncoder', input, options);
  const request = fixedRequest(options, { name: 'encoder', input, outputs: encoderHeads(latent) });
  return mlp({ ...options, conditional: condition !== undefined })(request);
}

/**
 * A dense decoder: a code (joined to a one-hot `condition`) through `hidden` layers to the likelihood's parameters in the shape of
 * an example: logits for `bernoulli()`, a mean for `gaussian()`; with `parameters: 2` a mean and a log-variance.
 *
 * @throws RangeError when a width is not a whole number of at least 1, or `dropout` is outside [0, 1)
 */
export function mlpDecoder(options: MlpDecoderOptions): tf.LayersModel {
  const { output, latent, condition, parameters } = options;
  check('mlpDecoder', output, options);
  const request = fixedRequest(options, { name: 'decoder', input: [latent], outputs: decoderHeads(output, parameters) });
  return mlp({ ...options, conditional: condition !== undefined })(request);
}
