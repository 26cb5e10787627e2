import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { onEveryBackend } from './backends.test-helper.js';
import { klDiagonalNormal } from './klDiagonalNormal.js';
import { normalLogDensity, standardNormalLogDensity } from './normalLogDensity.js';
import { expectClose, matchesTorch } from './oracles.test-helper.js';

onEveryBackend(() => {
  matchesTorch('normalLogDensity', ({ z, mu, logVar }) => normalLogDensity(z!, mu!, logVar!));
  matchesTorch('standardNormalLogDensity', ({ z }) => standardNormalLogDensity(z!));

  test('integrates to 1', () => {
    const z = tf.linspace(-30, 30, 6001);
    const density = tf.exp(normalLogDensity(z, tf.broadcastTo(1.5, [6001]), tf.broadcastTo(2, [6001])));
    expect(tf.sum(density).dataSync()[0]! * 0.01).toBeCloseTo(1, 4);
  });

  test('has the mean mu, and the second moment mu² + sigma²', () => {
    const z = tf.linspace(-30, 30, 6001);
    const density = tf.exp(normalLogDensity(z, tf.broadcastTo(1.5, [6001]), tf.broadcastTo(Math.log(4), [6001])));
    const moment = (power: number) => tf.sum(tf.mul(density, tf.pow(z, power))).dataSync()[0]! * 0.01;
    expect(moment(1)).toBeCloseTo(1.5, 3);
    expect(moment(2)).toBeCloseTo(1.5 ** 2 + 4, 3);
  });

  test('its mean difference under the first of two Gaussians is their divergence', () => {
    const n = 40_000;
    const all = (value: number) => tf.broadcastTo(value, [n, 1]);
    const z = tf.add(tf.mul(tf.randomNormal([n, 1], 0, 1, 'float32', 7), Math.exp(-0.25)), 0.4);
    const difference = tf.sub(normalLogDensity(z, all(0.4), all(-0.5)), normalLogDensity(z, all(-0.3), all(0.6)));
    const kl = klDiagonalNormal(all(0.4), all(-0.5), all(-0.3), all(0.6)).dataSync()[0]!;
    expectClose([tf.mean(difference).dataSync()[0]!], [kl], [1], 0.02, 'Monte Carlo');
  });
});

test('normalLogDensity refuses shapes that differ', () => {
  expect(() => normalLogDensity(tf.zeros([2, 3]), tf.zeros([2, 3]), tf.zeros([3]))).toThrow(
    'normalLogDensity: `z` has shape [2,3] but `logVar` has [3]; give a mean and a variance for every value of `z`',
  );
});
