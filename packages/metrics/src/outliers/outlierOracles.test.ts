import * as tf from '@tensorflow/tfjs';
import { randomStream } from '@vaekit/core';
import { beforeAll, describe, expect, it } from 'vitest';
import inference from '../../oracles/inferenceOracles.json' with { type: 'json' };
import oracles from '../../oracles/outlierOracles.json' with { type: 'json' };
import { classSamples } from '../classSamples.js';
import type { Interval } from '../meanInterval.js';
import { bits, oracleModel, oracles as likelihoods } from '../likelihood/quadrature.test-helper.js';
import { twoSampleAuc } from '../twoSampleAuc.js';
import { aucInterval } from './aucInterval.js';
import { averagePrecisionInterval } from './averagePrecisionInterval.js';
import { outlierScores } from './outlierScores.js';

beforeAll(() => tf.setBackend('cpu'));

describe('averagePrecisionInterval', () => {
  it('is the bootstrap of NumPy, or trials where they say less, around the value of scikit-learn', () => {
    const { mean, low, high } = averagePrecisionInterval(oracles.scores, oracles.positive, { resamples: 4000 });
    expect(mean).toBeCloseTo(oracles.averagePrecision, 12);
    // A quantile of 4000 resamples has a standard error of about a hundredth.
    expect(Math.abs(high - oracles.interval[1]!)).toBeLessThan(0.03);
    // SciPy's interval of twenty trials reaches below the bootstrap's.
    expect(oracles.trialsLow).toBeLessThan(oracles.interval[0]! - 0.03);
    expect(low).toBeCloseTo(oracles.trialsLow, 10);
  });

  it('needs two of each kind', () => {
    expect(() => averagePrecisionInterval([1, 2, 3], [true, false, false])).toThrow('there are 1 positives and 2 negatives');
  });

  it.each([0, 1.5, Number.NaN])('refuses %j resamples', (resamples) => {
    expect(() => averagePrecisionInterval([1, 2, 3, 4], [true, true, false, false], { resamples })).toThrow(
      `averagePrecisionInterval: \`resamples\` is ${resamples}; expected a whole number from 1`,
    );
  });
});

describe('kinds that are wholly apart', () => {
  it.each(oracles.separated)('area $area of $m and $n scores has the interval of SciPy’s root', ({ area, m, n, interval }) => {
    const positive = Array.from({ length: m + n }, (_, row) => row < m);
    const scores = positive.map((own) => (area === 0.5 ? 0 : Number(own === (area === 1))));
    const { mean, low, high } = aucInterval(scores, positive);
    expect(mean).toBe(area);
    expect([low, high]).toEqual(interval.map((value) => expect.closeTo(value, 8) as number));
  });

  it.each(oracles.almost)(
    'but for $pairs pairs, $m and $n scores have the interval of SciPy’s root',
    ({ pairs, m, n, interval }) => {
      const negatives = Array.from({ length: n }, (_, i) => i);
      const positives = Array.from({ length: m }, (_, i) => (i === 0 ? n - pairs - 0.5 : n));
      const { mean, low, high } = aucInterval(
        [...positives, ...negatives],
        [...positives.map(() => true), ...negatives.map(() => false)],
      );
      expect(mean).toBeCloseTo(1 - pairs / (m * n), 12);
      expect([low, high]).toEqual(interval.map((value) => expect.closeTo(value, 8) as number));
    },
  );

  it('all positives first say as much of the average precision as that many trials', () => {
    const positive = [true, true, true, true, false, false, false];
    const { mean, low, high } = averagePrecisionInterval([9, 8, 7, 6, 5, 4, 3], positive);
    // n / (n + z²), Wilson's end for n of n.
    expect([mean, low, high]).toEqual([1, expect.closeTo(4 / (4 + 3.841458820694124), 10) as number, 1]);
  });

  it('one pair out of order makes no interval narrower', () => {
    const positive = Array.from({ length: 24 }, (_, row) => row < 12);
    const apart = positive.map((_, row) => -row);
    // The last positive and the first negative change places.
    const almost = apart.map((score, row) => (row === 11 ? -12 : row === 12 ? -11 : score));
    for (const interval of [aucInterval, averagePrecisionInterval])
      expect(interval(almost, positive).low).toBeLessThanOrEqual(interval(apart, positive).low);
  });
});

describe('intervals of 12 normals among 12 others hold the true value', () => {
  /** The share of 300 draws in which they do. */
  const coverage = (shift: number, truth: number, interval: (scores: number[], positive: boolean[]) => Interval): number => {
    const stream = randomStream(4);
    const positive = Array.from({ length: 24 }, (_, row) => row < 12);
    const held = Array.from({ length: 300 }, () => {
      const scores = Array.from(stream.fillNormal(new Float32Array(24)), (value, row) => value + (row < 12 ? shift : 0));
      const { low, high } = interval(scores, positive);
      return low <= truth && truth <= high;
    });
    return held.filter(Boolean).length / held.length;
  };

  // A share of 95 % of 300 has a standard error of 1.3 %.
  it('areas', () => expect(coverage(2, oracles.areaTwoApart, aucInterval)).toBeGreaterThan(0.91));

  it('average precisions', () =>
    expect(
      coverage(1.5, oracles.averagePrecisionApart, (scores, positive) =>
        averagePrecisionInterval(scores, positive, { resamples: 100 }),
      ),
    ).toBeGreaterThan(0.91));
});

describe('what is told apart', () => {
  it('two normals one deviation apart have the area of the closed form', () => {
    const stream = randomStream(8);
    const rows = (shift: number) => {
      const data = stream.fillNormal(new Float32Array(4000)).map((value, i) => value + (i % 2 === 0 ? shift : 0));
      return { data, shape: [2000, 2] };
    };
    // The standard error of an area from a thousand of each is a hundredth.
    expect(Math.abs(twoSampleAuc(rows(0), rows(1)).mean - oracles.areaOneApart)).toBeLessThan(0.035);
  });

  it('rows of two classes are as various as SciPy says', () => {
    const features = (values: readonly number[]) => ({ data: Float32Array.from(values), shape: [24, 3] });
    const labels = Int32Array.from({ length: 24 }, (_, row) => row % 2);
    const probabilities = { data: Float32Array.from({ length: 48 }, (_, i) => (i + 1) % 2), shape: [24, 2] };
    const { accuracy, diversity, compared } = classSamples(
      { features: features(oracles.real), labels },
      { features: features(oracles.made), labels, probabilities },
    );
    expect([accuracy, diversity, compared]).toEqual([0.5, expect.closeTo(oracles.diversity, 5) as number, 2]);
  });
});

describe('outlierScores', () => {
  it('has the ELBO of quadrature and comes to its log p(x)', () => {
    const model = oracleModel('plain');
    const { elbo, bound, typicality } = outlierScores(model, { training: bits, examples: bits }, { draws: 4000 });
    const usual = likelihoods.plain.exact.reduce((sum, value) => sum - value / 4, 0);
    inference.nonlinear.elbo.forEach((exact, row) => {
      // 4000 draws of terms that vary by some nats.
      expect(Math.abs(elbo[row]! + exact)).toBeLessThan(0.3);
      expect(Math.abs(bound[row]! + likelihoods.plain.exact[row]!)).toBeLessThan(0.3);
      expect(Math.abs(typicality[row]! - Math.abs(-likelihoods.plain.exact[row]! - usual))).toBeLessThan(0.3);
    });
    model.dispose();
  });
});
