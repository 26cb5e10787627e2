import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { onEveryBackend } from './backends.test-helper.js';
import * as fc from 'fast-check';
import { klStandardNormal } from './klStandardNormal.js';
import { leeRegularizer } from './leeRegularizer.js';
import { expectClose, matchesTorch } from './oracles.test-helper.js';

const values = fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: 4, maxLength: 4 });

onEveryBackend(() => {
  matchesTorch('leeRegularizer', ({ m, s }) => leeRegularizer(m!, s!));

  test('s read as log σ²: twice the divergence', () => {
    fc.assert(
      fc.property(values, values, (mean, logVar) => {
        tf.tidy(() => {
          const [m, s] = [tf.tensor2d([mean]), tf.tensor2d([logVar])];
          const expected = klStandardNormal(m, s)
            .dataSync()
            .map((kl) => 2 * kl);
          expectClose(leeRegularizer(m, s).dataSync(), expected, expected, 1e-6, 'twice');
        });
      }),
      { numRuns: 30 },
    );
  });

  test('s read as log σ: it differs from the divergence by ½ m² − ½ (exp(s) − 1)²', () => {
    fc.assert(
      fc.property(values, values, (mean, logSigma) => {
        tf.tidy(() => {
          const [m, s] = [tf.tensor2d([mean]), tf.tensor2d([logSigma])];
          const kl = klStandardNormal(m, tf.mul(s, 2)).dataSync()[0]!;
          const difference = mean.reduce((sum, each, i) => sum + 0.5 * each ** 2 - 0.5 * (Math.exp(logSigma[i]!) - 1) ** 2, 0);
          const scale = mean.reduce((sum, each, i) => sum + each ** 2 + Math.exp(2 * logSigma[i]!) + 6, 0);
          expectClose(leeRegularizer(m, s).dataSync(), [kl + difference], [scale], 1e-6, 'difference');
        });
      }),
      { numRuns: 30 },
    );
  });

  test('s read as log σ: below the divergence for wide posteriors at the origin, above it for narrow ones off it', () => {
    const at = (m: number, s: number) => [tf.tensor2d([[m]]), tf.tensor2d([[s]])] as const;
    const both = (m: number, s: number) => [
      leeRegularizer(...at(m, s)).dataSync()[0]!,
      klStandardNormal(tf.tensor2d([[m]]), tf.tensor2d([[2 * s]])).dataSync()[0]!,
    ];
    const [wide, wideKl] = both(0, 1);
    expect(wide!).toBeLessThan(wideKl!);
    const [narrow, narrowKl] = both(2, -2);
    expect(narrow!).toBeGreaterThan(narrowKl!);
    // And equal where |m| = |exp(s) − 1|.
    const [same, sameKl] = both(1, Math.LN2);
    expect(same!).toBeCloseTo(sameKl!, 5);
  });

  test('its slope is exp(s) − 1, and its minimum 0 at s = 0, m = 0', () => {
    const [m, s] = [tf.tensor2d([[0, 0, 0, 1]]), tf.tensor2d([[-2, 0, 1.5, 0]])];
    const slope = tf
      .grad((t: tf.Tensor) => tf.sum(leeRegularizer(m, t)))(s)
      .dataSync();
    expectClose(slope, [Math.exp(-2) - 1, 0, Math.exp(1.5) - 1, 0], [1, 1, 5, 1], 1e-6, 'slope');
    expect(leeRegularizer(tf.zeros([1, 2]), tf.zeros([1, 2])).dataSync()[0]).toBe(0);
  });
});

test('leeRegularizer refuses heads of different widths', () => {
  expect(() => leeRegularizer(tf.zeros([2, 3]), tf.zeros([2, 4]))).toThrow(
    'leeRegularizer: `m` has shape [2,3] but `s` has [2,4]',
  );
});
