import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { bernoulliNll } from './bernoulliNll.js';
import { onEveryBackend } from './backends.test-helper.js';
import { expectClose, matchesTorch } from './oracles.test-helper.js';

onEveryBackend(() => {
  matchesTorch('bernoulliNll', ({ logits, x }) => bernoulliNll(logits!, x!));

  test('is log 2 a pixel for a decoder that knows nothing', () => {
    expect(bernoulliNll(tf.zeros([1, 28, 28, 1]), tf.ones([1, 28, 28, 1])).dataSync()[0]! / 784).toBeCloseTo(Math.LN2, 5);
  });

  test('keeps its precision over thousands of equal pixels, where every rounding points the same way', () => {
    for (const side of [28, 64]) {
      for (const logit of [-9.7, -2.3, 0.1, 1.7]) {
        const size = side * side * 3;
        const l = Math.fround(logit);
        const found = bernoulliNll(tf.broadcastTo(l, [2, side, side, 3]), tf.zeros([2, side, side, 3])).dataSync();
        const expected = size * (Math.max(l, 0) + Math.log1p(Math.exp(-Math.abs(l))));
        expectClose(found, [expected, expected], [expected, expected], 1e-5, `${size} pixels of logit ${logit}`);
      }
    }
  });

  test('is exact at the ends: a sure decoder that is right pays nothing, one that is wrong pays its logit', () => {
    const found = bernoulliNll(tf.tensor2d([[500], [500], [-500], [-500]]), tf.tensor2d([[1], [0], [0], [1]])).dataSync();
    expect(Array.from(found)).toEqual([0, 500, 0, 500]);
  });

  test('takes observations stored as integers or booleans', () => {
    const logits = tf.tensor2d([[0.3, -2]]);
    const expected = bernoulliNll(logits, tf.tensor2d([[1, 0]])).dataSync();
    for (const dtype of ['int32', 'bool'] as const) {
      const x = tf.tensor2d([[1, 0]], [1, 2], dtype);
      expect(bernoulliNll(logits, x).dataSync()).toEqual(expected);
      const slope = tf
        .grad((l: tf.Tensor) => tf.sum(bernoulliNll(l, x)))(logits)
        .dataSync();
      expectClose(slope, [1 / (1 + Math.exp(-0.3)) - 1, 1 / (1 + Math.exp(2))], [1, 1], 1e-6, dtype);
    }
  });

  test('a logit that is not a number spoils its own example only', () => {
    expect(Array.from(bernoulliNll(tf.tensor2d([[NaN], [0]]), tf.zeros([2, 1])).dataSync(), Number.isNaN)).toEqual([true, false]);
  });

  test('has a second derivative: sigmoid(l) (1 − sigmoid(l))', () => {
    const logits = tf.tensor2d([[-6, -1, 0, 0.5, 4]]);
    const x = tf.tensor2d([[0, 1, 0.3, 1, 0]]);
    const slope = tf.grad((t: tf.Tensor) => tf.sum(tf.grad((l: tf.Tensor) => tf.sum(bernoulliNll(l, x)))(t)))(logits);
    const expected = Array.from(logits.dataSync(), (l) => 1 / (1 + Math.exp(-l)) / (1 + Math.exp(l)));
    expectClose(slope.dataSync(), expected, expected, 1e-4, 'second derivative');
  });
});

test('bernoulliNll refuses observations of another shape', () => {
  expect(() => bernoulliNll(tf.zeros([8, 784]), tf.zeros([8, 28, 28]))).toThrow(
    'bernoulliNll: `logits` has shape [8,784] but `x` has [8,28,28]; the decoder must put out one logit for every value of `x`',
  );
});
