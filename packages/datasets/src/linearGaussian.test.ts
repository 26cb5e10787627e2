import { describe, expect, test } from 'vitest';
import oracle from '../oracles/densities.json' with { type: 'json' };
import type { PlainTensor } from '@vaekit-internal/base';
import { DataError } from './dataError.js';
import { eightGaussians } from './eightGaussians.js';
import { linearGaussian, type LinearGaussianOptions } from './linearGaussian.js';
import { validateExamples } from './validateExamples.js';

const matrix = (rows: readonly (readonly number[])[]): PlainTensor<Float64Array> => ({
  data: Float64Array.from(rows.flat()),
  shape: [rows.length, rows[0]?.length ?? 0],
});

/** The largest difference, relative to the size of what is expected (at least 1). */
const worst = (found: ArrayLike<number>, expected: readonly number[]): number =>
  Math.max(...expected.map((value, i) => Math.abs((found[i] ?? Number.NaN) - value) / Math.max(1, Math.abs(value))));

describe('linearGaussian', () => {
  test.each(oracle.linearGaussian.map((given, i) => ({ i, given })))(
    'log-likelihood and posterior of case $i are those of SciPy',
    ({ given }) => {
      const set = linearGaussian({
        weights: matrix(given.weights),
        bias: { data: Float64Array.from(given.bias), shape: [given.bias.length] },
        noise: given.noise,
      });
      const x = matrix(given.x);
      // SciPy inverts the full covariance, whose condition number goes up to 1e5 here; the posterior's oracle subtracts numbers near 1.
      expect(worst(set.logLikelihood(x), given.logLikelihood)).toBeLessThan(1e-10);
      expect(set.expectedLogLikelihood).toBeCloseTo(given.expected, 9);
      const { mean, covariance } = set.posterior(x);
      expect(worst(mean.data, given.mean.flat())).toBeLessThan(1e-9);
      expect(worst(covariance.data, given.covariance.flat())).toBeLessThan(1e-10);
      expect(mean.shape).toEqual([6, given.weights[0]?.length]);
    },
  );

  test('the examples are drawn from it: mean log-likelihood, latent moments, noise', () => {
    const set = linearGaussian({ size: 20_000, dimensions: 6, latent: 3, noise: 0.3, seed: 7 });
    const { train } = set;
    const n = 16_000;
    const likelihoods = set.logLikelihood(train.x);
    const mean = likelihoods.reduce((sum, value) => sum + value, 0) / n;
    // log p(x) is a constant minus half a chi-square of d degrees: its variance is d / 2.
    expect(Math.abs(mean - set.expectedLogLikelihood)).toBeLessThan(4 * Math.sqrt(6 / 2 / n));
    const z = train.factors?.values.data ?? new Float32Array();
    const square = z.reduce((sum, value) => sum + value * value, 0) / z.length;
    expect(Math.abs(square - 1)).toBeLessThan(4 * Math.sqrt(2 / z.length));
    // What is left of x without W z + b is the noise.
    let rest = 0;
    train.x.data.forEach((value, at) => {
      const [row, i] = [Math.floor(at / 6), at % 6];
      let error = value - (set.bias.data[i] ?? 0);
      for (let k = 0; k < 3; k++) error -= (set.weights.data[3 * i + k] ?? 0) * (z[3 * row + k] ?? 0);
      rest += error * error;
    });
    expect(Math.abs(rest / (6 * n) / 0.09 - 1)).toBeLessThan(4 * Math.sqrt(2 / (6 * n)));
    // The posterior mean misses z by the posterior's variance, on average.
    const { mean: posterior, covariance } = set.posterior(train.x);
    const trace = [0, 4, 8].reduce((sum, i) => sum + (covariance.data[i] ?? 0), 0);
    const missed = posterior.data.reduce((sum, value, i) => sum + (value - (z[i] ?? 0)) ** 2, 0) / n;
    expect(Math.abs(missed / trace - 1)).toBeLessThan(0.05);
  });

  test('weights are those of the seed, the same for any size; shapes', () => {
    const a = linearGaussian({ seed: 3 });
    const b = linearGaussian({ seed: 3, size: 40 });
    expect(a.weights).toEqual(b.weights);
    expect(a.bias).toEqual(b.bias);
    expect(a.weights).not.toEqual(linearGaussian({ seed: 4 }).weights);
    expect([a.train.x.shape, a.test.x.shape, a.weights.shape, a.bias.shape]).toEqual([[800, 8], [200, 8], [8, 2], [8]]);
    expect(a.train.factors?.names).toEqual(['z1', 'z2']);
    expect(a.train.y).toBeUndefined();
    for (const part of [a.train, a.test]) expect(() => validateExamples(part)).not.toThrow();
  });

  const refused: [options: LinearGaussianOptions, message: RegExp][] = [
    [{ noise: 0 }, /`noise` is 0; a finite number above 0/],
    [{ dimensions: 0 }, /`dimensions` is 0/],
    [{ latent: 1.5 }, /`latent` is 1.5/],
    [{ dimensions: 3, weights: matrix([[1], [2]]) }, /`weights` has shape \[2,1\] and 2 numbers; \[3,1\] was expected/],
    [{ weights: matrix([[1], [Number.NaN]]) }, /`weights` is NaN at 1/],
    [{ seed: 0.5 }, /`seed` is 0.5/],
  ];
  test.each(refused)('refuses %o', (options, message) => {
    expect(() => linearGaussian(options)).toThrow(DataError);
    expect(() => linearGaussian(options)).toThrow(message);
  });

  test('refuses x of another width', () => {
    expect(() => linearGaussian().logLikelihood(matrix([[1, 2]]))).toThrow(
      /logLikelihood: `x` has shape \[1,2\] and 2 numbers; \[n,8\]/,
    );
    expect(() => linearGaussian().posterior(matrix([[1, 2]]))).toThrow(/posterior: `x`/);
  });
});

describe('eightGaussians', () => {
  test.each(oracle.eightGaussians)(
    'log-likelihood is that of SciPy, radius $radius',
    ({ radius, deviation, x, logLikelihood }) => {
      expect(worst(eightGaussians({ radius, deviation }).logLikelihood(matrix(x)), logLikelihood)).toBeLessThan(1e-12);
    },
  );

  test('the examples lie around their means', () => {
    const set = eightGaussians({ size: 20_000, deviation: 0.3, radius: 5, seed: 1 });
    const { x, y, classes } = set.train;
    expect(classes?.[3]).toBe('135°');
    let square = 0;
    y?.data.forEach((label, row) => {
      if (label !== row % 8) square = Number.NaN;
      const angle = (2 * Math.PI * label) / 8;
      square += ((x.data[2 * row] ?? 0) - 5 * Math.cos(angle)) ** 2 + ((x.data[2 * row + 1] ?? 0) - 5 * Math.sin(angle)) ** 2;
    });
    expect(Math.abs(square / (2 * 16_000) / 0.09 - 1)).toBeLessThan(4 * Math.sqrt(2 / 32_000));
    expect(() => eightGaussians({ deviation: 0 })).toThrow(/`deviation` is 0/);
  });
});
