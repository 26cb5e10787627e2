import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { onEveryBackend } from './backends.test-helper.js';
import { gaussianNll } from './gaussianNll.js';
import { expectClose, matchesTorch } from './oracles.test-helper.js';
import { squaredError } from './squaredError.js';

onEveryBackend(() => {
  matchesTorch('gaussianNll', ({ mean, x, logVar }, { sigma }) =>
    gaussianNll(mean!, x!, logVar ? { logVar } : { sigma: sigma! }),
  );

  test('one sigma as a number, as a scalar and for every value: the same', () => {
    const [mean, x] = [tf.randomNormal([3, 4, 2], 0, 1, 'float32', 1), tf.randomNormal([3, 4, 2], 0, 1, 'float32', 2)];
    const logVar = 2 * Math.log(0.3);
    const expected = gaussianNll(mean, x, { sigma: 0.3 }).dataSync();
    for (const given of [tf.scalar(logVar), tf.tensor1d([logVar]), tf.broadcastTo(logVar, [3, 4, 2])]) {
      expectClose(gaussianNll(mean, x, { logVar: given }).dataSync(), expected, expected.map(Math.abs), 1e-5, `[${given.shape}]`);
    }
  });

  test('the best learned variance is the mean squared error', () => {
    const [mean, x] = [
      tf.zeros([2, 2]),
      tf.tensor2d([
        [1, 2],
        [3, 4],
      ]),
    ];
    const best = Math.log((1 + 4 + 9 + 16) / 4);
    const slope = tf.grad((logVar: tf.Tensor) => tf.sum(gaussianNll(mean, x, { logVar })))(tf.scalar(best));
    expect(slope.dataSync()[0]).toBeCloseTo(0, 5);
  });

  test('the mean of D squared errors is the case sigma² = D/2 without its constant', () => {
    const D = 12;
    const [mean, x] = [tf.randomNormal([3, D], 0, 1, 'float32', 1), tf.randomNormal([3, D], 0, 1, 'float32', 2)];
    const expected = gaussianNll(mean, x, { sigma: Math.sqrt(D / 2) })
      .dataSync()
      .map((nll) => nll - (D / 2) * Math.log(Math.PI * D));
    const found = tf.mean(tf.square(tf.sub(x, mean)), 1).dataSync();
    // The constant that is taken off is 22 nats.
    expectClose(found, expected, [25, 25, 25], 1e-6, 'mean squared error');
  });

  test('squaredError is the case sigma² = 1/2 without its constant', () => {
    const [mean, x] = [tf.randomNormal([3, 5], 0, 1, 'float32', 1), tf.randomNormal([3, 5], 0, 1, 'float32', 2)];
    const expected = gaussianNll(mean, x, { sigma: Math.SQRT1_2 })
      .dataSync()
      .map((nll) => nll - (5 / 2) * Math.log(Math.PI));
    expectClose(
      squaredError(mean, x).dataSync(),
      expected,
      expected.map((e) => Math.abs(e) + 3),
      1e-6,
      'squared error',
    );
  });
});

test('gaussianNll refuses a sigma without meaning, no sigma, and shapes that differ', () => {
  const [mean, x] = [tf.zeros([2, 3]), tf.zeros([2, 3])];
  for (const sigma of [0, -1, NaN, Infinity]) {
    expect(() => gaussianNll(mean, x, { sigma })).toThrow(`gaussianNll: \`sigma\` is ${sigma}; it must be positive and finite`);
  }
  expect(() => gaussianNll(mean, x, {} as { sigma: number })).toThrow(
    'gaussianNll: give `{ sigma }`, a positive number, or `{ logVar }`, a tensor',
  );
  expect(() => gaussianNll(mean, tf.zeros([2, 4]), { sigma: 1 })).toThrow(
    'gaussianNll: `mean` has shape [2,3] but `x` has [2,4]',
  );
  expect(() => gaussianNll(mean, x, { logVar: tf.zeros([3]) })).toThrow(
    'gaussianNll: `mean` has shape [2,3] but `logVar` has [3]; give one `logVar` for every value of `mean`, or a scalar for all of them',
  );
});
