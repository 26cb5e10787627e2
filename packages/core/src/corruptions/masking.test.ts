import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { drawNoise } from '../random/drawNoise.js';
import { randomStream } from '../random/randomStream.js';
import { masking } from './masking.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

test('hides the given part of the values, each by itself, and leaves the others as they are', () => {
  const [rows, width] = [2000, 10];
  const built = masking({ rate: 0.3 }).build({ event: [width], latent: [2] });
  const x = tf.fill([rows, width], 7);
  const noise = drawNoise(built.noise('train'), rows, randomStream(1));
  const before = tf.memory().numTensors;
  const input = tf.tidy(() => built.apply(x, noise, { mode: 'train', schedule: {} }).input);
  expect(tf.memory().numTensors).toBe(before + 1);
  expect(new Set(input.dataSync())).toEqual(new Set([0, 7]));
  const hidden = tf.mean(tf.equal(input, 0)).dataSync()[0]!;
  expect(Math.abs(hidden - 0.3)).toBeLessThan(5 * Math.sqrt((0.3 * 0.7) / (rows * width)));
});

test('evaluation sees the clean x, unless it is to be corrupted too', () => {
  const shapes = { event: [3], latent: [2] };
  const x = tf.ones([2, 3]);
  const clean = masking({ rate: 0.5 }).build(shapes);
  expect(clean.noise('evaluate')).toEqual({});
  expect(clean.apply(x, {}, { mode: 'evaluate', schedule: {} }).input).toBe(x);
  // The likelihood is asked for all of x, replaced values too.
  expect(
    Object.keys(clean.apply(x, drawNoise(clean.noise('train'), 2, randomStream(1)), { mode: 'train', schedule: {} })),
  ).toEqual(['input']);
  const always = masking({ rate: 0.5, evaluation: true }).build(shapes);
  expect(always.noise('evaluate')).toEqual(always.noise('train'));
});

test('a rate that makes no sense is refused', () => {
  for (const rate of [-0.1, 1, Number.NaN])
    expect(() => masking({ rate })).toThrow(`masking: \`rate\` is ${rate}; expected 0 <= rate < 1`);
});
