import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { withGradientMends } from '../gradients/withGradientMends.js';
import { adam } from '../optimizers/adam.js';
import { deserialize, serialize } from '../saving/serialize.js';
import { deviation } from '../tiny.test-helper.js';
import { evaluate } from '../training/evaluate.js';
import { fit } from '../training/fit.js';
import { vae } from '../vae.js';
import { conv } from './conv.js';
import { groupNormalization } from './groupNormalization.js';
import { network } from './network.js';
import { resnet } from './resnet.js';

const oracle = JSON.parse(readFileSync(new URL('../../oracles/groupNormalizationOracles.json', import.meta.url), 'utf8')) as {
  readonly groups: number;
  readonly shape: [number, number, number, number];
} & Readonly<Record<'gradient' | 'scale' | 'shift' | 'weight' | 'x' | 'y', number[]>>;

beforeAll(() => tf.setBackend('cpu'));

test('output and gradient are those of NumPy and of its differences', () => {
  const { shape, groups } = oracle;
  const input = tf.input({ shape: shape.slice(1) });
  const model = tf.model({ inputs: input, outputs: groupNormalization(input, { groups, name: 'norm' }) });
  model.getLayer('norm').setWeights([tf.tensor4d(oracle.scale, [1, 1, shape[3], 1]), tf.tensor1d(oracle.shift)]);
  const net = network(model, 'net');
  tf.tidy(() => {
    const x = tf.tensor4d(oracle.x, shape);
    const y = (at: tf.Tensor): tf.Tensor => net.apply([at], { mode: 'train', noise: {} }).outputs[0]!;
    expect(deviation(y(x).dataSync(), oracle.y)).toBeLessThan(1e-5);
    expect(deviation((model.predict(x) as tf.Tensor).dataSync(), oracle.y)).toBeLessThan(1e-5);
    const weighted = (at: tf.Tensor): tf.Scalar => tf.sum(tf.mul(y(at), tf.tensor4d(oracle.weight, shape)));
    const gradient = withGradientMends(() => tf.grad(weighted)(x));
    expect(deviation(gradient.dataSync(), oracle.gradient)).toBeLessThan(1e-4);
  });
  model.dispose();
});

test.each([
  ['conv', conv({ filters: [4], groupNorm: 2, dense: [5] })],
  ['resnet', resnet({ filters: [4], blocks: 1, groupNorm: 2 })],
])('%s has it before its activations, is trained and saved with it', async (_, recipe) => {
  const x = { data: Float32Array.from({ length: 8 * 16 }, (__, i) => ((i * 7919) % 13) / 13), shape: [8, 4, 4, 1] };
  const model = vae({ encoder: recipe, decoder: recipe, event: [4, 4, 1], latent: 2 });
  expect(Object.keys(model.variables).filter((name) => /-norm\//.test(name)).length).toBeGreaterThanOrEqual(4);
  const before = await evaluate(model, x);
  await fit(model, x, { epochs: 8, batchSize: 4, optimizer: adam({ learningRate: 1e-2 }) });
  const after = await evaluate(model, x);
  expect(after.loss).toBeLessThan(before.loss);
  const again = await deserialize(await serialize(model));
  expect(await evaluate(again, x)).toEqual(after);
  model.dispose();
  again.dispose();
});

test('groups that do not divide the channels, and both normalizations, are refused', () => {
  const input = tf.input({ shape: [2, 2, 6] });
  expect(() => groupNormalization(input, { groups: 4, name: 'norm' })).toThrow(
    'groupNormalization: `groups` is 4 and a map has shape [2,2,6]; expected [height,width,channels] and a number that divides the channels',
  );
  expect(() => conv({ groupNorm: 2, batchNorm: true })).toThrow('conv: both `batchNorm` and `groupNorm` are given; take one');
  expect(() => resnet({ groupNorm: 2, batchNorm: true })).toThrow('resnet: both `batchNorm` and `groupNorm` are given; take one');
});
