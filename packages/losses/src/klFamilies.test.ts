import * as tf from '@tensorflow/tfjs';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { onEveryBackend } from './backends.test-helper.js';
import { klBernoulli } from './klBernoulli.js';
import { klBeta } from './klBeta.js';
import { klCategorical } from './klCategorical.js';
import { klDirichlet } from './klDirichlet.js';
import { klGamma } from './klGamma.js';
import { klLaplace } from './klLaplace.js';
import { expectClose, matchesTorch } from './oracles.test-helper.js';

type Parameters = readonly tf.Tensor[];
const real = fc.double({ min: -6, max: 6, noNaN: true });
const positive = fc.double({ min: -5, max: 7, noNaN: true }).map(Math.exp);

// Each divergence as a function of two lists of parameters.
const families: Record<string, { count: number; value: fc.Arbitrary<number>; kl: (p: Parameters, q: Parameters) => tf.Tensor }> =
  {
    klBernoulli: { count: 1, value: real, kl: ([a], [b]) => klBernoulli(a!, b!) },
    klBeta: { count: 2, value: positive, kl: ([a, b], [c, d]) => klBeta(a!, b!, c!, d!) },
    klCategorical: { count: 1, value: real, kl: ([a], [b]) => klCategorical(a!, b!) },
    klDirichlet: { count: 1, value: positive, kl: ([a], [b]) => klDirichlet(a!, b!) },
    klGamma: { count: 2, value: positive, kl: ([a, b], [c, d]) => klGamma(a!, b!, c!, d!) },
    klLaplace: { count: 2, value: real, kl: ([a, b], [c, d]) => klLaplace(a!, b!, c!, d!) },
  };

onEveryBackend(() => {
  matchesTorch('klBernoulli', ({ logits1, logits2 }) => klBernoulli(logits1!, logits2!));
  matchesTorch('klBeta', ({ alpha1, beta1, alpha2, beta2 }) => klBeta(alpha1!, beta1!, alpha2!, beta2!));
  matchesTorch('klCategorical', ({ logits1, logits2 }) => klCategorical(logits1!, logits2!));
  matchesTorch('klDirichlet', ({ concentration1, concentration2 }) => klDirichlet(concentration1!, concentration2!));
  matchesTorch('klGamma', ({ concentration1, rate1, concentration2, rate2 }) =>
    klGamma(concentration1!, rate1!, concentration2!, rate2!),
  );
  matchesTorch('klLaplace', ({ mean1, logScale1, mean2, logScale2 }) => klLaplace(mean1!, logScale1!, mean2!, logScale2!));

  test.each(Object.entries(families))('%s is not negative, and 0 from a distribution to itself', (_, { count, value, kl }) => {
    const lists = fc.array(fc.array(value, { minLength: 3, maxLength: 3 }), { minLength: 2 * count, maxLength: 2 * count });
    fc.assert(
      fc.property(lists, (numbers) => {
        tf.tidy(() => {
          const tensors = numbers.map((row) => tf.tensor2d([row]));
          const [p, q] = [tensors.slice(0, count), tensors.slice(count)];
          // The Dirichlet and Gamma ones are differences of parts: rounding of the larger may remain.
          const size = Math.max(...numbers.flat().map(Math.abs), 1) * 10;
          expect(kl(p, q).dataSync()[0]).toBeGreaterThanOrEqual(-1e-6 * size);
          expect(Math.abs(kl(p, p).dataSync()[0]!)).toBeLessThanOrEqual(1e-12);
        });
      }),
      { numRuns: 25 },
    );
  });

  test('near pairs keep their digits, where the textbook forms have none left', () => {
    // D is ½ I h² for a small step h, I the Fisher information: 1/b² of a Laplace mean is the exception, |h|³ next; here h = 1e-3.
    const h = 2 ** -10;
    const near = (kl: tf.Tensor, information: number, slack: number) =>
      expectClose(kl.dataSync(), [0.5 * information * h * h], [0.5 * information * h * h], slack, 'near');
    const one = (value: number) => tf.tensor2d([[value]]);
    near(klBernoulli(one(1), one(1 + h)), 1 / (1 + Math.E) / (1 + 1 / Math.E), 1e-3);
    near(klGamma(one(1000), one(1), one(1000 * (1 + h)), one(1)), 1e6 * (1 / 1000 + 1 / 2e6 + 1 / 6e9), 2e-3);
    near(klGamma(one(2), one(3), one(2), one(3 * (1 + h))), 2, 2e-3);
    near(klLaplace(one(0), one(1), one(h * Math.E), one(1)), 1, 1e-3);
    const p = [0.2, 0.3, 0.5];
    const logits = p.map(Math.log);
    const found = klCategorical(tf.tensor2d([logits]), tf.tensor2d([[logits[0]! + h, logits[1]!, logits[2]!]]));
    near(found, 0.2 * 0.8, 2e-3);
    // Trigamma(500) − trigamma(1000) for a Beta distribution whose mean moves.
    const trigamma = (x: number) => 1 / x + 1 / (2 * x * x) + 1 / (6 * x ** 3);
    const step = 500 * h;
    const beta = klBeta(one(500), one(500), one(500 + step), one(500 - step));
    expectClose(beta.dataSync(), [step * step * trigamma(500)], [step * step * trigamma(500)], 1e-2, 'beta');
  });

  test('a Bernoulli distribution is a categorical one of two', () => {
    const [a, b] = [tf.tensor2d([[-3], [0.2], [40]]), tf.tensor2d([[1], [0.1], [-40]])];
    const two = (logits: tf.Tensor) => tf.concat([tf.zerosLike(logits), logits], 1);
    const expected = klCategorical(two(a), two(b)).dataSync();
    expectClose(
      klBernoulli(a, b).dataSync(),
      expected,
      expected.map((kl) => kl + 1),
      1e-6,
      'two classes',
    );
  });

  test('a Beta distribution is a Dirichlet one of two', () => {
    const four = [3, 0.2, 7, 5].map((value) => tf.tensor2d([[value]])) as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
    const [a, b, c, d] = four;
    expect(klBeta(a, b, c, d).dataSync()[0]).toBeCloseTo(
      klDirichlet(tf.concat([a, b], 1), tf.concat([c, d], 1)).dataSync()[0]!,
      5,
    );
  });

  test('parameters that are not positive are NaN in their own example', () => {
    const two = (value: number) => tf.tensor2d([[value], [1]]);
    const found = klGamma(two(-1), two(1), two(2), tf.tensor2d([[2], [3]])).dataSync();
    expect(found[0]).toBeNaN();
    expect(found[1]).toBeGreaterThan(0);
    expect(Number.isFinite(klDirichlet(tf.tensor2d([[-1, 2]]), tf.tensor2d([[1, 2]])).dataSync()[0])).toBe(false);
  });

  test('have second derivatives', () => {
    const twice = (f: (x: tf.Tensor) => tf.Tensor, x: tf.Tensor) =>
      tf
        .grad((t: tf.Tensor) => tf.sum(tf.grad((s: tf.Tensor) => tf.sum(f(s)))(t)))(x)
        .dataSync()[0]!;
    const one = (value: number) => tf.tensor2d([[value]]);
    const [s, t] = [1 / (1 + Math.exp(-0.4)), 1 / (1 + Math.exp(0.4))];
    expect(twice((l) => klBernoulli(one(1), l), one(0.4))).toBeCloseTo(s * t, 5);
    // d²/da² of log Γ(a) is trigamma, π²/6 − 1 at 2.
    expect(twice((a) => klGamma(one(3), one(1), a, one(1)), one(2))).toBeCloseTo(Math.PI ** 2 / 6 - 1, 5);
    expect(twice((b) => klGamma(one(3), one(2), one(3), b), one(1.5))).toBeCloseTo(3 / 1.5 ** 2, 4);
    // exp(−2) is a quarter: |m| exp(−s) + exp(s' − s) exp(−|m|/b') in s.
    const inLogScale = (x: number) => 0.7 * Math.exp(-x) + Math.exp(0.3 - x) * Math.exp(-0.7 * Math.exp(-0.3));
    expect(twice((x) => klLaplace(one(0.7), one(0.3), one(0), x), one(-0.2))).toBeCloseTo(inLogScale(-0.2), 4);
  });
});

test('the divergences of one batch refuse shapes that differ', () => {
  const [two, three] = [tf.zeros([1, 2]), tf.zeros([1, 3])];
  expect(() => klBernoulli(two, three)).toThrow('klBernoulli: `logits1` has shape [1,2] but `logits2` has [1,3]');
  expect(() => klCategorical(two, three)).toThrow('klCategorical: `logits1` has shape [1,2] but `logits2` has [1,3]');
  expect(() => klCategorical(tf.zeros([2]), tf.zeros([2]))).toThrow('expected [batch,…,classes]');
  expect(() => klLaplace(two, two, two, three)).toThrow('klLaplace: `mean1` has shape [1,2] but `logScale2` has [1,3]');
  expect(() => klGamma(two, two, three, two)).toThrow('klGamma: `concentration1` has shape [1,2] but `concentration2` has [1,3]');
  expect(() => klBeta(two, two, two, three)).toThrow('klBeta: `alpha1` has shape [1,2] but `beta2` has [1,3]');
  expect(() => klDirichlet(two, three)).toThrow('klDirichlet: `concentration1` has shape [1,2]');
  expect(() => klDirichlet(tf.zeros([2]), tf.zeros([2]))).toThrow('expected [batch,…,classes]');
});
