import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { repeatRows } from './repeatRows.js';
import { weightedMean } from './weightedMean.js';

test('repeatRows puts the copies of a row beside each other, at any rank', () => {
  const matrix = repeatRows(
    tf.tensor2d([
      [1, 2],
      [3, 4],
    ]),
    3,
  );
  expect(matrix.arraySync()).toEqual([
    [1, 2],
    [1, 2],
    [1, 2],
    [3, 4],
    [3, 4],
    [3, 4],
  ]);
  expect([...repeatRows(tf.tensor1d([5, 6]), 2).dataSync()]).toEqual([5, 5, 6, 6]);
  expect(repeatRows(tf.zeros([2, 3, 1, 4]), 5).shape).toEqual([10, 3, 1, 4]);
});

test('its gradient is the sum over the copies', () => {
  const weights = tf.tensor2d([[1], [10], [100], [1000]]);
  const gradient = tf.grad((x) => tf.sum(tf.mul(repeatRows(x, 2), weights)))(tf.tensor2d([[1], [2]]));
  expect([...gradient.dataSync()]).toEqual([11, 1100]);
});

test('weightedMean leaves out rows of weight 0, and is the mean without weights', () => {
  const values = tf.tensor1d([1, 2, 6]);
  expect(weightedMean(values).dataSync()[0]).toBe(3);
  expect(weightedMean(values, tf.tensor1d([1, 1, 0])).dataSync()[0]).toBe(1.5);
  expect(weightedMean(values, tf.tensor1d([1, 3, 0])).dataSync()[0]).toBe(1.75);
});
