import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { onEveryBackend } from './backends.test-helper.js';
import { log1mExp } from './log1mExp.js';
import { log1p } from './log1p.js';
import { softplus } from './softplus.js';
import { expectClose, matchesTorch } from './oracles.test-helper.js';

onEveryBackend(() => {
  matchesTorch('log1mExp', ({ x }) => log1mExp(x!));

  test('log1p and softplus keep small numbers, where tfjs forms 1 + x on some backends', () => {
    const x = [-0.999, -0.5, -0.1, -1e-3, -1e-7, 0, 1e-8, 1e-4, 0.3, 0.99, 1.01, 40, 1e9].map(Math.fround);
    const expected = x.map(Math.log1p);
    expectClose(log1p(tf.tensor1d(x)).dataSync(), expected, expected.map(Math.abs), 1e-6, 'log1p');
    const l = [-80, -20, -3, -0.1, 0, 0.1, 5, 90].map(Math.fround);
    const soft = l.map((value) => Math.max(value, 0) + Math.log1p(Math.exp(-Math.abs(value))));
    expectClose(softplus(tf.tensor1d(l)).dataSync(), soft, soft, 1e-6, 'softplus');
    const second = tf.grad((t: tf.Tensor) => tf.sum(tf.grad((s: tf.Tensor) => tf.sum(softplus(s)))(t)))(tf.tensor1d([0.3]));
    expect(second.dataSync()[0]).toBeCloseTo(1 / (1 + Math.exp(-0.3)) / (1 + Math.exp(0.3)), 6);
  });

  test('ends: −Infinity at 0, NaN above', () => {
    const found = Array.from(log1mExp(tf.tensor1d([0, 0.1])).dataSync());
    expect(found[0]).toBe(-Infinity);
    expect(found[1]).toBeNaN();
  });
});
