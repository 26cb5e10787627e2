import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { drawNoise } from '../random/drawNoise.js';
import { randomStream } from '../random/randomStream.js';
import { saltAndPepper } from './saltAndPepper.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

test('replaces the given part of the values, half of them by each end of the range', () => {
  const [rows, width] = [2000, 10];
  const built = saltAndPepper({ rate: 0.3, range: [-2, 5] }).build({ event: [width], latent: [2] });
  const x = tf.fill([rows, width], 7);
  const noise = drawNoise(built.noise('train'), rows, randomStream(1));
  const before = tf.memory().numTensors;
  const input = tf.tidy(() => built.apply(x, noise, { mode: 'train', schedule: {} }).input);
  expect(tf.memory().numTensors).toBe(before + 1);
  expect(new Set(input.dataSync())).toEqual(new Set([-2, 5, 7]));
  for (const end of [-2, 5]) {
    const part = tf.mean(tf.equal(input, end)).dataSync()[0]!;
    expect(Math.abs(part - 0.15)).toBeLessThan(5 * Math.sqrt((0.15 * 0.85) / (rows * width)));
  }
});

test('evaluation sees the clean x, unless it is to be corrupted too', () => {
  const shapes = { event: [3], latent: [2] };
  const x = tf.ones([2, 3]);
  const clean = saltAndPepper({ rate: 0.5 }).build(shapes);
  expect(clean.noise('evaluate')).toEqual({});
  expect(clean.apply(x, {}, { mode: 'evaluate', schedule: {} }).input).toBe(x);
  // The likelihood is asked for all of x, replaced values too.
  expect(
    Object.keys(clean.apply(x, drawNoise(clean.noise('train'), 2, randomStream(1)), { mode: 'train', schedule: {} })),
  ).toEqual(['input']);
  const always = saltAndPepper({ rate: 0.5, evaluation: true }).build(shapes);
  expect(always.noise('evaluate')).toEqual(always.noise('train'));
});

test('options that make no sense are refused', () => {
  expect(() => saltAndPepper({ rate: 1 })).toThrow('saltAndPepper: `rate` is 1; expected 0 <= rate < 1');
  for (const range of [
    [1, 0],
    [0, Infinity],
    [Number.NaN, 1],
  ] as const) {
    expect(() => saltAndPepper({ rate: 0.1, range })).toThrow(
      `saltAndPepper: \`range\` is [${range.join(', ')}]; expected two finite numbers, the least value of x and the greatest`,
    );
  }
});
