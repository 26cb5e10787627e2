import * as tf from '@tensorflow/tfjs';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { onEveryBackend } from './backends.test-helper.js';
import { klDiscrete } from './klDiscrete.js';
import { expectClose, matchesTorch } from './oracles.test-helper.js';

const mass = fc
  .array(fc.integer({ min: 0, max: 1000 }), { minLength: 5, maxLength: 5 })
  .filter((counts) => counts.some((count) => count > 0));
const simplex = mass.map((counts) => counts.map((count) => count / counts.reduce((a, b) => a + b)));

onEveryBackend(() => {
  matchesTorch('klDiscrete', ({ p, q }) => klDiscrete(p!, q!));

  test('the textbook pair: P = (.36, .48, .16) and uniform Q', () => {
    const [p, q] = [
      [0.36, 0.48, 0.16],
      [1 / 3, 1 / 3, 1 / 3],
    ];
    const forward = klDiscrete(p!, q!);
    expect(forward.shape).toEqual([]);
    expect(forward.dataSync()[0]).toBeCloseTo(0.0853, 4);
    expect(klDiscrete(q!, p!).dataSync()[0]).toBeCloseTo(0.09746, 5);
    expect(klDiscrete([p!, q!], [q!, p!]).shape).toEqual([2]);
  });

  test('the model of the least divergence from the data is the one of the greatest likelihood', () => {
    // Binomial models of two tries on 50 counts of 0, 30 of 1 and 20 of 2: the likelihood is greatest at the mean count over two, 0.35.
    const data = [0.5, 0.3, 0.2];
    const rates = Array.from({ length: 99 }, (_, i) => (i + 1) / 100);
    const model = (r: number) => [(1 - r) ** 2, 2 * r * (1 - r), r ** 2];
    const divergences = Array.from(klDiscrete(tf.tensor2d(rates.map(() => data)), tf.tensor2d(rates.map(model))).dataSync());
    expect(rates[divergences.indexOf(Math.min(...divergences))]).toBe(0.35);
    // They differ by the entropy of the data, which no model changes: D(data ‖ model) = −E log model − H(data).
    const entropy = -data.reduce((sum, p) => sum + p * Math.log(p), 0);
    const logLikelihoods = rates.map((r) => model(r).reduce((sum, q, i) => sum + data[i]! * Math.log(q), 0));
    const expected = logLikelihoods.map((log) => -log - entropy);
    expectClose(divergences, expected, logLikelihoods.map(Math.abs), 1e-5, 'divergence');
  });

  test('the mean divergence of codes from a prior is I(x; z) + D(q(z) ‖ p(z)); where every q(z|x) is the prior both are 0', () => {
    const prior = [0.2, 0.3, 0.5];
    const parts = (codes: number[][]) => {
      const aggregate = prior.map((_, i) => codes.reduce((sum, q) => sum + q[i]! / codes.length, 0));
      const mean = (to: number[]) => tf.mean(klDiscrete(tf.tensor2d(codes), tf.tensor2d(codes.map(() => to)))).dataSync()[0]!;
      return { whole: mean(prior), information: mean(aggregate), hole: klDiscrete(aggregate, prior).dataSync()[0]!, aggregate };
    };
    const some = parts([
      [0.7, 0.2, 0.1],
      [0.1, 0.1, 0.8],
    ]);
    expectClose([some.whole], [some.information + some.hole], [1], 1e-6, 'both');
    expect(some.information).toBeGreaterThan(0.2);
    const none = parts([prior, prior, prior]);
    expectClose(none.aggregate, prior, [1, 1, 1], 1e-12, 'q(z)');
    expectClose([none.whole, none.information, none.hole], [0, 0, 0], [1, 1, 1], 1e-7, 'divergences');
  });

  test('0 log 0 is 0; mass where Q has none costs Infinity, in its own example only', () => {
    const p = [
      [0.5, 0.5, 0],
      [0.5, 0.5, 0],
      [1, 0, 0],
      [0, 0, 1],
    ];
    const q = [
      [0.25, 0.25, 0.5],
      [1, 0, 0],
      [1, 0, 0],
      [0, 1, 0],
    ];
    const found = Array.from(klDiscrete(p, q).dataSync());
    expect(found[0]).toBeCloseTo(Math.LN2, 6);
    expect(found.slice(1)).toEqual([Infinity, 0, Infinity]);
  });

  test('a negative or missing probability is NaN, not silently 0', () => {
    expect(
      Array.from(
        klDiscrete(
          [
            [-0.5, 1.5],
            [NaN, 1],
          ],
          [
            [0.5, 0.5],
            [0.5, 0.5],
          ],
        ).dataSync(),
      ),
    ).toEqual([NaN, NaN]);
  });

  test('zeros in P leave the gradient of the rest as it is', () => {
    const p = tf.tensor2d([[0.5, 0.5, 0, 0]]);
    const q = tf.tensor2d([[0.25, 0.25, 0.5, 0]]);
    const [dp, dq] = tf.grads((p: tf.Tensor, q: tf.Tensor) => tf.sum(klDiscrete(p, q)))([p, q]);
    expectClose(dp!.dataSync(), [Math.LN2 + 1, Math.LN2 + 1, 0, 0], [1, 1, 1, 1], 1e-6, 'dp');
    expect(Array.from(dq!.dataSync(), (slope) => slope + 0)).toEqual([-2, -2, 0, 0]);
  });

  test('is not negative, and 0 from a distribution to itself', () => {
    fc.assert(
      fc.property(simplex, simplex, (p, q) => {
        tf.tidy(() => {
          expect(klDiscrete(p, q).dataSync()[0]).toBeGreaterThanOrEqual(-1e-6);
          expect(klDiscrete(p, p).dataSync()[0]).toBe(0);
        });
      }),
      { numRuns: 60 },
    );
  });

  test('has second derivatives: 1/p and p/q²', () => {
    const [p, q] = [tf.tensor1d([0.2, 0.3, 0.5]), tf.tensor1d([0.6, 0.29, 0.11])];
    const twice = (f: (t: tf.Tensor) => tf.Tensor) =>
      tf.grad((t: tf.Tensor) => tf.sum(tf.grad((s: tf.Tensor) => tf.sum(f(s)))(t)));
    const inP = [0.2, 0.3, 0.5].map((each) => 1 / each);
    expectClose(twice((t) => klDiscrete(t, q))(p).dataSync(), inP, inP, 1e-4, 'in p');
    const inQ = [0.2 / 0.6 ** 2, 0.3 / 0.29 ** 2, 0.5 / 0.11 ** 2];
    expectClose(twice((t) => klDiscrete(p, t))(q).dataSync(), inQ, inQ, 1e-4, 'in q');
  });

  test('leaves no tensor behind', () => {
    const before = tf.memory().numTensors;
    klDiscrete([[0.5, 0.5]], [[0.1, 0.9]]).dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});

test('klDiscrete refuses different shapes and scalars', () => {
  expect(() => klDiscrete([0.5, 0.5], [1 / 3, 1 / 3, 1 / 3])).toThrow(
    'klDiscrete: `p` has shape [2] but `q` has [3]; both must hold the probabilities of the same classes, along the last axis',
  );
  expect(() => klDiscrete(tf.scalar(1), tf.scalar(1))).toThrow('klDiscrete: `p` has shape [] but `q` has []');
});
