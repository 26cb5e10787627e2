import { expect, test } from 'vitest';
import { kernelDistance } from './kernelDistance.js';
import { featuresOf, sampleCases } from './sampleOracles.test-helper.js';

test.each(sampleCases)('scikit-learn, sets $name', ({ a, b, kernel }) => {
  expect(kernelDistance(a, b)).toBeCloseTo(kernel, 10);
  expect(kernelDistance(b, a)).toBeCloseTo(kernel, 10);
});

test('columns of zeros change d alone, whichever way the pairs are summed', () => {
  const [a, b] = [featuresOf(9, 2, 5), featuresOf(8, 2, 9)];
  // Twice the width by zeros halves a·b/d, and so does a factor of √½. Wide rows are summed pair by pair, narrow ones by monomials.
  const width = 32;
  const wide = ({ data, shape }: typeof a) => ({
    data: Float64Array.from({ length: shape[0]! * width }, (_, i) =>
      i % width < 2 ? data[Math.floor(i / width) * 2 + (i % width)]! : 0,
    ),
    shape: [shape[0]!, width],
  });
  const scaled = ({ data, shape }: typeof a) => ({
    data: Float64Array.from(data, (value) => value * Math.sqrt(2 / width)),
    shape,
  });
  expect(kernelDistance(wide(a), wide(b))).toBeCloseTo(kernelDistance(scaled(a), scaled(b)), 12);
});

test('features of two nets are refused', () => {
  expect(() => kernelDistance(featuresOf(3, 2, 1), featuresOf(3, 4, 1))).toThrow(
    'kernelDistance: `b` has features of width 4 but `a` of 2; take both from one net',
  );
});
