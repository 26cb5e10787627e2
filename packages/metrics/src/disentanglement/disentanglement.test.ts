import { randomStream } from '@vaekit/core';
import { describe, expect, it } from 'vitest';
import oracles from '../../oracles/disentanglementOracles.json' with { type: 'json' };
import { attributePredictability } from './attributePredictability.js';
import { betaVaeScore } from './betaVaeScore.js';
import { completenessOf, dci, disentanglementOf } from './dci.js';
import { decisionTree } from './decisionTree.js';
import { explicitness } from './explicitness.js';
import { codeColumns, type FactorCodes } from './factorCodes.js';
import { factorVaeScore } from './factorVaeScore.js';
import { interventionalRobustness } from './interventionalRobustness.js';
import { logisticRegression } from './logisticRegression.js';
import { modularity, modularityOf } from './modularity.js';
import { mutualInformationGap } from './mutualInformationGap.js';
import { unsupervisedScores } from './unsupervisedScores.js';

const rows = oracles.codes.length / 4;
const given: FactorCodes = {
  codes: { data: Float64Array.from(oracles.codes) as unknown as Float32Array, shape: [rows, 4] },
  factors: { data: Int32Array.from(oracles.factors), shape: [rows, 3] },
};

describe('against NumPy and scikit-learn', () => {
  it.each([
    ['mutualInformationGap', mutualInformationGap(given), 1e-10],
    ['attributePredictability', attributePredictability(given), 1e-10],
    ['modularity', modularity(given), 1e-10],
    ['interventionalRobustness', interventionalRobustness(given), 1e-10],
  ] as const)('%s', (name, found, tolerance) => expect(Math.abs(found - oracles[name])).toBeLessThan(tolerance));

  it('explicitness, the mean over random halves', () => {
    const { mean, deviation, halves } = oracles.explicitness;
    const found = Array.from({ length: 30 }, (_, seed) => explicitness(given, { seed }));
    const ours = found.reduce((sum, value) => sum + value, 0) / found.length;
    // Four standard errors of the difference.
    expect(Math.abs(ours - mean)).toBeLessThan(4 * deviation * Math.sqrt(1 / halves + 1 / found.length));
  });

  it('explicitness of examples in the order of their factors', () => {
    // Codes that are the first of two factors itself, which is found without an error, and noise.
    const n = 400;
    const noise = randomStream(6).fillNormal(new Float32Array(n));
    const codes = Float32Array.from({ length: 2 * n }, (_, i) => (i % 2 === 0 ? Math.floor(i / 2 / 200) : noise[(i - 1) / 2]!));
    const factors = { data: Int32Array.from({ length: n }, (_, row) => Math.floor(row / 200)), shape: [n, 1] };
    expect(explicitness({ codes: { data: codes, shape: [n, 2] }, factors })).toBe(1);
  });

  it('a logistic regression of columns that are 1 and 0 by turns gives the shares of the classes', () => {
    // 600 rows, standardized; of the 350 with the first column 200 are of class 1, of the others 100: the maximum of the likelihood, which a weak penalty leaves.
    const first = (row: number): boolean => row < 350;
    const rows = Array.from({ length: 600 }, (_, row) => {
      const value = first(row) ? Math.sqrt(250 / 350) : -Math.sqrt(350 / 250);
      return [value, -value];
    });
    const labels = rows.map((_, row) => (row < 200 || (row >= 350 && row < 450) ? 1 : 0));
    const fitted = logisticRegression(rows, labels, { classes: 2, c: 1e6, steps: 200 });
    expect(fitted.probabilities(rows[0]!)[1]).toBeCloseTo(200 / 350, 4);
    expect(fitted.probabilities(rows[599]!)[1]).toBeCloseTo(100 / 250, 4);
  });

  it('logistic regressions come to the same probabilities', () => {
    const { codes, factors } = codeColumns('test', given);
    const all = Array.from({ length: rows }, (_, row) => Float64Array.from(codes, (code) => code[row]!));
    oracles.probabilities.forEach((expected, f) => {
      const fitted = logisticRegression(all.slice(0, rows / 2), factors[f]!.slice(0, rows / 2), {
        classes: expected.length,
        steps: 3000,
      });
      fitted.probabilities(all[rows / 2]!).forEach((p, k) => expect(p).toBeCloseTo(expected[k]!, 3));
    });
  });

  it('a tree has the same importances and answers', () => {
    const { codes, factors } = codeColumns('test', given);
    const tree = decisionTree(codes, factors[1]!);
    oracles.importances.forEach((value, d) => expect(Math.abs(tree.importances[d]! - value)).toBeLessThan(0.02));
    const same = oracles.predictions.filter((label, row) => tree.classify(row) === label).length;
    // Splits that are equally good may be chosen otherwise.
    expect(same / rows).toBeGreaterThan(0.99);
  });

  it('scores without factors', () => {
    const found = unsupervisedScores(given.codes);
    for (const [name, value] of Object.entries(oracles.unsupervised))
      expect(found[name as keyof typeof found]).toBeCloseTo(value, 8);
  });
});

/** Ten factors of ten values, 3,000 examples, and codes made from them. */
function dummy(kind: 'duplicated' | 'identity' | 'zero'): FactorCodes {
  const n = 3000;
  const stream = randomStream(5);
  const factors = { data: Int32Array.from({ length: 10 * n }, () => stream.below(10)), shape: [n, 10] };
  const width = kind === 'duplicated' ? 20 : 10;
  const data = Float32Array.from({ length: n * width }, (_, i) => {
    const [row, d] = [Math.floor(i / width), i % width];
    return kind === 'zero' ? 0 : factors.data[row * 10 + (d % 10)]!;
  });
  return { codes: { data, shape: [n, width] }, factors };
}

const votes = { batchSize: 30, training: 1000, test: 500 };
const diagonal = Array.from({ length: 5 }, (_, i) => Array.from({ length: 10 }, (__, j) => (j % 5 === i ? 5 : 0)));

describe('representations whose scores are known', () => {
  it('of ten factors as they are', () => {
    const data = dummy('identity');
    expect(mutualInformationGap(data)).toBeGreaterThan(0.9);
    expect(attributePredictability(data)).toBeGreaterThan(0.9);
    expect(interventionalRobustness(data)).toBeGreaterThan(0.9);
    expect(factorVaeScore(data, votes)).toBeGreaterThan(0.9);
    expect(betaVaeScore(data, { ...votes, training: 300, test: 200 })).toBeGreaterThan(0.9);
    expect(modularity(data)).toBeGreaterThan(0.9);
    const { disentanglement, completeness, informativeness } = dci(data);
    expect(Math.min(disentanglement, completeness, informativeness)).toBeGreaterThan(0.85);
  });

  it('of nothing', () => {
    const data = dummy('zero');
    expect(mutualInformationGap(data)).toBeLessThan(0.2);
    expect(attributePredictability(data)).toBeLessThan(0.2);
    expect(interventionalRobustness(data)).toBeLessThan(0.1);
    expect(factorVaeScore(data, votes)).toBeLessThan(0.2);
    expect(betaVaeScore(data, { ...votes, training: 200, test: 200 })).toBeLessThan(0.2);
    expect(modularity(data)).toBe(0);
  });

  it('of every factor twice', () => expect(mutualInformationGap(dummy('duplicated'))).toBeLessThan(0.1));

  it('of one number for two of ten factors', () => {
    expect(disentanglementOf(diagonal)).toBeCloseTo(1 - Math.LN2 / Math.LN10, 8);
    expect(modularityOf(diagonal)).toBeCloseTo(1 - 1 / 9, 12);
    expect(completenessOf(diagonal)).toBeCloseTo(1, 8);
  });
});

it('of a single factor, and of codes that never move', () => {
  const rows = 200;
  const codes = {
    data: Float32Array.from({ length: 2 * rows }, (_, i) => (i % 2 === 0 ? Math.floor(i / 2) % 4 : 0)),
    shape: [rows, 2],
  };
  const factors = { data: Int32Array.from({ length: rows }, (_, row) => row % 4), shape: [rows, 1] };
  const { disentanglement, completeness, informativeness } = dci({ codes, factors });
  expect([disentanglement, informativeness]).toEqual([1, 1]);
  expect(completeness).toBeCloseTo(1, 8);
  // The number that never moves knows nothing.
  expect(modularity({ codes, factors })).toBe(0.5);
  const still = unsupervisedScores({ data: new Float32Array(10).fill(3), shape: [5, 2] });
  expect(still).toEqual({ gaussianTotalCorrelation: 0, gaussianWassersteinCorrelation: 0, mutualInformation: 0 });
});

it('does not depend on the unit of the codes', () => {
  const codes = [0, 1, 1, 0, 2, 2, 3, 1, 1, 2];
  const at = (unit: number) => unsupervisedScores({ data: Float64Array.from(codes, (value) => value * unit), shape: [5, 2] });
  const [small, large] = [at(1e-8), at(1)];
  expect(large.gaussianTotalCorrelation).toBeGreaterThan(0);
  expect(small.gaussianTotalCorrelation).toBeCloseTo(large.gaussianTotalCorrelation, 8);
  expect(small.gaussianWassersteinCorrelation).toBeCloseTo(large.gaussianWassersteinCorrelation, 8);
});

it('says what it takes', () => {
  expect(() => unsupervisedScores({ data: new Float32Array(3), shape: [2, 2] })).toThrow('has shape [2,2] and 3 numbers');
  expect(() => unsupervisedScores({ data: new Float32Array(0), shape: [2, 0] })).toThrow('has shape [2,0] and 0 numbers');
  expect(() =>
    modularity({ codes: { data: new Float32Array(3), shape: [2, 2] }, factors: { data: new Int32Array(2), shape: [2, 1] } }),
  ).toThrow('modularity: `codes` has shape [2,2] but 3 numbers; give 4, row by row');
  const lost = { data: Float32Array.of(0, 1, Number.NaN, 1), shape: [2, 2] };
  expect(() => modularity({ codes: lost, factors: { data: new Int32Array(2), shape: [2, 1] } })).toThrow(
    'modularity: number 0 of the code of example 1 is NaN; give finite numbers',
  );
  expect(() => unsupervisedScores(lost)).toThrow('unsupervisedScores: number 0 of the code of example 1 is NaN');
  expect(() => modularity({ codes: lost, factors: { data: new Int32Array(0), shape: [2, 0] } })).toThrow(
    'at least one number and one factor',
  );
  expect(() => mutualInformationGap({ codes: dummy('zero').codes, factors: { data: new Int32Array(4), shape: [2, 2] } })).toThrow(
    /mutualInformationGap: `codes` has shape \[3000,10\] and `factors` \[2,2\]/,
  );
  expect(() =>
    dci({ codes: { data: new Float32Array(4), shape: [2, 2] }, factors: { data: Float32Array.of(0, 0.5), shape: [2, 1] } }),
  ).toThrow(/factor 0 of example 1 is 0\.5/);
});
