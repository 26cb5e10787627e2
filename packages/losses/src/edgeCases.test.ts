import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { onEveryBackend } from './backends.test-helper.js';
import {
  besselIRatio,
  categoricalNll,
  klBeta,
  klDirichlet,
  klGamma,
  mixedColumnsNll,
  type MixedColumn,
  mixedColumnWidth,
} from './index.js';

const columns: readonly [MixedColumn, width: number][] = [
  [{ kind: 'gaussian' }, 2],
  [{ kind: 'gaussian', sigma: 0.5 }, 1],
  [{ kind: 'laplace' }, 2],
  [{ kind: 'studentT', degrees: 3 }, 2],
  [{ kind: 'bernoulli' }, 1],
  [{ kind: 'continuousBernoulli' }, 1],
  [{ kind: 'categorical', classes: 3, encoding: 'index' }, 3],
  [{ kind: 'categorical', classes: 3 }, 3],
  [{ kind: 'poisson' }, 1],
  [{ kind: 'negativeBinomial' }, 2],
];

onEveryBackend(() => {
  test.each(columns)('a masked column of %o never poisons its row, whatever its parameters are', (column, width) => {
    const mask = tf.tensor2d([[1, 0]]);
    const run = (of: number, x: number) => {
      const parameters = tf.tensor2d([[0.5, ...Array.from({ length: width }, () => of)]]);
      const f = (parameters: tf.Tensor) =>
        mixedColumnsNll(
          parameters,
          tf.tensor2d([[1, ...Array.from({ length: mixedColumnWidth(column).values }, () => x)]]),
          [{ kind: 'bernoulli' }, column],
          { mask },
        );
      return [
        ...f(parameters).dataSync(),
        ...tf
          .grad((p: tf.Tensor) => tf.sum(f(p)))(parameters)
          .dataSync(),
      ].map((value) => value + 0);
    };
    const expected = run(0.25, 0);
    for (const wild of [100, -100, 1e30, -1e30, Infinity, -Infinity, NaN])
      for (const x of [0, NaN, Infinity]) expect(run(wild, x)).toEqual(expected);
  });

  test('a class that cannot be has the logit −Infinity, and costs nothing where it is not seen', () => {
    const logits = tf.tensor2d([[0, -Infinity, 1]]);
    const expected = categoricalNll(tf.tensor2d([[0, 1]]), tf.tensor1d([1])).dataSync()[0];
    expect(categoricalNll(logits, tf.tensor1d([2])).dataSync()[0]).toBe(expected);
    expect(categoricalNll(logits, tf.tensor2d([[0, 0, 1]])).dataSync()[0]).toBe(expected);
    expect(categoricalNll(logits, tf.tensor1d([1])).dataSync()[0]).toBe(Infinity);
    const slope = tf
      .grad((l: tf.Tensor) => tf.sum(categoricalNll(l, tf.tensor1d([2]))))(logits)
      .dataSync();
    expect(slope[1]).toBe(0);
    expect(slope.every(Number.isFinite)).toBe(true);
  });

  test('parameters that are not positive give NaN', () => {
    const t = (value: number) => tf.tensor2d([[value, value]]);
    const found = (f: (...given: tf.Tensor[]) => tf.Tensor, count: number) =>
      [0, -1, -0.5, -3].flatMap((bad) =>
        Array.from(
          { length: count },
          (_, at) => f(...Array.from({ length: count }, (_, i) => t(i === at ? bad : 2))).dataSync()[0]!,
        ),
      );
    // Both rates negative: their quotient is positive.
    expect(klGamma(t(2), t(-1), t(2), t(-2)).dataSync()[0]).toBeNaN();
    for (const [f, count] of [
      [klGamma, 4],
      [klBeta, 4],
      [klDirichlet, 2],
    ] as const)
      for (const value of found(f as (...given: tf.Tensor[]) => tf.Tensor, count)) expect(value).toBeNaN();
  });

  test('the ratio of Bessel functions is never above 1', () => {
    const x = tf.tensor1d(Array.from({ length: 300 }, (_, i) => 10 ** (i / 8)));
    for (const order of [0, 0.5, 2, 30]) expect(tf.max(besselIRatio(order, x)).dataSync()[0]).toBeLessThanOrEqual(1);
  });
});
