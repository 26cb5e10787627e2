import { expect, test } from 'vitest';
import { frechetDistance } from './frechetDistance.js';
import { featuresOf, sampleCases } from './sampleOracles.test-helper.js';

test.each(sampleCases)('SciPy, sets $name', ({ a, b, frechet }) => {
  // The root of a rounding error near an eigenvalue of 0 is some 1e-8.
  expect(frechetDistance(a, b)).toBeCloseTo(frechet, 6);
  expect(frechetDistance(b, a)).toBeCloseTo(frechet, 6);
});

test('a set is at distance 0 from itself, and a shift adds its square', () => {
  const a = featuresOf(50, 6, 7);
  const b = { data: Float64Array.from(a.data, (value) => value + 2), shape: a.shape };
  expect(frechetDistance(a, a)).toBeCloseTo(0, 9);
  expect(frechetDistance(a, b)).toBeCloseTo(6 * 4, 9);
});

test('sets with fewer rows than features have the distance of the same numbers with zeros beside them', () => {
  // Zeros move no moment; twenty columns of them make the rows of the cases fewer than their features.
  const padded = ({ data, shape: [rows, width] }: ReturnType<typeof featuresOf>, more: number) => {
    const wide = width! + more;
    const values = Float64Array.from({ length: rows! * wide }, (_, i) =>
      i % wide < width! ? data[Math.floor(i / wide) * width! + (i % wide)]! : 0,
    );
    return { data: values, shape: [rows!, wide] };
  };
  const [a, b] = [featuresOf(12, 5, 3), featuresOf(9, 5, 4)];
  expect(frechetDistance(padded(a, 20), padded(b, 20))).toBeCloseTo(frechetDistance(a, b), 6);
  expect(frechetDistance(padded(b, 20), padded(a, 20))).toBeCloseTo(frechetDistance(a, b), 6);
});

const two = featuresOf(4, 2, 3);
test.each([
  ['one row', { data: [1, 2], shape: [1, 2] }, '`b` has 1 rows; at least 2 are needed'],
  ['another width', { data: [1, 2, 3], shape: [3, 1] }, '`b` has features of width 1 but `a` of 2; take both from one net'],
  ['images', { data: [1, 2, 3, 4], shape: [1, 2, 2] }, '`b` has shape [1,2,2] and 4 numbers; give features, [rows, width]'],
  ['too few numbers', { data: [1, 2, 3], shape: [2, 2] }, '`b` has shape [2,2] and 3 numbers'],
  ['no number', { data: [1, 2, 3, Number.NaN], shape: [2, 2] }, 'row 1 of `b` holds NaN; every feature must be finite'],
])('%s is refused', (_, { data, shape }, message) => {
  expect(() => frechetDistance(two, { data: Float32Array.from(data), shape })).toThrow(`frechetDistance: ${message}`);
});
