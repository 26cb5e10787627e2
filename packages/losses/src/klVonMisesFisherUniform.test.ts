import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { onEveryBackend } from './backends.test-helper.js';
import { besselIRatio, logBesselI } from './logBesselI.js';
import { klVonMisesFisherUniform } from './klVonMisesFisherUniform.js';
import { expectClose, matchesTorch } from './oracles.test-helper.js';

onEveryBackend(() => {
  matchesTorch('klVonMisesFisherUniform', ({ kappa }, { dimension }) => klVonMisesFisherUniform(kappa!, dimension!));
  matchesTorch('besselIRatio', ({ x }, { order }) => besselIRatio(order!, x!));
  matchesTorch('logBesselI', ({ x }, { order }) => logBesselI(order!, x!));

  test('on the sphere in R³ it is κ coth κ − 1 + log(κ / sinh κ)', () => {
    const kappa = [0.5, 2, 10, 300];
    const expected = kappa.map((k) => k / Math.tanh(k) - 1 + Math.log(k) - (k - Math.LN2 + Math.log1p(-Math.exp(-2 * k))));
    expectClose(klVonMisesFisherUniform(tf.tensor1d(kappa), 3).dataSync(), expected, expected, 5e-6, 'sphere');
  });

  test('is 0 at κ = 0 with slope 0, rises with κ, and stays finite to a million', () => {
    const kappa = tf.tensor1d([0, 1e-3, 0.1, 1, 10, 100, 1e3, 1e4, 1e5, 1e6]);
    for (const dimension of [2, 3, 9, 50, 1000]) {
      const found = Array.from(klVonMisesFisherUniform(kappa, dimension).dataSync());
      expect(found[0]).toBe(0);
      for (let i = 1; i < found.length; i++) expect(found[i]).toBeGreaterThan(found[i - 1]!);
      // ½ (m − 1) log κ and a constant, for large κ.
      if (dimension < 20) expect(found[9]! - found[8]!).toBeCloseTo(((dimension - 1) / 2) * Math.log(10), 2);
      const slopes = tf
        .grad((k: tf.Tensor) => tf.sum(klVonMisesFisherUniform(k, dimension)))(kappa)
        .dataSync();
      expect(slopes[0]).toBe(0);
      expect(slopes.every((slope, i) => i === 0 || slope > 0)).toBe(true);
    }
  });

  test('sums over the spheres of a product, and has a second derivative', () => {
    const kappa = tf.tensor2d([
      [1, 2],
      [3, 4],
    ]);
    const apart = klVonMisesFisherUniform(tf.reshape(kappa, [4]), 4).dataSync();
    const found = klVonMisesFisherUniform(kappa, 4).dataSync();
    expectClose(found, [apart[0]! + apart[1]!, apart[2]! + apart[3]!], found, 1e-6, 'product');
    // κ coth κ − 1 + log(κ/sinh κ): the first derivative is 1/κ − κ/sinh², the second by differences.
    const first = (k: number) => 1 / k - k / Math.sinh(k) ** 2;
    const slope = tf.grad((t: tf.Tensor) => tf.sum(tf.grad((k: tf.Tensor) => tf.sum(klVonMisesFisherUniform(k, 3)))(t)));
    for (const k of [0.7, 3, 20]) {
      const expected = (first(k + 1e-4) - first(k - 1e-4)) / 2e-4;
      expectClose(slope(tf.tensor1d([k])).dataSync(), [expected], [1 / k ** 2], 1e-3, `second derivative at ${k}`);
    }
  });

  test('the ratio is the mean length on the circle, and log I₀(0) is 0', () => {
    expect(besselIRatio(0, tf.tensor1d([1])).dataSync()[0]).toBeCloseTo(0.4463899658965345, 6);
    expect(logBesselI(0, tf.tensor1d([0])).dataSync()[0]).toBe(0);
    expect(logBesselI(2, tf.tensor1d([0])).dataSync()[0]).toBe(-Infinity);
  });
});

test('klVonMisesFisherUniform and the Bessel functions refuse dimensions and orders without meaning', () => {
  expect(() => klVonMisesFisherUniform(tf.ones([2]), 1)).toThrow(
    'klVonMisesFisherUniform: `dimension` is 1; it must be a whole number of at least 2',
  );
  expect(() => klVonMisesFisherUniform(tf.scalar(1), 3)).toThrow('`kappa` is a scalar');
  expect(() => besselIRatio(-0.5, tf.ones([2]))).toThrow(
    'besselIRatio: `order` is -0.5; it must be a finite number of at least 0',
  );
  expect(() => logBesselI(Number.NaN, tf.ones([2]))).toThrow('logBesselI: `order` is NaN');
});
