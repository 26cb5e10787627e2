import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { nearestRows } from './nearest.js';

test('finds the nearest row and its distance, and leaves nothing behind', async () => {
  const before = tf.memory().numTensors;
  const a = { data: Float32Array.of(0, 0, 3, 4, 10, 10), shape: [3, 2] };
  const b = { data: Float32Array.of(3, 4, 0, 1, 9, 10, 50, 50), shape: [4, 2] };
  const { distances, indices } = await nearestRows(a, b);
  expect([...indices]).toEqual([1, 0, 2]);
  [1, 0, 1].forEach((distance, i) => expect(distances[i]).toBeCloseTo(distance, 3));
  expect(tf.memory().numTensors).toBe(before);
});
