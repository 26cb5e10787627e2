import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { onEveryBackend } from './backends.test-helper.js';
import { digamma } from './digamma.js';
import { logGamma } from './logGamma.js';
import { logGammaBregman } from './logGammaBregman.js';
import { digammaIncrease, logGammaIncrease } from './logGammaIncrease.js';
import { expectClose, matchesTorch } from './oracles.test-helper.js';
import { polygamma } from './polygamma.js';

onEveryBackend(() => {
  matchesTorch('logGamma', ({ x }) => logGamma(x!));
  matchesTorch('digamma', ({ x }) => digamma(x!));
  matchesTorch('polygamma', ({ x }, { order }) => polygamma(order!, x!));

  test('log Γ of whole numbers is the sum of logarithms, 0 exactly at 1 and 2, and +Infinity at 0', () => {
    let sum = 0;
    for (let n = 3; n < 40; n++) {
      sum += Math.log(n - 1);
      expectClose(logGamma(tf.scalar(n)).dataSync(), [sum], [sum], 1e-6, `${n}`);
    }
    expect(Array.from(logGamma(tf.tensor1d([1, 2, 0])).dataSync(), (value) => value + 0)).toEqual([0, 0, Infinity]);
    expect(Array.from(logGamma(tf.tensor1d([-0.5, NaN])).dataSync(), Number.isNaN)).toEqual([true, true]);
    expect(digamma(tf.scalar(0)).dataSync()[0]).toBe(-Infinity);
  });

  test('every derivative is the next function, to the third', () => {
    const x = tf.tensor1d([0.2, 1.3, 2.7, 9]);
    const nth = (n: number): ((t: tf.Tensor) => tf.Tensor) =>
      n === 0 ? logGamma : (t) => tf.grad((s: tf.Tensor) => tf.sum(nth(n - 1)(s)))(t);
    [digamma, (t: tf.Tensor) => polygamma(1, t), (t: tf.Tensor) => polygamma(2, t)].forEach((f, i) => {
      const expected = f(x).dataSync();
      expectClose(nth(i + 1)(x).dataSync(), expected, expected.map(Math.abs), 1e-6, `derivative ${i + 1}`);
    });
  });

  test('differences of log Γ and ψ far out keep what the functions themselves have lost', () => {
    // log Γ(r + 2) − log Γ(r) = log r + log(r + 1); ψ(r + 2) − ψ(r) = 1/r + 1/(r + 1).
    const r = [0.1, 1, 7.5, 8.5, 100, 1e4, 1e6, 1e8];
    const at = tf.tensor1d(r);
    const two = tf.fill([r.length], 2);
    const log = r.map((value) => Math.log(Math.fround(value)) + Math.log1p(Math.fround(value)));
    expectClose(
      logGammaIncrease(at, two).dataSync(),
      log,
      log.map((value) => Math.abs(value) + 1),
      2e-6,
      'log Γ',
    );
    const slopes = r.map((value) => 1 / Math.fround(value) + 1 / (Math.fround(value) + 1));
    expectClose(digammaIncrease(at, two).dataSync(), slopes, slopes, 5e-6, 'ψ');
    const [dr, dx] = tf.grads((r: tf.Tensor, x: tf.Tensor) => tf.sum(logGammaIncrease(r, x)))([at, two]);
    expectClose(dr!.dataSync(), slopes, slopes, 5e-6, 'in r');
    expectClose(
      dx!.dataSync(),
      digamma(tf.add(at, 2)).dataSync(),
      r.map(() => 1),
      1e-5,
      'in x',
    );
    expect(Array.from(logGammaIncrease(at, tf.zerosLike(at)).dataSync(), (value) => value + 0)).toEqual(r.map(() => 0));
  });

  test('the height of log Γ over a tangent is exact beside the point where it touches', () => {
    // ½ ψ′(c) h² − … with ψ′(c) of a whole c known: π²/6 − Σ 1/i².
    const h = 2 ** -9;
    for (const c of [1, 2, 5, 30]) {
      let curvature = Math.PI ** 2 / 6;
      for (let i = 1; i < c; i++) curvature -= 1 / i ** 2;
      const up = logGammaBregman(tf.scalar(c + h), tf.scalar(c)).dataSync()[0]!;
      const down = logGammaBregman(tf.scalar(c - h), tf.scalar(c)).dataSync()[0]!;
      // The odd orders cancel in the sum.
      expect((up + down) / (curvature * h * h) - 1).toBeCloseTo(0, 4);
    }
    expect(logGammaBregman(tf.scalar(3.7), tf.scalar(3.7)).dataSync()[0]).toBe(0);
  });
});

test('polygamma refuses orders that have functions of their own', () => {
  expect(() => polygamma(0, tf.ones([1]))).toThrow(
    'polygamma: `order` is 0; it must be a whole number of at least 1 (order 0 is `digamma`)',
  );
  expect(() => polygamma(1.5, tf.ones([1]))).toThrow('`order` is 1.5');
});
