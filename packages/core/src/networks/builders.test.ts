import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { convDecoder, convEncoder } from './convNetworks.js';
import { mlpDecoder, mlpEncoder } from './mlp.js';

const weightsOf = (model: tf.LayersModel): number[][] => model.getWeights().map((w) => [...w.dataSync()]);

test('the convolutional networks are those of the keras-io example', () => {
  expect(convEncoder({ input: [28, 28, 1], latent: 2 }).countParams()).toBe(69_076);
  expect(convDecoder({ output: [28, 28, 1], latent: 2 }).countParams()).toBe(65_089);
});

test('784-400-40-400-784 has the 676,864 parameters of the published one', () => {
  const encoder = mlpEncoder({ input: [28, 28, 1], hidden: [400], latent: 40 });
  const decoder = mlpDecoder({ output: [28, 28, 1], hidden: [400], latent: 40 });
  // Its decoder ends in one output layer; ours has the same.
  expect(encoder.countParams() + decoder.countParams()).toBe(
    784 * 400 + 400 + 2 * (400 * 40 + 40) + 40 * 400 + 400 + 400 * 784 + 784,
  );
});

const options = { input: [6], latent: 2, hidden: [5, 4] };

test('one seed is one network, another seed another; encoder and decoder do not share their draws', () => {
  expect(weightsOf(mlpEncoder(options))).toEqual(weightsOf(mlpEncoder({ ...options, seed: 0 })));
  expect(weightsOf(mlpEncoder(options))).not.toEqual(weightsOf(mlpEncoder({ ...options, seed: 1 })));
  const square = { latent: 3, hidden: [3] };
  expect(weightsOf(mlpEncoder({ input: [3], ...square }))[0]).not.toEqual(weightsOf(mlpDecoder({ output: [3], ...square }))[0]);
});

test('kernels fill the range of Glorot’s rule evenly, biases are 0', () => {
  for (const [model, fans] of [
    [mlpEncoder({ input: [300], latent: 2, hidden: [200] }), 300 + 200],
    [convEncoder({ input: [8, 8, 4], latent: 2, filters: [64, 32] }), 9 * (4 + 64)],
    [convDecoder({ output: [8, 8, 4], latent: 50, filters: [64] }), 50 + 4 * 4 * 64],
  ] as const) {
    const limit = Math.sqrt(6 / fans);
    const [kernel, bias] = model.getWeights() as [tf.Tensor, tf.Tensor];
    const values = kernel.dataSync() as Float32Array;
    expect(Math.max(...values.map(Math.abs))).toBeLessThanOrEqual(Math.fround(limit));
    expect(Math.max(...values)).toBeGreaterThan(0.99 * limit);
    const { mean, variance } = tf.moments(kernel);
    const n = values.length;
    expect(Math.abs(mean.dataSync()[0]!)).toBeLessThan((5 * limit) / Math.sqrt(3 * n));
    expect(Math.abs(variance.dataSync()[0]! / (limit ** 2 / 3) - 1)).toBeLessThan(5 * Math.sqrt(0.8 / n));
    expect(new Set(bias.dataSync())).toEqual(new Set([0]));
  }
});

test('conditions, two parameters, batch norm and dropout take their places', () => {
  const encoder = mlpEncoder({ ...options, condition: 3, batchNorm: true, dropout: 0.1 });
  expect(encoder.inputs.map(({ shape }) => shape)).toEqual([
    [null, 6],
    [null, 3],
  ]);
  expect(encoder.layers.map((layer) => layer.name).slice(-9)).toEqual(
    expect.arrayContaining([
      'hidden0-norm',
      'hidden0-activation',
      'hidden0-dropout',
      'hidden1',
      'hidden1-norm',
      'hidden1-dropout',
      'mean',
      'logVar',
    ]),
  );
  const shapes = (model: tf.LayersModel): tf.Shape[] => model.outputs.map(({ shape }) => shape);
  expect(shapes(mlpDecoder({ latent: 2, hidden: [], output: [3, 2], parameters: 2 }))).toEqual([
    [null, 3, 2],
    [null, 3, 2],
  ]);
  const conv = {
    filters: [4, 8],
    condition: 3,
    batchNorm: true,
    dropout: 0.1,
    dense: [7],
    kernelSize: 5,
    activation: 'elu',
  } as const;
  expect(shapes(convEncoder({ ...conv, input: [8, 12, 3], latent: 5 }))).toEqual([
    [null, 5],
    [null, 5],
  ]);
  expect(shapes(convDecoder({ ...conv, output: [8, 12, 3], latent: 5, parameters: 2 }))).toEqual([
    [null, 8, 12, 3],
    [null, 8, 12, 3],
  ]);
  const y = convDecoder({ ...conv, output: [8, 12, 3], latent: 5 }).predict([tf.zeros([2, 5]), tf.zeros([2, 3])]) as tf.Tensor;
  expect(y.shape).toEqual([2, 8, 12, 3]);
});

test('sizes that cannot be are refused by name', () => {
  expect(() => mlpEncoder({ ...options, latent: 0 })).toThrow('mlpEncoder: `latent` is 0; expected a whole number of at least 1');
  expect(() => mlpEncoder({ ...options, latent: 2.5 })).toThrow('mlpEncoder: `latent` is 2.5');
  expect(() => mlpEncoder({ ...options, hidden: [5, -1] })).toThrow('mlpEncoder: `hidden[1]` is -1');
  expect(() => mlpDecoder({ output: [0], latent: 2, hidden: [] })).toThrow('mlpDecoder: `output[0]` is 0');
  expect(() => mlpDecoder({ output: [2], latent: 2, hidden: [], dropout: 1 })).toThrow(
    '`dropout` is 1; expected 0 <= dropout < 1',
  );
  expect(() => mlpEncoder({ ...options, condition: 0 })).toThrow('`condition` is 0');
  expect(() => mlpEncoder({ ...options, seed: -1 })).toThrow('`seed` is -1');
  expect(() => convEncoder({ input: [28, 28], latent: 2 })).toThrow(
    'convEncoder: an image has shape [height, width, channels] but got [28,28]',
  );
  expect(() => convDecoder({ output: [28, 30, 1], latent: 2 })).toThrow(
    '2 stride-2 layers need sides divisible by 4 but the image is 28×30',
  );
  expect(() => convEncoder({ input: [28, 28, 1], latent: 2, filters: [0] })).toThrow('`filters[0]` is 0');
});

test('separate trunks: twice the hidden layers, and mean and log-variance share nothing', () => {
  const encoder = mlpEncoder({ ...options, trunk: 'separate' });
  expect(encoder.countParams()).toBe(2 * (6 * 5 + 5 + 5 * 4 + 4 + 4 * 2 + 2));
  const x = tf.tensor2d([[1, -2, 3, 0.5, -1, 2]]);
  const heads = (): number[][] => (encoder.predict(x) as tf.Tensor[]).map((head) => [...head.dataSync()]);
  const [mean, logVar] = heads();
  const layer = encoder.getLayer('mean-hidden0');
  layer.setWeights(layer.getWeights().map((weight) => tf.neg(weight)));
  const [moved, kept] = heads();
  expect(moved).not.toEqual(mean);
  expect(kept).toEqual(logVar);
  expect(mlpEncoder({ ...options, trunk: 'shared' }).countParams()).toBe(mlpEncoder(options).countParams());
});
