import { randomStream } from '@vaekit/core';
import { describe, expect, it } from 'vitest';
import { meanInterval } from '../meanInterval.js';
import { compareRates } from './compareRates.js';
import type { RateDistortion, RateValues } from './rateDistortion.js';

const BETAS = [10, 8, 6, 5, 4, 3.5, 3, 2.5, 2, 1.75, 1.5, 1.25, 1];
const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** The curve of examples that each have some rate and distortion at every weight of the rate. */
function curveOf(betas: readonly number[], of: (beta: number) => RateValues): RateDistortion {
  const values = betas.map(of);
  const points = values.map(({ rate, distortion }, at) => ({ beta: betas[at]!, rate: mean(rate), distortion: mean(distortion) }));
  return { encoder: points[0]!, curve: points, values, examples: values[0]!.rate.length };
}

/**
 * Examples with the distortion `a exp(−c · rate)`: each is best at the rate ln(c a / beta) / c, where its distortion is beta / c. Over all examples that is
 * the curve exp(E ln a − c · rate).
 */
const exponential = (logs: Float64Array, c: number): RateDistortion =>
  curveOf(BETAS, (beta) => ({
    rate: logs.map((log) => (Math.log(c / beta) + log) / c),
    distortion: logs.map(() => beta / c),
  }));

describe('compareRates', () => {
  it('of curves that differ by a number of each example has the interval of the mean of these numbers', () => {
    const logs = Float64Array.from(randomStream(1).fillNormal(new Float32Array(12)), (z) => 6 + z);
    const gains = Float64Array.from(randomStream(2).fillNormal(new Float32Array(12)));
    const ours = exponential(logs, 0.5);
    const theirs = {
      ...ours,
      ...curveOf(BETAS, (beta) => {
        const { rate, distortion } = ours.values[BETAS.indexOf(beta)]!;
        return { rate, distortion: distortion.map((value, row) => value + gains[row]!) };
      }),
    };
    const expected = meanInterval(Array.from(gains, (gain) => -gain));
    const found = compareRates(ours, theirs);
    expect(found.map(({ rate }) => rate)).toEqual(ours.curve.map(({ rate }) => rate));
    for (const { difference, ours: own, theirs: other } of found) {
      expect(difference.mean).toBe(own - other);
      expect(difference.mean).toBeCloseTo(expected.mean, 9);
      expect(difference.low).toBeCloseTo(expected.low, 9);
      expect(difference.high).toBeCloseTo(expected.high, 9);
    }
  });

  it('of a curve and itself is nothing', () => {
    const curve = exponential(Float64Array.of(5, 6, 7), 0.5);
    for (const { difference } of compareRates(curve, curve)) expect(difference).toEqual({ mean: 0, low: 0, high: 0 });
  });

  it('covers the difference of the closed form in 95 of 100 test sets', () => {
    // ln a of both: means 6 and 6.6, correlated by 0.8; the curves exp(6 − 0.5 R) and exp(6.6 − 0.6 R).
    const stream = randomStream(3);
    let [held, all] = [0, 0];
    for (let set = 0; set < 400; set++) {
      const z = stream.fillNormal(new Float32Array(60));
      const ours = exponential(
        Float64Array.from({ length: 30 }, (_, i) => 6 + z[i]!),
        0.5,
      );
      const theirs = exponential(
        Float64Array.from({ length: 30 }, (_, i) => 6.6 + 0.8 * z[i]! + 0.6 * z[30 + i]!),
        0.6,
      );
      for (const { rate, difference } of compareRates(ours, theirs)) {
        const exact = Math.exp(6 - 0.5 * rate) - Math.exp(6.6 - 0.6 * rate);
        held += Number(difference.low <= exact && exact <= difference.high);
        all += 1;
      }
    }
    expect(all).toBeGreaterThan(3000);
    // The points of a set go together, so that this is a mean of some 400 independent ones: its deviation is 0.011.
    expect(held / all).toBeGreaterThan(0.92);
    expect(held / all).toBeLessThan(0.98);
  });

  it('compares only where both have been fitted', () => {
    const [near, far] = [exponential(Float64Array.of(5, 6), 0.5), exponential(Float64Array.of(50, 60), 0.5)];
    expect(compareRates(near, far)).toEqual([]);
  });

  it('asks for the same examples, and two of them', () => {
    const [one, two, three] = [[5], [5, 6], [5, 6, 7]].map((logs) => exponential(Float64Array.from(logs), 0.5));
    expect(() => compareRates(two!, three!)).toThrow(
      'one curve is of 2 examples, the other of 3; give both for the same examples',
    );
    expect(() => compareRates(one!, one!)).toThrow('an interval needs at least 2 examples, got 1; give more examples');
  });
});
