import * as tf from '@tensorflow/tfjs';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { onEveryBackend } from './backends.test-helper.js';
import { klMeanPart, klStandardNormal, klVariancePart } from './klStandardNormal.js';
import { expectClose, matchesTorch } from './oracles.test-helper.js';

onEveryBackend(() => {
  matchesTorch('klStandardNormal', ({ mu, logVar }) => klStandardNormal(mu!, logVar!));
  matchesTorch('klMeanPart', ({ mu }) => klMeanPart(mu!));
  matchesTorch('klVariancePart', ({ logVar }) => klVariancePart(logVar!));

  test('is 0 exactly where the posterior is the prior, in value and gradient', () => {
    const zeros = tf.zeros([2, 3]);
    expect(Array.from(klStandardNormal(zeros, zeros).dataSync())).toEqual([0, 0]);
    const slopes = tf.grads((mu: tf.Tensor, logVar: tf.Tensor) => tf.sum(klStandardNormal(mu, logVar)))([zeros, zeros]);
    for (const slope of slopes) expect(Array.from(slope.dataSync(), Math.abs)).toEqual([0, 0, 0, 0, 0, 0]);
  });

  test('is never negative, is the sum of its parts, and has the gradient of its finite differences', () => {
    const code = fc.record({
      mu: fc.double({ min: -5, max: 5, noNaN: true }),
      logVar: fc.double({ min: -8, max: 4, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(code, { minLength: 1, maxLength: 6 }), (codes) => {
        tf.tidy(() => {
          const mu = tf.tensor2d([codes.map((one) => one.mu)]);
          const logVar = tf.tensor2d([codes.map((one) => one.logVar)]);
          const [whole, mean, variance] = [klStandardNormal(mu, logVar), klMeanPart(mu), klVariancePart(logVar)].map(
            (t) => t.dataSync()[0]!,
          );
          expect(Math.min(whole!, mean!, variance!)).toBeGreaterThanOrEqual(0);
          expectClose([mean! + variance!], [whole!], [whole!], 1e-5, 'sum of the parts');

          const slope = tf
            .grad((t: tf.Tensor) => tf.sum(klStandardNormal(mu, t)))(logVar)
            .dataSync();
          const h = 1 / 64;
          codes.forEach((_, i) => {
            const at = (by: number) =>
              klStandardNormal(mu, tf.add(logVar, tf.tensor2d([codes.map((_, j) => (i === j ? by : 0))]))).dataSync()[0]!;
            expect(Math.abs((at(h) - at(-h)) / (2 * h) - slope[i]!)).toBeLessThanOrEqual(
              1e-2 * Math.abs(slope[i]!) + 1e-4 * (1 + whole!),
            );
          });
        });
      }),
      { numRuns: 40 },
    );
  });

  test('near its minimum it is ½ mu² + ¼ (log sigma²)²', () => {
    for (const at of [0.1, 0.01, -0.01, -0.1]) {
      const found = klStandardNormal(tf.tensor2d([[at]]), tf.tensor2d([[at]])).dataSync()[0]!;
      // The next term of ½ (exp(v) − 1 − v) is v³ / 12.
      expect(Math.abs(found - (0.5 * at ** 2 + 0.25 * at ** 2))).toBeLessThan(Math.abs(at) ** 3 / 10);
    }
  });

  test('beside an error of ½ a sigma² the best variance is 1 / (1 + a), and 0 is never best', () => {
    for (const a of [0, 0.5, 4, 1000]) {
      const loss = (logVar: tf.Tensor) => tf.sum(tf.add(tf.mul(tf.exp(logVar), a / 2), klVariancePart(logVar)));
      const slope = tf
        .grad(loss)(tf.tensor2d([[-20], [-Math.log(1 + a)], [1]]))
        .dataSync();
      expect(slope[0]!).toBeLessThan(-0.4);
      expect(slope[1]!).toBeCloseTo(0, 6);
      expect(slope[2]!).toBeGreaterThan(0.4);
    }
  });

  test('has a second derivative: exp(logVar) / 2', () => {
    const logVar = tf.tensor2d([[-2, -0.1, 0, 0.1, 2]]);
    const slope = tf.grad((t: tf.Tensor) => tf.sum(tf.grad((s: tf.Tensor) => tf.sum(klStandardNormal(tf.zerosLike(s), s)))(t)));
    const expected = Array.from(logVar.dataSync(), (s) => Math.exp(s) / 2);
    expectClose(slope(logVar).dataSync(), expected, expected, 1e-4, 'second derivative');
  });

  test('an example that is not finite does not spoil the others', () => {
    const kl = klStandardNormal(tf.tensor2d([[NaN], [1], [0]]), tf.tensor2d([[0], [0], [NaN]])).dataSync();
    expect(Array.from(kl)).toEqual([NaN, 0.5, NaN]);
  });
});

describe('klStandardNormal refuses', () => {
  test('heads of different widths', () => {
    expect(() => klStandardNormal(tf.zeros([32, 20]), tf.zeros([32, 10]))).toThrow(
      'klStandardNormal: `mu` has shape [32,20] but `logVar` has [32,10]; both heads of the encoder must have the same width',
    );
  });

  test('what has no batch axis, or is no tensor', () => {
    expect(() => klMeanPart(tf.scalar(1))).toThrow(
      'klMeanPart: `mu` is a scalar, but the first axis must be the batch; make it [batch, …]',
    );
    expect(() => klVariancePart([1] as unknown as tf.Tensor)).toThrow(
      'klVariancePart: `logVar` must be a tensor, but is an array',
    );
    expect(() => klVariancePart(undefined as unknown as tf.Tensor)).toThrow(
      'klVariancePart: `logVar` must be a tensor, but is undefined',
    );
  });
});
