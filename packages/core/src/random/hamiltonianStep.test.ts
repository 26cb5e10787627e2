import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { hamiltonianStep } from './hamiltonianStep.js';
import { hamiltonianWalk } from './hamiltonianWalk.js';
import { randomStream } from './randomStream.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const target = { log: (z: tf.Tensor) => tf.mul(-0.5, tf.sum(tf.square(z), 1)), slope: (z: tf.Tensor) => tf.neg(z) };

test('a walk from one point has the moments of its target', () => {
  const [rows, chain] = [4000, 10];
  const normal = tf.tensor(randomStream(1).fillNormal(new Float32Array(rows * chain)), [rows, chain, 1]);
  const accept = tf.tensor(randomStream(2).fillUniform(new Float32Array(rows * chain)), [rows, chain]);
  const z = hamiltonianWalk(tf.fill([rows, 1], 3), { momentum: normal, accept }, target, { chain, leapfrog: 3, stepSize: 0.5 });
  const values = [...z.dataSync()];
  const mean = values.reduce((sum, value) => sum + value, 0) / rows;
  // Four standard errors of a standard normal's mean and variance.
  expect(Math.abs(mean)).toBeLessThan(4 / Math.sqrt(rows));
  expect(Math.abs(values.reduce((sum, value) => sum + value ** 2, 0) / rows - 1)).toBeLessThan(4 * Math.sqrt(2 / rows));
});

test('a row whose end is not finite stays where it was, and touches no other', () => {
  const wild = { log: target.log, slope: (z: tf.Tensor) => tf.where(tf.greater(z, 1), Infinity, tf.neg(z)) };
  const start = tf.tensor2d([[2], [0.5]]);
  const draws = { momentum: tf.tensor2d([[1], [0.1]]), uniform: tf.tensor1d([1e-6, 1e-6]) };
  const { z, accepted } = hamiltonianStep(start, draws, wild, { leapfrog: 2, step: 0.1 });
  expect([...accepted.dataSync()]).toEqual([0, 1]);
  expect(z.dataSync()[0]).toBe(2);
  // The oscillator that the target is, after 0.2.
  expect(z.dataSync()[1]).toBeCloseTo(0.5 * Math.cos(0.2) + 0.1 * Math.sin(0.2), 4);
});

test('a row whose end is no number stays too', () => {
  // From 3 the steps grow until ∞ − ∞.
  const steep = { log: (z: tf.Tensor) => tf.neg(tf.sum(tf.pow(z, 4), 1)), slope: (z: tf.Tensor) => tf.mul(-4, tf.pow(z, 3)) };
  const draws = { momentum: tf.tensor2d([[1]]), uniform: tf.tensor1d([0.5]) };
  const { z, accepted } = hamiltonianStep(tf.tensor2d([[3]]), draws, steep, { leapfrog: 10, step: 1 });
  expect([accepted.dataSync()[0], z.dataSync()[0]]).toEqual([0, 3]);
});
