import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { fit } from '../training/fit.js';
import { adam } from '../optimizers/adam.js';
import { randomStream } from '../random/randomStream.js';
import { vae } from '../vae.js';
import { network } from './network.js';
import { resnetDecoder, resnetEncoder } from './resnetNetworks.js';

const conv = (from: number, to: number, kernel = 3): number => kernel * kernel * from * to + to;

test('parameters are those of the written-out network', () => {
  const encoder = resnetEncoder({ input: [28, 28, 1], latent: 10 });
  expect(encoder.countParams()).toBe(
    conv(1, 32) + 4 * conv(32, 32) + conv(32, 64) + 4 * conv(64, 64) + 2 * (7 * 7 * 64 * 10 + 10),
  );
  const decoder = resnetDecoder({ output: [28, 28, 1], latent: 10 });
  expect(decoder.countParams()).toBe(
    10 * 7 * 7 * 64 + 7 * 7 * 64 + 4 * conv(64, 64) + conv(64, 32) + 4 * conv(32, 32) + conv(32, 32) + conv(32, 1),
  );
});

test('a block whose last convolution is 0 leaves its input as it is; without the skip it leaves nothing', () => {
  for (const skip of [true, false]) {
    const build = (blocks: number): tf.LayersModel => resnetEncoder({ input: [4, 4, 2], latent: 3, filters: [5], blocks, skip });
    const [shallow, deep] = [build(1), build(3)];
    for (const model of [shallow, deep]) {
      for (const layer of model.layers.filter(({ name }) => name.endsWith('-conv1')))
        layer.setWeights(layer.getWeights().map((weight) => tf.zerosLike(weight)));
    }
    for (const name of ['down0', 'mean', 'logVar']) deep.getLayer(name).setWeights(shallow.getLayer(name).getWeights());
    const x = tf.tensor(randomStream(1).fillNormal(new Float32Array(64)), [2, 4, 4, 2]);
    const [one, three] = [shallow, deep].map((model) => (model.predict(x) as tf.Tensor[])[0]!.dataSync());
    expect([...three!]).toEqual([...one!]);
    expect(one!.some((value) => value !== 0)).toBe(skip);
  }
});

test('conditions, two parameters, batch norm and dropout take their places', () => {
  const options = { filters: [4, 6], blocks: 1, condition: 3, batchNorm: true, dropout: 0.2, dense: [7], seed: 5 } as const;
  const encoder = resnetEncoder({ ...options, input: [8, 12, 3], latent: 5 });
  expect(encoder.outputs.map(({ shape }) => shape)).toEqual([
    [null, 5],
    [null, 5],
  ]);
  const decoder = resnetDecoder({ ...options, output: [8, 12, 3], latent: 5, parameters: 2 });
  expect(decoder.outputs.map(({ shape }) => shape)).toEqual([
    [null, 8, 12, 3],
    [null, 8, 12, 3],
  ]);
  expect(decoder.inputs.map(({ shape }) => shape)).toEqual([
    [null, 5],
    [null, 3],
  ]);
  expect(Object.keys(network(encoder, 'encoder').noise('train'))).toEqual([
    'encoder/stage0-block0-dropout',
    'encoder/stage1-block0-dropout',
  ]);
});

test('a residual VAE learns, and leaves no tensor behind', async () => {
  const rows = 32;
  // Bright halves, left or right.
  const data = Float32Array.from({ length: rows * 64 }, (_, i) => {
    const side = Math.floor(i / 64) % 2;
    return Math.floor((i % 8) / 4) === side ? 0.9 : 0.1;
  });
  const options = { filters: [4, 8], blocks: 1, latent: 2 } as const;
  const model = vae({
    encoder: resnetEncoder({ ...options, input: [8, 8, 1] }),
    decoder: resnetDecoder({ ...options, output: [8, 8, 1] }),
  });
  const before = tf.memory().numTensors;
  const { history } = await fit(
    model,
    { data, shape: [rows, 8, 8, 1] },
    { epochs: 8, batchSize: 8, optimizer: adam({ learningRate: 0.01 }) },
  );
  expect(tf.memory().numTensors).toBe(before);
  expect(history['loss']!.at(-1)!).toBeLessThan(0.95 * history['loss']![0]!);
  model.dispose();
});

test('sizes that cannot be are refused by name', () => {
  expect(() => resnetEncoder({ input: [30, 28, 1], latent: 2 })).toThrow(
    'resnetEncoder: 2 stride-2 layers need sides divisible by 4 but the image is 30×28',
  );
  expect(() => resnetDecoder({ output: [28, 28], latent: 2 })).toThrow('resnetDecoder: an image has shape');
  expect(() => resnetEncoder({ input: [8, 8, 1], latent: 2, blocks: 0 })).toThrow('resnetEncoder: `blocks` is 0');
  expect(() => resnetDecoder({ output: [8, 8, 1], latent: 2, dropout: 1 })).toThrow('`dropout` is 1');
});
