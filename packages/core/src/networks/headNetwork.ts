import { sizeFromShape } from '@vaekit-internal/base';
import * as tf from '@tensorflow/tfjs';
import type { Parameter } from '../parts.js';
import { randomStream } from '../random/randomStream.js';
import { initializeWeights } from './initializeWeights.js';
import { type NetworkRequest, requestedCondition } from './recipe.js';

/** The inputs of a network under construction: x or z, and the condition if it has one. */
export interface NetworkInputs {
  readonly first: tf.SymbolicTensor;
  readonly condition: tf.SymbolicTensor | undefined;
}

/** Opens a network's inputs. @throws Error when it is to be conditional but the model has no condition */
export function networkInputs(caller: string, conditional: boolean, request: NetworkRequest): NetworkInputs {
  const width = requestedCondition(caller, conditional, request);
  return {
    first: tf.input({ shape: [...request.input], name: request.name === 'decoder' ? 'z' : 'x' }),
    condition: width === undefined ? undefined : tf.input({ shape: [width], name: 'condition' }),
  };
}

/** Flat features, joined to the condition where there is one. */
export function flatAndJoined(h: tf.SymbolicTensor, { condition }: NetworkInputs): tf.SymbolicTensor {
  const flat = h.rank === 2 ? h : (tf.layers.flatten({ name: 'flatten' }).apply(h) as tf.SymbolicTensor);
  return condition === undefined ? flat : (tf.layers.concatenate({ name: 'join' }).apply([flat, condition]) as tf.SymbolicTensor);
}

/** A dense layer that gives one of the parameters, in its shape. */
export function denseHead(h: tf.SymbolicTensor, { name, shape }: Parameter): tf.SymbolicTensor {
  const flat = tf.layers.dense({ units: sizeFromShape(shape), name }).apply(h) as tf.SymbolicTensor;
  return inShape(flat, name, shape, 1);
}

/** A head's output in the parameter's shape, where the layer gives fewer axes. */
export function inShape(h: tf.SymbolicTensor, name: string, shape: readonly number[], axes: number): tf.SymbolicTensor {
  if (shape.length === axes) return h;
  return tf.layers.reshape({ targetShape: [...shape], name: `${name}-shape` }).apply(h) as tf.SymbolicTensor;
}

/** The network of its inputs and heads, its weights from the seed. */
export function headNetwork(
  { first, condition }: NetworkInputs,
  outputs: tf.SymbolicTensor[],
  { name, seed = 0 }: NetworkRequest,
): tf.LayersModel {
  const model = tf.model({ inputs: condition === undefined ? first : [first, condition], outputs, name });
  initializeWeights(model, randomStream(seed).fork(name));
  return model;
}

/** The request of an encoder or decoder with fixed heads. */
export const fixedRequest = (
  { condition, seed }: { readonly condition?: number; readonly seed?: number },
  rest: Pick<NetworkRequest, 'input' | 'name' | 'outputs'>,
): NetworkRequest => ({
  ...rest,
  ...(condition === undefined ? {} : { conditionWidth: condition }),
  ...(seed === undefined ? {} : { seed }),
});

/** The heads of encoders and decoders with fixed heads. */
export const encoderHeads = (latent: number): NetworkRequest['outputs'] =>
  ['mean', 'logVar'].map((name) => ({ name, shape: [latent] }));
export const decoderHeads = (shape: readonly number[], parameters: 1 | 2 | 3 = 1): NetworkRequest['outputs'] =>
  ['output', 'output-logVar', 'output-logDegrees'].slice(0, parameters).map((name) => ({ name, shape }));
