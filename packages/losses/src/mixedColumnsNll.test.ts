import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { onEveryBackend } from './backends.test-helper.js';
import { bernoulliNll } from './bernoulliNll.js';
import { categoricalNll } from './categoricalNll.js';
import { continuousBernoulliNll } from './continuousBernoulliNll.js';
import { gaussianNll } from './gaussianNll.js';
import { laplaceNll } from './laplaceNll.js';
import { type MixedColumn, mixedColumnsNll, mixedColumnWidth } from './mixedColumnsNll.js';
import { negativeBinomialNll } from './negativeBinomialNll.js';
import { expectClose } from './oracles.test-helper.js';
import { poissonNll } from './poissonNll.js';
import { studentTNll } from './studentTNll.js';

const columns: readonly MixedColumn[] = [
  { kind: 'gaussian' },
  { kind: 'gaussian' },
  { kind: 'categorical', classes: 3 },
  { kind: 'categorical', classes: 4, encoding: 'index' },
  { kind: 'bernoulli' },
  { kind: 'gaussian', sigma: 0.5 },
  { kind: 'laplace' },
  { kind: 'studentT', degrees: 4 },
  { kind: 'poisson' },
  { kind: 'negativeBinomial' },
  { kind: 'continuousBernoulli' },
];
const rows = [
  [0.3, -1, 0, 1, 0, 3, 1, 0.2, 1.5, -2, 3, 5, 0.25],
  [1.3, 0.5, 1, 0, 0, 0, 0, -0.2, 0.5, 2, 0, 1, 0.75],
];

onEveryBackend(() => {
  const parts = () => {
    const x = tf.tensor2d(rows);
    const parameters = tf.randomNormal<tf.Rank.R2>([2, 22], 0, 1, 'float32', 9);
    const p = (i: number) => tf.slice(parameters, [0, i], [2, 1]);
    const v = (i: number) => tf.slice(x, [0, i], [2, 1]);
    const each = [
      gaussianNll(p(0), v(0), { logVar: p(1) }),
      gaussianNll(p(2), v(1), { logVar: p(3) }),
      categoricalNll(tf.slice(parameters, [0, 4], [2, 3]), tf.slice(x, [0, 2], [2, 3])),
      categoricalNll(tf.slice(parameters, [0, 7], [2, 4]), tf.reshape(v(5), [2])),
      bernoulliNll(p(11), v(6)),
      gaussianNll(p(12), v(7), { sigma: 0.5 }),
      laplaceNll(p(13), v(8), { logScale: p(14) }),
      studentTNll(p(15), v(9), { logScale: p(16), degrees: 4 }),
      poissonNll(p(17), v(10)),
      negativeBinomialNll(p(18), p(19), v(11)),
      continuousBernoulliNll(p(20), v(12)),
    ];
    return { x, parameters: tf.slice(parameters, [0, 0], [2, 21]), each };
  };

  test('is the sum of its columns', () => {
    const { x, parameters, each } = parts();
    const expected = tf.addN(each).dataSync();
    expectClose(
      mixedColumnsNll(parameters, x, columns).dataSync(),
      expected,
      expected.map((nll) => Math.abs(nll) + 20),
      1e-6,
      'sum',
    );
    const all = mixedColumnsNll(parameters, x, columns, { mask: tf.ones([2, columns.length]) }).dataSync();
    expectClose(
      all,
      expected,
      expected.map((nll) => Math.abs(nll) + 20),
      1e-6,
      'nothing is missing',
    );
  });

  test('missing values cost nothing and pull nowhere, whatever stands in their place', () => {
    const { x, parameters, each } = parts();
    for (let missing = 0; missing < columns.length; missing++) {
      const present = columns.map((_, i) => (i === missing ? 0 : 1));
      const mask = tf.tensor2d([present, columns.map(() => 1)]);
      let from = 0;
      for (let i = 0; i < missing; i++) from += mixedColumnWidth(columns[i]!).values;
      const { values } = mixedColumnWidth(columns[missing]!);
      const holes = tf.tensor2d([rows[0]!.map((value, i) => (i >= from && i < from + values ? NaN : value)), rows[1]!]);
      const found = mixedColumnsNll(parameters, holes, columns, { mask }).dataSync();
      const whole = tf.addN(each).dataSync();
      const without = [whole[0]! - each[missing]!.dataSync()[0]!, whole[1]!];
      expectClose(
        found,
        without,
        without.map((nll) => Math.abs(nll) + 20),
        2e-6,
        columns[missing]!.kind,
      );
      const slope = tf
        .grad((p: tf.Tensor) => tf.sum(mixedColumnsNll(p, holes, columns, { mask })))(parameters)
        .arraySync() as number[][];
      let at = 0;
      for (let i = 0; i < missing; i++) at += mixedColumnWidth(columns[i]!).parameters;
      const own = slope[0]!.slice(at, at + mixedColumnWidth(columns[missing]!).parameters);
      expect(own.map((value) => value + 0)).toEqual(own.map(() => 0));
      expect(slope.flat().every(Number.isFinite)).toBe(true);
    }
    expect(x.shape).toEqual([2, 13]);
  });
});

test('mixedColumnsNll refuses tables that do not fit their description', () => {
  const two: readonly MixedColumn[] = [{ kind: 'gaussian' }, { kind: 'categorical', classes: 3 }];
  expect(() => mixedColumnsNll(tf.zeros([2, 4]), tf.zeros([2, 4]), two)).toThrow(
    'mixedColumnsNll: `parameters` has shape [2,4] but the 2 columns need [2,5]',
  );
  expect(() => mixedColumnsNll(tf.zeros([2, 5]), tf.zeros([2, 2]), two)).toThrow(
    '`x` has shape [2,2] but the 2 columns need [2,4]',
  );
  expect(() => mixedColumnsNll(tf.zeros([2, 5]), tf.zeros([2, 4]), two, { mask: tf.ones([2, 3]) })).toThrow(
    '`mask` has shape [2,3] but the 2 columns need [2,2] or [2,4]',
  );
  expect(() => mixedColumnsNll(tf.zeros([2, 5]), tf.zeros([2, 4]), [])).toThrow('`columns` is empty');
  expect(() => mixedColumnWidth({ kind: 'categorical', classes: 1 })).toThrow('a categorical column has 1 `classes`');
  expect(() => mixedColumnWidth({ kind: 'date' } as unknown as MixedColumn)).toThrow(
    'a column has the kind "date"; expected gaussian',
  );
});
