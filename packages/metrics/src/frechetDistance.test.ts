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

test.each([
  [1, 1],
  [3, 1],
  [1, 5],
  [2, 11],
])('rows that repeat, fewer than features, have the distance of their closed form (set %i, %i rows)', (seed, others) => {
  const [rows, width] = [40, 64];
  const a = featuresOf(rows, width, seed);
  const [u, v] = [featuresOf(1, width, seed + 10).data, featuresOf(1, width, seed + 20).data];
  const repeated = (count: number) => ({
    data: Float64Array.from({ length: rows * width }, (_, i) => (i < count * width ? v : u)[i % width]!),
    shape: [rows, width],
  });
  const meanOf = ({ data }: { readonly data: ArrayLike<number> }): number[] =>
    Array.from({ length: width }, (_, d) => {
      let sum = 0;
      for (let row = 0; row < rows; row++) sum += data[row * width + d]!;
      return sum / rows;
    });
  const m = meanOf(a);
  const moved = Float64Array.from(a.data, (value, i) => value - m[i % width]!);
  const trace = moved.reduce((sum, value) => sum + value ** 2, 0) / (rows - 1);
  const between = (mean: readonly number[]): number => mean.reduce((sum, value, d) => sum + (value - m[d]!) ** 2, 0);
  // All the same: no covariance.
  const same = repeated(0);
  expect(frechetDistance(a, same)).toBeCloseTo(between(meanOf(same)) + trace, 6);
  // Some of one and the rest of another: S₂ = c w wᵀ with w = v − u, and tr (S₁ S₂)^½ = √(c wᵀ S₁ w).
  const some = repeated(others);
  const w = Float64Array.from(v, (value, d) => value - u[d]!);
  const c = (others * (rows - others)) / rows / (rows - 1);
  let along = 0;
  for (let row = 0; row < rows; row++) along += w.reduce((sum, value, d) => sum + value * moved[row * width + d]!, 0) ** 2;
  const ofSome = c * w.reduce((sum, value) => sum + value ** 2, 0);
  const expected = between(meanOf(some)) + trace + ofSome - 2 * Math.sqrt((c * along) / (rows - 1));
  // The roots of 38 rounding errors near an eigenvalue of 0.
  expect(frechetDistance(a, some)).toBeCloseTo(expected, 4);
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
