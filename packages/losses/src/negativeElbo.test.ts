import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { onEveryBackend } from './backends.test-helper.js';
import { negativeElbo } from './negativeElbo.js';
import { normalLogDensity, standardNormalLogDensity } from './normalLogDensity.js';
import { gaussianNll } from './gaussianNll.js';
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
