import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { nearestDistances } from './nearest.js';

test('3, 4, 5 and a row that is among them; nothing is left behind', () => {
  const before = tf.memory().numTensors;
  const among = { data: Float32Array.from([0, 0, 10, 10]), shape: [2, 2] };
  const found = nearestDistances({ data: Float32Array.from([3, 4, 10, 10, 10, 9]), shape: [3, 2] }, among);
  expect(Array.from(found)).toEqual([5, 0, 1]);
  expect(tf.memory().numTensors).toBe(before);
});
