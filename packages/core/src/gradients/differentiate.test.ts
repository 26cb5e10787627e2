import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { withGradientMends } from './withGradientMends.js';

test('what throws on the way, at either order, leaves nothing on the tape', () => {
  const x = tf.tensor1d([1, 2]);
  const fails = (z: tf.Tensor): tf.Tensor => {
    const y = tf.tanh(tf.square(z));
    if (y.size === 2) throw new Error('of the model');
    return y;
  };
  const before = tf.memory();
  for (const run of [
    () => tf.grad(fails)(x),
    () => tf.grad((z) => tf.sum(tf.grad(fails)(z)))(x),
    () => tf.grad((z) => fails(tf.grad((v) => tf.sum(tf.tanh(v)))(z)))(x),
  ]) {
    expect(() => withGradientMends(() => tf.tidy(run))).toThrow('of the model');
    expect(tf.memory()).toEqual(before);
  }
  expect(
    withGradientMends(() => [
      ...tf
        .grad((z) => tf.square(z))(x)
        .dataSync(),
    ]),
  ).toEqual([2, 4]);
});
