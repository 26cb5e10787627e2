import { expect, it } from 'vitest';
import oracles from '../../oracles/columnOracles.json' with { type: 'json' };
import { kolmogorovSmirnov } from './kolmogorovSmirnov.js';
import { spearmanCorrelations } from './spearmanCorrelations.js';
import { totalVariation } from './totalVariation.js';

it.each(oracles.smirnov)('SciPy: a Kolmogorov–Smirnov distance of $distance', ({ a, b, distance }) => {
  expect(kolmogorovSmirnov(a, b)).toBeCloseTo(distance, 12);
  expect(kolmogorovSmirnov(b, a)).toBeCloseTo(distance, 12);
  expect(kolmogorovSmirnov(a, a)).toBe(0);
});

it.each(oracles.variations)('SciPy: a total variation of $distance', ({ a, b, distance }) => {
  expect(totalVariation(a, b)).toBeCloseTo(distance, 12);
});

it('SciPy: rank correlations, ties with the middle of their ranks', () => {
  const { columns, correlations } = oracles.spearman;
  spearmanCorrelations(columns).forEach((row, i) =>
    row.forEach((value, j) => expect(value, `${i}, ${j}`).toBeCloseTo(correlations[i]![j]!, 12)),
  );
});

it('SciPy: rank correlations over the rows that both columns of a pair have', () => {
  const { columns, correlations } = oracles.gaps;
  const known = columns.map((column) => column.map((value) => value ?? Number.NaN));
  spearmanCorrelations(known).forEach((row, i) =>
    row.forEach((value, j) => expect(value, `${i}, ${j}`).toBeCloseTo(correlations[i]![j]!, 12)),
  );
});

it('leaves a missing value out of its pairs alone, and a column that does not vary is correlated with none', () => {
  const [a, b, constant] = [
    [1, 2, Number.NaN, 3],
    [10, 30, -100, 20],
    [5, 5, 5, 5],
  ];
  const found = spearmanCorrelations([a!, b!, constant!]);
  // Ranks 1, 2, 3 beside 1, 3, 2: deviations −1, 0, 1 and −1, 1, 0.
  expect(found[0]![1]).toBeCloseTo(0.5, 12);
  expect([found[0]![2], found[1]![2], found[2]![2]]).toEqual([0, 0, 1]);
  expect(spearmanCorrelations([])).toEqual([]);
});

it('refuses what cannot be compared', () => {
  expect(() => kolmogorovSmirnov([], [1])).toThrow('kolmogorovSmirnov: `a` is empty; give at least one value');
  expect(() => kolmogorovSmirnov([1], [2, Number.NaN])).toThrow('kolmogorovSmirnov: `b` holds NaN at 1');
  expect(() => totalVariation([1], [1, 2])).toThrow('totalVariation: `a` has 1 categories but `b` has 2');
  expect(() => totalVariation([1, 1], [0, 0])).toThrow('totalVariation: `b` is 0,0; expected counts of at least 0');
  expect(() => spearmanCorrelations([[1, 2], [1]])).toThrow('spearmanCorrelations: a column has 1 values but the first has 2');
});
