import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import oracles from '../../oracles/mixtureOracles.json' with { type: 'json' };
import bic from '../../oracles/mixtureBicOracles.json' with { type: 'json' };
import { randomStream } from '../random/randomStream.js';
import { deviation } from '../tiny.test-helper.js';
import { bicOf, mixtureByBic } from './mixtureByBic.js';
import { type Mixture, mixtureByEm } from './mixtureByEm.js';

const floor = 1e-6;

/** Normal codes around the given centers, one center after the other in turn. */
function codesAround(centers: readonly (readonly number[])[], rows: number, deviation: number, seed = 1): Float32Array {
  const size = centers[0]!.length;
  const eps = randomStream(seed).fillNormal(new Float32Array(rows * size));
  return eps.map((value, i) => centers[Math.floor(i / size) % centers.length]![i % size]! + deviation * value);
}

describe('from the same means it reaches the likelihood of scikit-learn', () => {
  test.each(oracles.fits.map((fit) => [`${fit.components} component(s), ${fit.rows} codes`, fit] as const))('%s', (_, fit) => {
    const { components, rows, start, codes } = fit;
    const found = mixtureByEm(codes, rows, {
      components,
      varianceFloor: 1e-12,
      seed: 0,
      means: start,
      tolerance: 1e-12,
      iterations: 5000,
    });
    expect(Math.abs(found.logLikelihood / fit.logLikelihood - 1)).toBeLessThan(1e-6);
    // Near the optimum the likelihood is flat: where it agrees to 1e-12, parameters do to its root.
    for (const name of ['weights', 'means', 'variances'] as const) expect(deviation(found[name], fit[name])).toBeLessThan(1e-4);
  });
});

describe('the number of components by the criterion is that of scikit-learn', () => {
  test.each(bic.sets.map((set) => [set.chosen, set] as const))('%s', (_, { codes, rows, fits, chosen }) => {
    for (const { components, start, bic: expected } of fits) {
      const options = { components, varianceFloor: 1e-12, seed: 0, means: start, tolerance: 1e-12, iterations: 5000 };
      expect(Math.abs(bicOf(mixtureByEm(codes, rows, options), rows) / expected - 1)).toBeLessThan(1e-6);
    }
    expect(mixtureByBic(codes, rows, { most: 6, varianceFloor: floor, seed: 0 }).weights).toHaveLength(chosen);
    expect(mixtureByBic(codes, rows, { most: 2, varianceFloor: floor, seed: 0 }).weights.length).toBeLessThanOrEqual(2);
    expect(mixtureByBic(codes.slice(0, codes.length / rows), 1, { most: 6, varianceFloor: floor, seed: 0 }).weights).toHaveLength(
      1,
    );
  });
});

test('no step makes the codes less likely, and it stops at the tolerance or after so many steps', () => {
  const codes = codesAround(
    [
      [0, 0],
      [3, 1],
      [-2, 2],
    ],
    90,
    1,
  );
  const after = (iterations: number, tolerance = 1e-6): { logLikelihood: number; iterations: number } =>
    mixtureByEm(codes, 90, { components: 3, varianceFloor: floor, seed: 0, iterations, tolerance });
  const path = Array.from({ length: 30 }, (_, i) => after(i, 0).logLikelihood);
  path.slice(1).forEach((value, i) => expect(value).toBeGreaterThanOrEqual(path[i]! - 1e-12));
  expect(after(3, 0).iterations).toBe(3);
  const loose = after(200, 1e-2).iterations;
  expect(loose).toBeLessThan(after(200).iterations);
  expect(path[loose]! - path[loose - 1]!).toBeLessThan(1e-2);
});

test('the start finds clusters that are far apart, one seed one result', () => {
  const centers = [
    [0, 0],
    [50, 0],
    [0, 50],
    [50, 50],
  ];
  const codes = codesAround(centers, 400, 1);
  for (const seed of [0, 1, 2, 3]) {
    const options = { components: 4, varianceFloor: floor, seed };
    const found = mixtureByEm(codes, 400, options);
    expect(mixtureByEm(codes, 400, options)).toEqual(found);
    const at = centers.map(([a, b]) =>
      [0, 1, 2, 3].find((k) => Math.hypot(found.means[2 * k]! - a!, found.means[2 * k + 1]! - b!) < 1),
    );
    expect(new Set(at).size).toBe(4);
    found.weights.forEach((weight) => expect(weight).toBeCloseTo(0.25, 6));
  }
});

test('one component is the mean and the variance of the codes', () => {
  const point = fc.float({ min: -100, max: 100, noNaN: true });
  fc.assert(
    fc.property(fc.array(fc.tuple(point, point), { minLength: 1, maxLength: 20 }), (pairs) => {
      const found = mixtureByEm(pairs.flat(), pairs.length, { components: 1, varianceFloor: floor, seed: 0 });
      for (const i of [0, 1] as const) {
        const mean = pairs.reduce((sum, pair) => sum + pair[i], 0) / pairs.length;
        const variance = pairs.reduce((sum, pair) => sum + (pair[i] - mean) ** 2, 0) / pairs.length;
        expect(found.means[i]).toBeCloseTo(mean, 9);
        expect(Math.abs(found.variances[i]! / Math.max(variance, floor) - 1)).toBeLessThan(1e-9);
      }
    }),
  );
});

test('codes on one point give the floor as variance and weights that add up to 1', () => {
  const whole = ({ weights, means, variances }: Mixture): boolean => [...weights, ...means, ...variances].every(Number.isFinite);
  const found = mixtureByEm(new Float32Array(20).fill(3), 10, { components: 3, varianceFloor: 0.01, seed: 0 });
  expect(whole(found)).toBe(true);
  expect([...found.means]).toEqual(Array(6).fill(expect.closeTo(3, 9)));
  expect([...found.variances]).toEqual(Array(6).fill(0.01));
  expect(found.weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 12);
});
