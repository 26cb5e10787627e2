import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { stopGradient } from './stopGradient.js';

test('gives the same values, and a gradient of 0', () => {
  const x = tf.tensor1d([1, -2, 3]);
  expect([...stopGradient(x).dataSync()]).toEqual([1, -2, 3]);
  // d/dx of x · stop(x): x takes part once, as a factor.
  const gradient = tf.grad((t) => tf.sum(tf.mul(t, stopGradient(t))))(x);
  expect([...gradient.dataSync()]).toEqual([1, -2, 3]);
  // Straight-through: the value of round, the gradient of the identity.
  const through = (t: tf.Tensor): tf.Tensor => tf.add(t, stopGradient(tf.sub(tf.round(t), t)));
  expect([...through(tf.tensor([0.6])).dataSync()]).toEqual([1]);
  expect([
    ...tf
      .grad(through)(tf.tensor([0.6]))
      .dataSync(),
  ]).toEqual([1]);
});

test('the branch behind it is pruned: an operation without a gradient is never asked for one', () => {
  const lost = tf.customGrad((x) => ({
    value: tf.square(x as tf.Tensor),
    gradFunc: () => {
      throw new Error('differentiated');
    },
  }));
  const x = tf.tensor1d([2]);
  expect(() => tf.grad((t) => tf.sum(tf.add(t, lost(t))))(x)).toThrow('differentiated');
  expect([
    ...tf
      .grad((t) => tf.sum(tf.add(t, stopGradient(lost(t)))))(x)
      .dataSync(),
  ]).toEqual([1]);
});

test('a loss that consists of it alone has no path to its input', () => {
  expect(() => tf.grad((t) => tf.sum(stopGradient(t)))(tf.tensor1d([1]))).toThrow('Cannot compute gradient');
});

test('what it makes is disposed by the tidy around it, and the engine is as before when it throws', () => {
  const x = tf.tensor1d([1]);
  const before = tf.memory().numTensors;
  tf.tidy(() => void stopGradient(x));
  expect(tf.memory().numTensors).toBe(before);
  expect(() => stopGradient(undefined as unknown as tf.Tensor)).toThrow('must be a Tensor');
  expect([
    ...tf
      .grad((t) => tf.square(t))(x)
      .dataSync(),
  ]).toEqual([2]);
});
