import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { drawNoise } from '../random/drawNoise.js';
import { randomStream } from '../random/randomStream.js';
import { tinyContext } from '../tiny.test-helper.js';
import { point } from './point.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

// The numbers of PyTorch are in objectives/reconstruction.test.ts: an autoencoder is the two together.

test('the code is what the encoder gives, of any shape, with no density and no family', () => {
  const q = point().build({ event: [4], latent: [2, 3] });
  expect(q.parameters).toEqual([{ name: 'code', shape: [2, 3] }]);
  expect(q.noise('train')).toEqual({});
  const code = tf.randomUniform([5, 2, 3], -1, 1, 'float32', 1);
  const before = tf.memory().numTensors;
  expect(q.draw([code], {}, tinyContext(5)).z).toBe(code);
  expect(q.center([code], tinyContext(5))).toBe(code);
  expect(tf.memory().numTensors).toBe(before);
  expect(q.logDensity).toBeUndefined();
  expect(q.family).toBeUndefined();
});

test('noise on the code has the given deviation, while training only', () => {
  const n = 20_000;
  const q = point({ sigma: 0.5 }).build({ event: [4], latent: [2] });
  const { z } = q.draw([tf.ones([n, 2])], drawNoise(q.noise('train'), n, randomStream(1)), tinyContext(n));
  const { mean, variance } = tf.moments(z);
  // Five standard errors of 2n numbers.
  expect(Math.abs(mean.dataSync()[0]! - 1)).toBeLessThan((5 * 0.5) / Math.sqrt(2 * n));
  expect(Math.abs(variance.dataSync()[0]! / 0.25 - 1)).toBeLessThan(5 * Math.sqrt(2 / (2 * n)));
  expect(q.noise('evaluate')).toEqual({});
});

test('a deviation that makes no sense is refused', () => {
  for (const sigma of [-1, Number.NaN, Infinity])
    expect(() => point({ sigma })).toThrow(`point: \`sigma\` is ${sigma}; expected a number of at least 0`);
});
