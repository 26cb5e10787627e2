import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { checkGradients } from './gradientCheck.test-helper.js';
import { withGradientMends } from './withGradientMends.js';

checkGradients('operations with a gradient of their own', [
  {
    name: 'softmaxCrossEntropy',
    op: (x) => tf.losses.softmaxCrossEntropy(tf.oneHot([0, 2, 1], 4), x, undefined, 0, tf.Reduction.NONE),
    shapes: [[3, 4]],
    stock: ['right', 'wrong'],
  },
  {
    name: 'sigmoidCrossEntropy',
    op: (x) => tf.losses.sigmoidCrossEntropy(tf.oneHot([0, 2, 1], 4), x, undefined, 0, tf.Reduction.NONE),
    shapes: [[3, 4]],
    stock: ['right', 'wrong'],
  },
]);

test('a value computed on the way is differentiated again', () => {
  // y = e^(2x), which saves e^x, a value that no tape has; y'' = 4 e^(2x).
  const twice = (): number[] =>
    withGradientMends(() =>
      tf.tidy(() => [
        ...tf
          .grad((x) => tf.sum(tf.grad((z) => tf.sum(made(z)))(x)))(tf.tensor1d([0, 0.5]))
          .dataSync(),
      ]),
    );
  let calls = 0;
  const made = (z: tf.Tensor): tf.Tensor =>
    tf.customGrad((...[x, save]) => {
      calls += 1;
      const e = tf.exp(x as tf.Tensor);
      (save as tf.GradSaveFunc)([e]);
      return { value: tf.square(e), gradFunc: (dy: tf.Tensor, [half]: tf.Tensor[]) => tf.mul(dy, tf.mul(2, tf.square(half!))) };
    })(z);
  const before = tf.memory().numTensors;
  const got = twice();
  [4, 4 * Math.E].forEach((expected, i) => expect(Math.abs(got[i]! / expected - 1)).toBeLessThan(1e-6));
  expect(calls).toBe(2);
  expect(tf.memory().numTensors).toBe(before);
});

test('a gradient that uses inputs and output only runs the function once', () => {
  let calls = 0;
  const cube = tf.customGrad((...[x, save]) => {
    calls += 1;
    const value = tf.pow(x as tf.Tensor, 3);
    (save as tf.GradSaveFunc)([x as tf.Tensor, value]);
    return { value, gradFunc: (dy: tf.Tensor, [z, y]: tf.Tensor[]) => tf.mul(dy, tf.div(tf.mul(3, y!), z!)) };
  });
  const second = withGradientMends(() =>
    tf.tidy(
      () =>
        tf
          .grad((x) => tf.grad((z) => cube(z))(x))(tf.scalar(2))
          .dataSync()[0]!,
    ),
  );
  expect(Math.abs(second - 12)).toBeLessThan(1e-4);
  expect(calls).toBe(1);
});
