import { describe, expect, it } from 'vitest';
import oracles from '../../oracles/baselineOracles.json' with { type: 'json' };
import { calibrationError } from '../calibrationError.js';
import { classSamples } from '../classSamples.js';
import { psnr } from '../images/psnr.js';
import { ssim } from '../images/ssim.js';
import { aucInterval } from '../outliers/aucInterval.js';
import { averagePrecision } from '../outliers/averagePrecision.js';
import { averagePrecisionInterval } from '../outliers/averagePrecisionInterval.js';
import { rocAuc } from '../outliers/rocAuc.js';
import { featuresOf } from '../sampleOracles.test-helper.js';
import { twoSampleAuc } from '../twoSampleAuc.js';
import { isolationForest } from './isolationForest.js';
import { bernoulliMixture, gaussianMixture } from './mixture.js';
import { probabilisticPca } from './probabilisticPca.js';

const tensor = (values: readonly number[], ...shape: number[]) => ({
  data: Float64Array.from(values) as unknown as Float32Array,
  shape,
});
const mean = (values: ArrayLike<number>): number => Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;

describe('baselines with exact likelihoods', () => {
  it('probabilistic PCA is that of NumPy', () => {
    const rows = tensor(oracles.rows, 60, 5);
    const found = probabilisticPca(rows, { components: 2 }).negativeLogLikelihood(rows);
    oracles.ppca.forEach((value, row) => expect(found[row]).toBeCloseTo(value, 9));
    expect(() => probabilisticPca(rows, { components: 5 })).toThrow(/`components` is 5; expected a whole number from 1 to 4/);
  });

  it('one component of bits is independent bits, and two are the best of twenty starts of NumPy', () => {
    const bits = tensor(oracles.bits, 80, 6);
    const one = bernoulliMixture(bits, { components: 1 }).negativeLogLikelihood(bits);
    oracles.bernoulliOne.forEach((value, row) => expect(one[row]).toBeCloseTo(value, 9));
    for (const seed of [0, 1, 2, 3, 4])
      expect(mean(bernoulliMixture(bits, { components: 2, steps: 300, seed }).negativeLogLikelihood(bits))).toBeCloseTo(
        oracles.bernoulliTwo,
        4,
      );
  });

  it('a mixture of normals is that of scikit-learn', () => {
    const rows = tensor(oracles.clusters, 120, 3);
    const found = gaussianMixture(rows, { components: 2, steps: 200 }).negativeLogLikelihood(rows);
    oracles.gaussianTwo.forEach((value, row) => expect(found[row]).toBeCloseTo(value, 4));
  });

  it('finds modes that are far apart, from every seed: the fit of scikit-learn, near the density that the rows are from', () => {
    const seen = tensor(oracles.ring.slice(0, 1200), 600, 2);
    const fresh = tensor(oracles.ring.slice(1200), 400, 2);
    const cost = (components: number, seed: number): number =>
      mean(gaussianMixture(seen, { components, seed }).negativeLogLikelihood(fresh));
    for (const seed of [0, 1, 2, 3, 4]) {
      expect(cost(8, seed)).toBeCloseTo(oracles.ringEight, 3);
      // Of 100 numbers too many, each costs about half a nat a row that it was fitted to: 0.1 in 600.
      expect(cost(20, seed) - oracles.ringTruth).toBeLessThan(0.2);
    }
  });

  it('rows that are all the same, and as many components as rows, have a finite likelihood', () => {
    const same = tensor([1, 0, 1, 0, 1, 0], 3, 2);
    for (const fit of [bernoulliMixture, gaussianMixture])
      expect(fit(same, { components: 3 }).negativeLogLikelihood(same).every(Number.isFinite)).toBe(true);
  });

  it('an isolation forest finds what that of scikit-learn finds', () => {
    const both = tensor([...oracles.inside, ...oracles.outside], 360, 3);
    const found = isolationForest(tensor(oracles.inside, 300, 3), { trees: 1000 }).scores(both);
    // Two forests of a thousand random trees: scores spread by about .1 over sqrt(1000).
    oracles.isolation.forEach((value, row) => expect(Math.abs(found[row]! - value)).toBeLessThan(0.03));
    const area = rocAuc(
      found,
      Array.from({ length: 360 }, (_, row) => row >= 300),
    );
    expect(Math.abs(area - oracles.isolationAuc)).toBeLessThan(0.01);
  });
});

describe('odd rows', () => {
  const lost = tensor([0, 1, Number.NaN, 1, 0, 0], 3, 2);
  it.each([
    ['probabilisticPca', () => probabilisticPca(lost, { components: 1 })],
    ['bernoulliMixture', () => bernoulliMixture(lost, { components: 1 })],
    ['gaussianMixture', () => gaussianMixture(lost, { components: 1 })],
    ['isolationForest', () => isolationForest(lost)],
  ])('%s refuses numbers that are not finite', (name, fit) => {
    expect(fit).toThrow(`${name}: row 1 of the data holds NaN; every number must be finite`);
  });

  it('a mixture of bits refuses gray values and bytes, in the fit and after it', () => {
    const gray = tensor([0, 1, 1, 0.5], 2, 2);
    const told = 'bernoulliMixture: row 1 of the data holds 0.5; give 0 and 1';
    expect(() => bernoulliMixture(gray, { components: 1 })).toThrow(told);
    const bytes = { data: Uint8Array.of(0, 255, 255, 0), shape: [2, 2] };
    expect(() => bernoulliMixture(bytes, { components: 1 })).toThrow('row 0 of the data holds 255');
    const fit = bernoulliMixture(tensor([0, 1, 1, 0], 2, 2), { components: 1 });
    expect(() => fit.negativeLogLikelihood(gray)).toThrow(told);
  });

  it.each([0, -1, 2.5, Number.NaN])('a mixture refuses %d steps', (steps) => {
    const rows = tensor([0, 1, 1, 0], 2, 2);
    expect(() => bernoulliMixture(rows, { components: 1, steps })).toThrow(
      `bernoulliMixture: \`steps\` is ${steps}; expected a whole number from 1`,
    );
    expect(() => gaussianMixture(rows, { components: 1, steps })).toThrow(`gaussianMixture: \`steps\` is ${steps}`);
  });

  it('a column that never varies has a finite likelihood', () => {
    const same = tensor(
      Array.from({ length: 12 }, () => 2),
      6,
      2,
    );
    const [value] = probabilisticPca(same, { components: 1 }).negativeLogLikelihood(same);
    // A normal of variance 1e-12 at its middle.
    expect(value).toBeCloseTo(Math.log(2 * Math.PI * 1e-12), 9);
  });

  it('a forest of one row, and of no trees, is refused', () => {
    expect(() => isolationForest(tensor([1, 2], 1, 2))).toThrow('isolationForest: there is one row');
    expect(() => isolationForest(tensor([1, 2, 3, 4], 2, 2), { trees: 0 })).toThrow(
      '`trees` is 0; expected a whole number from 1',
    );
    expect(() => isolationForest(tensor([1, 2, 3, 4], 2, 2), { sample: 1 })).toThrow(
      '`sample` is 1; expected a whole number from 2',
    );
  });
});

describe('images', () => {
  const [x, y] = [tensor(oracles.images, 2, 14, 15, 1), tensor(oracles.other, 2, 14, 15, 1)];
  it('similarities are those of SciPy', () => {
    ssim(x, y).forEach((value, row) => expect(value).toBeCloseTo(oracles.ssim[row]!, 10));
    psnr(x, y).forEach((value, row) => expect(value).toBeCloseTo(oracles.psnr[row]!, 10));
    expect(ssim(x, x)[0]).toBeCloseTo(1, 12);
    expect(psnr(x, x)[0]).toBe(Infinity);
  });
  it.each([psnr, ssim])('%o refuses a range of nothing, and values that are not finite', (judge) => {
    for (const range of [0, -1, Number.NaN, Infinity]) expect(() => judge(x, y, range)).toThrow(`\`range\` is ${range}`);
    const lost = { ...y, data: y.data.map((value, i) => (i === 215 ? Number.NaN : value)) };
    expect(() => judge(x, lost)).toThrow('row 1 of `y` holds NaN');
  });
  it('are refused where shapes do not fit', () => {
    expect(() => psnr(x, tensor(oracles.other, 2, 15, 14, 1))).toThrow(/`x` has shape \[2,14,15,1\] but `y` \[2,15,14,1\]/);
    expect(() => ssim(tensor([0], 1, 1, 1, 1), tensor([0], 1, 1, 1, 1))).toThrow(/at least 11 × 11/);
  });
});

describe('classes and ranks', () => {
  it('the calibration error is that of NumPy', () => {
    const { expectedError, bins } = calibrationError(tensor(oracles.probabilities, 200, 4), oracles.labels);
    expect(expectedError).toBeCloseTo(oracles.calibrationError, 10);
    expect(bins.reduce((sum, { rows }) => sum + rows, 0)).toBe(200);
  });

  it('areas are those of scikit-learn, ties and all', () => {
    const { scores, positive } = oracles;
    expect(rocAuc(scores, positive)).toBeCloseTo(oracles.auc, 12);
    expect(averagePrecision(scores, positive)).toBeCloseTo(oracles.averagePrecision, 12);
    const { mean: area, low, high } = aucInterval(scores, positive);
    expect(area).toBeCloseTo(oracles.auc, 12);
    expect([low, high]).toEqual(oracles.aucInterval.map((value) => expect.closeTo(value, 10) as number));
  });

  it('scores without a rank, and kinds of another number, are refused', () => {
    const kinds = [true, true, false, false];
    for (const [name, judge] of Object.entries({ rocAuc, averagePrecision, aucInterval, averagePrecisionInterval })) {
      expect(() => judge([1, Number.NaN, 0, 2], kinds)).toThrow(`${name}: score 1 is NaN, which has no rank`);
      expect(() => judge([1, undefined as unknown as number, 0, 2], kinds)).toThrow(
        `${name}: score 1 is undefined, which has no rank`,
      );
      expect(() => judge([1, 0, 2], kinds)).toThrow(`${name}: there are 3 \`scores\` for 4 kinds`);
      expect(() => judge([Infinity, 1, -Infinity, 0], kinds)).not.toThrow();
    }
    expect(rocAuc([1, 2], [true, true])).toBeNaN();
    expect(averagePrecision([1, 2], [false, false])).toBeNaN();
  });

  it('numbers that are no probabilities are refused', () => {
    expect(() => calibrationError(tensor([0.5, Number.NaN], 1, 2), [0])).toThrow('row 0 has the probability NaN');
    expect(() => calibrationError(tensor([0.5, -2], 1, 2), [0])).toThrow('row 0 has the probability -2');
    expect(() => calibrationError(tensor([], 0, 2), [])).toThrow('has shape [0,2] and 0 numbers for 0 labels');
    expect(() => calibrationError(tensor([1, 0], 1, 2), [0], 1.5)).toThrow('`bins` is 1.5');
    expect(() => calibrationError(tensor([0.5, 0.5, 1, 0], 2, 2), [0, 2])).toThrow('label 2 at row 1 is none of the 2 classes');
    expect(() => calibrationError(tensor([0.5, 0.5], 1, 2), [-1])).toThrow('label -1 at row 0 is none of the 2 classes');
    expect(() => calibrationError(tensor([0.5, 0.5, 0.9, 0.9], 2, 2), [0, 1])).toThrow(
      'the probabilities of row 1 add up to 1.8',
    );
    expect(() => calibrationError({ data: Float64Array.of(1, 0, 1, 0), shape: [1, 2] }, [0])).toThrow(
      'has shape [1,2] and 4 numbers for 1 labels',
    );
  });

  it('tells samples from real examples where it can, and not where it cannot', () => {
    const [a, b] = [featuresOf(200, 3, 11), featuresOf(200, 3, 1234)];
    const { mean: area, low, high } = twoSampleAuc(a, b);
    expect(Math.abs(area - 0.5)).toBeLessThan(0.12);
    expect([low < 0.5, high > 0.5]).toEqual([true, true]);
    const moved = { data: b.data.map((value) => value + 3), shape: b.shape };
    expect(twoSampleAuc(a, moved).mean).toBeGreaterThan(0.97);
  });

  it('has a figure of the fewest rows, whatever the seed', () => {
    for (let seed = 0; seed < 70; seed++) {
      const { mean: area, low, high } = twoSampleAuc(featuresOf(4, 2, 3), featuresOf(4, 2, 9), { seed });
      // Two of each are judged, from which hardly anything follows.
      expect(area).toBeGreaterThanOrEqual(0);
      expect(high - low).toBeGreaterThan(0.5);
    }
  });

  it('tells what it does by a column of bits by that column and its opposite', () => {
    const bits = (share: number, seed: number) =>
      Float32Array.from(featuresOf(250, 1, seed).data, (value) => Number(value > share));
    const set = (data: Float32Array, twice: boolean) => ({
      data: twice ? Float32Array.from([...data].flatMap((value) => [value, 1 - value])) : data,
      shape: [250, twice ? 2 : 1],
    });
    for (let seed = 0; seed < 6; seed++) {
      const [a, b] = [bits(0, 11 + seed), bits(-0.4, 1234 + seed)];
      const found = [false, true].map((twice) => twoSampleAuc(set(a, twice), set(b, twice), { seed }));
      expect(found[1]).toEqual(found[0]);
    }
  });

  it('conditional samples that are all the same are right, and not various', () => {
    const labels = Int32Array.from({ length: 40 }, (_, row) => row % 2);
    const probabilities = tensor(
      Array.from(labels).flatMap((y) => (y === 0 ? [1, 0] : [0, 1])),
      40,
      2,
    );
    const real = { features: featuresOf(40, 3, 5), labels };
    const same = {
      features: tensor(
        Array.from({ length: 120 }, (_, i) => (Math.floor(i / 3) % 2 === 0 ? 1 : 2)),
        40,
        3,
      ),
      labels,
    };
    expect(classSamples(real, { ...same, probabilities })).toEqual({ accuracy: 1, diversity: 0, compared: 2 });
    expect(classSamples(real, { ...real, probabilities }).diversity).toBeCloseTo(1, 12);
    // Real examples that are all the same are no measure.
    expect(classSamples(same, { ...real, probabilities })).toEqual({ accuracy: 1, compared: 0 });
    const one = (rows: number) => ({ features: featuresOf(rows, 3, 5), labels: labels.slice(0, rows) });
    expect(classSamples(one(2), { ...one(2), probabilities: tensor([1, 0, 0, 1], 2, 2) })).toEqual({ accuracy: 1, compared: 0 });
  });
});
