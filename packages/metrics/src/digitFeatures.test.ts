import * as tf from '@tensorflow/tfjs';
import { digits } from '@vaekit/datasets';
import { beforeAll, expect, test } from 'vitest';
import oracles from '../oracles/classifierOracles.json' with { type: 'json' };
import { digitFeatures } from './digitFeatures.js';

beforeAll(() => tf.setBackend('cpu'));

test.each(oracles)('NumPy, images of $side × $side pixels', async ({ side, eights, features, probabilities }) => {
  const net = await digitFeatures();
  const images = { data: Float32Array.from(eights, (value) => value / 255), shape: [2, side, side, 1] };
  const found = net.features(images);
  expect(found.shape).toEqual([2, net.width]);
  // Sums of up to 512 products in single precision.
  for (const [i, wanted] of features.entries()) expect(found.data[i]).toBeCloseTo(wanted, 3);
  const p = net.probabilities(images);
  expect(p.shape).toEqual([2, 10]);
  for (const [i, wanted] of probabilities.entries()) expect(p.data[i]).toBeCloseTo(wanted, 4);
  net.dispose();
});

test('held-out digits are told apart, batch by batch, and no tensor is left', async () => {
  const { test: held } = await digits();
  const rows = 510;
  const images = {
    data: Float32Array.from(held.x.data.subarray(0, rows * 784), (value) => value / 255),
    shape: [rows, 28, 28, 1],
  };
  const before = tf.memory().numTensors;
  const net = await digitFeatures();
  const loaded = tf.memory().numTensors;
  const p = net.probabilities(images).data;
  const right = Array.from({ length: rows }, (_, row) => {
    const ofRow = [...p.subarray(row * 10, row * 10 + 10)];
    return ofRow.indexOf(Math.max(...ofRow)) === held.y!.data[row];
  }).filter(Boolean).length;
  expect(right / rows).toBeGreaterThan(0.97);
  expect(tf.memory().numTensors).toBe(loaded);
  net.dispose();
  expect(tf.memory().numTensors).toBe(before);
});

test('pixels are clipped, as a picture clips them', async () => {
  const net = await digitFeatures();
  const images = { data: Float32Array.from({ length: 784 }, (_, i) => Math.sin(i) * 3), shape: [1, 28, 28, 1] };
  const clipped = { ...images, data: images.data.map((value) => Math.min(1, Math.max(0, value))) };
  expect(net.features(images)).toEqual(net.features(clipped));
  net.dispose();
});

test.each([
  ['flat rows', [1, 784], 0.5, 'the images have shape [1,784] and 784 numbers; give [rows, 28, 28, 1] or [rows, 14, 14, 1]'],
  ['no numbers', [1, 28, 28, 1], Number.NaN, 'pixel 0 is NaN; pixels are from 0 to 1'],
  ['intensities', [1, 28, 28, 1], 255, 'pixel 0 is 255; pixels are from 0 to 1 (divide eight-bit intensities by 255)'],
])('%s are refused', async (_, shape, value, message) => {
  const net = await digitFeatures();
  expect(() => net.features({ data: new Float32Array(784).fill(value), shape })).toThrow(`digitFeatures: ${message}`);
  net.dispose();
});
