import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import oracles from '../oracles/sphereCases.json' with { type: 'json' };
import { onEveryBackend } from './backends.test-helper.js';
import { logSphereArea } from './logSphereArea.js';
import { vonMisesFisherLogDensity } from './vonMisesFisherLogDensity.js';
import { vonMisesFisherSlope } from './vonMisesFisherSlope.js';

test('the area of a sphere is SciPy’s', () => {
  for (const [m, area] of oracles.area as [number, number][]) expect(logSphereArea(m)).toBeCloseTo(area, 10);
});

onEveryBackend(() => {
  test.each(oracles.cases)('$m dimensions, concentration $kappa: density and slope of a draw are SciPy’s', (one) => {
    const { m, kappa, z, mean, density, gap, slope } = one;
    const before = tf.memory().numTensors;
    const [found, slopes] = tf.tidy(() => [
      vonMisesFisherLogDensity(tf.tensor2d(z, [1, m]), tf.tensor2d(mean, [1, m]), tf.tensor1d([kappa])).dataSync()[0]!,
      vonMisesFisherSlope(tf.tensor1d(gap), tf.fill([gap.length], kappa), m).dataSync(),
    ]);
    expect(tf.memory().numTensors).toBe(before);
    const terms = kappa + (m / 2 - 1) * Math.abs(Math.log(kappa)) + m + Math.abs(density);
    expect(Math.abs(found - density) / terms).toBeLessThan(1e-5);
    // 1 − A is known to 6e-8 of 1, which counts where A is near 1.
    const rounding = (6e-8 / (1 - one.ratio)) * 30;
    slope.forEach((wanted, i) => expect(Math.abs(slopes[i]! / wanted - 1)).toBeLessThan(1e-3 + rounding));
  });

  test('the density’s gradients are those of finite differences', () => {
    const [z, mean] = [tf.tensor2d([[0.6, 0.8, 0]]), tf.tensor2d([[0, 0.8, 0.6]])];
    const of = (kappa: number): number => vonMisesFisherLogDensity(z, mean, tf.tensor1d([kappa])).dataSync()[0]!;
    const slope = tf.grad((kappa: tf.Tensor) => tf.sum(vonMisesFisherLogDensity(z, mean, kappa)))(tf.tensor1d([3]));
    expect(slope.dataSync()[0]).toBeCloseTo((of(3.05) - of(2.95)) / 0.1, 3);
  });
});

test('shapes and dimensions without meaning are refused', () => {
  expect(() => logSphereArea(1)).toThrow('logSphereArea: `dimension` is 1; it must be a whole number of at least 2');
  expect(() => vonMisesFisherLogDensity(tf.ones([2, 3]), tf.ones([2, 3]), tf.ones([3]))).toThrow(
    'vonMisesFisherLogDensity: `z` has shape [2,3] and `kappa` [3]; expected [batch,m] with m of at least 2, and [batch]',
  );
  expect(() => vonMisesFisherSlope(tf.ones([2]), tf.ones([2]), 1)).toThrow('vonMisesFisherSlope: `dimension` is 1');
});
