import { expect, test } from 'vitest';
import { precisionRecall } from './precisionRecall.js';
import { featuresOf, sampleCases } from './sampleOracles.test-helper.js';

const cases = sampleCases.flatMap(({ name, a, b, neighbors }) => neighbors.map((wanted) => ({ name, a, b, ...wanted })));
test.each(cases)('scikit-learn, sets $name, k = $k', ({ a, b, k, precision, recall }) => {
  const found = precisionRecall(a, b, { k });
  expect(found.precision).toBeCloseTo(precision, 12);
  expect(found.recall).toBeCloseTo(recall, 12);
});

test('k is 3 by default; a set covers itself and nothing far away', () => {
  const a = featuresOf(20, 40, 11);
  const far = { data: a.data.map((value) => value + 100), shape: a.shape };
  expect(precisionRecall(a, a)).toEqual({ precision: 1, recall: 1 });
  expect(precisionRecall(a, far)).toEqual({ precision: 0, recall: 0 });
  const { a: real, b, neighbors } = sampleCases[0]!;
  expect(precisionRecall(real, b).precision).toBe(neighbors.find(({ k }) => k === 3)!.precision);
});

test.each([0, 1.5, 5])('k = %s among five rows is refused', (k) => {
  expect(() => precisionRecall(featuresOf(5, 2, 1), featuresOf(9, 2, 2), { k })).toThrow(
    `precisionRecall: \`k\` is ${k}; it must be a whole number from 1 to 4, one less than the rows`,
  );
});
