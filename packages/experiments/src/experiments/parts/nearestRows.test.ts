import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { nearestRows } from './nearestRows.js';

test('on a line the nearest are told by eye, in their order', async () => {
  const before = tf.memory().numTensors;
  const pool = { data: Float32Array.of(0, 10, 3, 7, 4), shape: [5, 1] };
  expect(await nearestRows({ data: Float32Array.of(3.1, 9), shape: [2, 1] }, pool, 3)).toEqual([
    [2, 4, 0],
    [1, 3, 4],
  ]);
  expect(await nearestRows({ data: Float32Array.of(3.1), shape: [1, 1] }, pool, 9)).toEqual([[2, 4, 0, 3, 1]]);
  expect(tf.memory().numTensors).toBe(before);
});
