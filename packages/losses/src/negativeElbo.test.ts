import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { onEveryBackend } from './backends.test-helper.js';
import { negativeElbo } from './negativeElbo.js';
import { normalLogDensity, standardNormalLogDensity } from './normalLogDensity.js';
import { gaussianNll } from './gaussianNll.js';
import { klDiagonalNormal } from './klDiagonalNormal.js';
import { klStandardNormal } from './klStandardNormal.js';
import { expectClose, matchesTorch } from './oracles.test-helper.js';

onEveryBackend(() => {
  matchesTorch('negativeElbo', ({ reconstruction, kl }, { beta }) =>
    negativeElbo({ reconstruction: reconstruction!, kl: kl!, beta: beta! }),
  );

  test('beta is 1 unless said, and may be a scalar, which has a gradient', () => {
    const [reconstruction, kl] = [tf.tensor1d([10, 20]), tf.tensor1d([1, 3])];
    expect(Array.from(negativeElbo({ reconstruction, kl }).dataSync())).toEqual([11, 23]);
    expect(Array.from(negativeElbo({ reconstruction, kl, beta: tf.scalar(2) }).dataSync())).toEqual([12, 26]);
    const slope = tf.grad((beta: tf.Tensor) => tf.sum(negativeElbo({ reconstruction, kl, beta: beta as tf.Scalar })));
    expect(slope(tf.scalar(2)).dataSync()[0]).toBe(4);
  });

  test('with beta = 1 and the exact posterior it is −log p(x): z ~ N(0, 1), x | z ~ N(z, 1)', () => {
    // p(z | x) = N(x/2, 1/2) and p(x) = N(0, 2). E_q [½ (x − z)²] = ½ ((x − mu)² + sigma²), so the mean reconstruction has a closed form.
    const x = tf.tensor2d([[-2], [0], [0.7]]);
    const [mu, logVar] = [tf.mul(x, 0.5), tf.broadcastTo(-Math.LN2, [3, 1])];
    const reconstruction = tf.add(gaussianNll(mu, x, { sigma: 1 }), 0.25);
    const expected = normalLogDensity(x, tf.zerosLike(x), tf.broadcastTo(Math.LN2, [3, 1]))
      .dataSync()
      .map((log) => -log);
    expectClose(
      negativeElbo({ reconstruction, kl: klStandardNormal(mu, logVar) }).dataSync(),
      expected,
      [1, 1, 1],
      1e-5,
      'exact posterior',
    );
    expect(standardNormalLogDensity(tf.zeros([1, 2])).dataSync()[0]).toBeCloseTo(-Math.log(2 * Math.PI), 5);
  });

  // z ~ N(0, 1), x | z ~ N(w z, 1), q(z|x) = N(mu, s²): E_q ½ (x − w z)² = ½ ((x − w mu)² + w² s²), p(x) = N(0, 1 + w²), and
  // p(z|x) = N(w x / (1 + w²), 1 / (1 + w²)).
  const linear = (x: number, w: number, mu: number, logVar: number) => {
    const one = (value: number) => tf.tensor2d([[value]]);
    const reconstruction = tf.add(gaussianNll(one(w * mu), one(x), { sigma: 1 }), 0.5 * w ** 2 * Math.exp(logVar));
    return {
      bound: -negativeElbo({ reconstruction, kl: klStandardNormal(one(mu), one(logVar)) }).dataSync()[0]!,
      evidence: -0.5 * (Math.log(2 * Math.PI * (1 + w ** 2)) + x ** 2 / (1 + w ** 2)),
      q: [one(mu), one(logVar)] as const,
      truth: [one((w * x) / (1 + w ** 2)), one(-Math.log(1 + w ** 2))] as const,
    };
  };

  test('whatever q is, log p(x) is the bound plus D(q(z|x) ‖ p(z|x)), and not D(p(z|x) ‖ q(z|x))', () => {
    for (const [x, w, mu, logVar] of [
      [2, 1, 0, 0],
      [-1.5, 0.5, 0.4, -2],
      [0.3, 3, 1, 1],
    ] as const) {
      const { bound, evidence, q, truth } = linear(x, w, mu, logVar);
      const gap = klDiagonalNormal(...q, ...truth).dataSync()[0]!;
      expectClose([bound + gap], [evidence], [Math.abs(bound) + gap], 1e-6, 'log p(x)');
      expect(Math.abs(klDiagonalNormal(...truth, ...q).dataSync()[0]! - gap)).toBeGreaterThan(0.05);
    }
  });

  test('with q held, the decoder of the highest bound is not the one of the highest likelihood', () => {
    const weights = Array.from({ length: 101 }, (_, i) => (i + 80) / 100);
    const best = (of: 'bound' | 'evidence') => {
      const values = weights.map((w) => linear(2, w, 1, 0)[of]);
      return weights[values.indexOf(Math.max(...values))];
    };
    // The bound: d/dw of −½ ((2 − w)² + w²) is 0 at w = 1. The likelihood: 1 + w² = x² at w = √3.
    expect(best('bound')).toBe(1);
    expect(best('evidence')).toBe(1.73);
  });
});

test('negativeElbo refuses terms that are not summed, terms of different batches, and a beta that is no number', () => {
  const one = tf.zeros([4]);
  expect(() => negativeElbo({ reconstruction: one, kl: tf.zeros([4, 20]) })).toThrow(
    'negativeElbo: `reconstruction` has shape [4] but `kl` has [4,20]; sum both over their event axes, to one value for every example',
  );
  expect(() => negativeElbo({ reconstruction: tf.zeros([4, 2]), kl: tf.zeros([4, 2]) })).toThrow(
    'negativeElbo: the terms have shape [4,2], expected [batch]',
  );
  expect(() => negativeElbo({ reconstruction: one, kl: one, beta: NaN })).toThrow(
    'negativeElbo: `beta` is NaN; it must be one finite number, or a scalar',
  );
  expect(() => negativeElbo({ reconstruction: one, kl: one, beta: one as unknown as tf.Scalar })).toThrow(
    'negativeElbo: `beta` is a tensor of shape [4]',
  );
});
