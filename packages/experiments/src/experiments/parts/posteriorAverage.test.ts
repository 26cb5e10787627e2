import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { partExplained, posteriorAverages } from './posteriorAverage.js';

test('half way between two equal normals the average is the mean image; at one of them nearly its own', async () => {
  const before = tf.memory().numTensors;
  const normals = { means: [-1, 0, 1, 0], logVars: [0, 0, 0, 0] };
  const examples = { data: Float32Array.of(0, 1, 1, 0), shape: [2, 2, 1, 1] };
  const codes = { data: Float32Array.of(0, 5, -1, 0), shape: [2, 2] };
  const { data, shape } = await posteriorAverages(normals, examples, codes);
  // At (−1, 0) the second normal is exp(−½ · 2²) as likely: shares 1/(1 + e⁻²) and the rest.
  const own = 1 / (1 + Math.exp(-2));
  [0.5, 0.5, 1 - own, own].forEach((value, i) => expect(data[i]).toBeCloseTo(value, 6));
  expect(shape).toEqual([2, 2, 1, 1]);
  expect(tf.memory().numTensors).toBe(before);
});

test('images explain themselves, their mean explains nothing of them', () => {
  const images = { data: Float32Array.of(0, 1, 1, 0), shape: [2, 2] };
  expect(partExplained(images, images)).toBe(1);
  expect(partExplained(images, { data: Float32Array.of(0.5, 0.5, 0.5, 0.5), shape: [2, 2] })).toBe(0);
});
