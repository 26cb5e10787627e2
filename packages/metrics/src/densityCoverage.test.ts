import { expect, test } from 'vitest';
import { densityCoverage } from './densityCoverage.js';
import { featuresOf, sampleCases } from './sampleOracles.test-helper.js';

const cases = sampleCases.flatMap(({ name, a, b, neighbors }) => neighbors.map((wanted) => ({ name, a, b, ...wanted })));
test.each(cases)('scikit-learn, sets $name, k = $k', ({ a, b, k, density, coverage }) => {
  const found = densityCoverage(a, b, { k });
  expect(found.density).toBeCloseTo(density, 12);
  expect(found.coverage).toBeCloseTo(coverage, 12);
});

test('k is 5 by default, and must be below the number of real examples', () => {
  const { a, b, neighbors } = sampleCases[0]!;
  expect(densityCoverage(a, b).coverage).toBe(neighbors.find(({ k }) => k === 5)!.coverage);
  expect(() => densityCoverage(featuresOf(5, 2, 1), featuresOf(9, 2, 2))).toThrow(
    'densityCoverage: `k` is 5; it must be a whole number from 1 to 4, one less than the rows',
  );
});
