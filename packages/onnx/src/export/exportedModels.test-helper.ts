import * as tf from '@tensorflow/tfjs';
import {
  classMeans,
  convDecoder,
  convEncoder,
  gaussian,
  mlpDecoder,
  mlpEncoder,
  partFactories,
  vae,
  type Vae,
} from '@vaekit/core';
import { exampleModel } from '../exampleModel.test-helper.js';

const encoder = (options: object = {}) => mlpEncoder({ input: [8, 8, 1], hidden: [12], latent: 3, ...options });
const decoder = (options: object = {}) => mlpDecoder({ latent: 3, hidden: [12], output: [8, 8, 1], ...options });

/** A recurrent-free network of layers that change shapes: depthwise convolution, pooling, upsampling, layer normalization, permutation. */
function manyLayers(): tf.LayersModel {
  const z = tf.input({ shape: [3] });
  let h = tf.layers.dense({ units: 32, name: 'wide' }).apply(z) as tf.SymbolicTensor;
  h = tf.layers.reshape({ targetShape: [4, 4, 2], name: 'square' }).apply(h) as tf.SymbolicTensor;
  h = tf.layers
    .depthwiseConv2d({ kernelSize: 3, padding: 'same', activation: 'elu', name: 'depthwise' })
    .apply(h) as tf.SymbolicTensor;
  h = tf.layers.upSampling2d({ size: [4, 4], name: 'up' }).apply(h) as tf.SymbolicTensor;
  h = tf.layers.averagePooling2d({ poolSize: 2, name: 'average' }).apply(h) as tf.SymbolicTensor;
  h = tf.layers.layerNormalization({ name: 'normal' }).apply(h) as tf.SymbolicTensor;
  h = tf.layers.permute({ dims: [2, 1, 3], name: 'turned' }).apply(h) as tf.SymbolicTensor;
  h = tf.layers.conv2d({ filters: 1, kernelSize: 1, name: 'logits' }).apply(h) as tf.SymbolicTensor;
  return tf.model({ inputs: z, outputs: h, name: 'manyLayers' });
}

/** Small models of every kind, whose exports are compared with tfjs. Events `[8, 8, 1]`, three classes where there are any; then every likelihood in its example. */
export const exportedModels: Readonly<Record<string, () => Vae>> = {
  mlp: () => vae({ encoder: encoder(), decoder: decoder() }),
  'class means': () => vae({ encoder: encoder(), decoder: decoder(), prior: classMeans(3, { bias: true }) }),
  'conditional, learned prior': () =>
    vae({
      encoder: encoder({ condition: 3 }),
      decoder: decoder({ condition: 3 }),
      prior: classMeans(3, { classVariance: true }),
    }),
  'batch normalization and dropout': () =>
    vae({ encoder: encoder({ batchNorm: true, dropout: 0.2 }), decoder: decoder({ batchNorm: true, activation: 'tanh' }) }),
  'gaussian, predicted sigma': () =>
    vae({ encoder: encoder(), decoder: decoder({ parameters: 2 }), likelihood: gaussian({ sigma: 'predicted' }) }),
  convolutions: () =>
    vae({
      encoder: convEncoder({ input: [8, 8, 1], latent: 3, filters: [4, 6], dense: [8], batchNorm: true }),
      decoder: convDecoder({ latent: 3, output: [8, 8, 1], filters: [4, 6], batchNorm: true }),
    }),
  'many layers': () => vae({ encoder: encoder(), decoder: manyLayers() }),
  ...Object.fromEntries(
    partFactories
      .filter(({ role }) => role === 'likelihood')
      .map((factory) => [`the likelihood ${factory.kind}`, () => exampleModel(factory)]),
  ),
};
