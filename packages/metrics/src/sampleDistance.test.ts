import { expect, test } from 'vitest';
import { sampleDistance } from './sampleDistance.js';
import { featuresOf, sampleCases } from './sampleOracles.test-helper.js';

test.each(sampleCases)('SciPy and scikit-learn through a net that halves, sets $name', ({ a, b, frechet, neighbors }) => {
  const net = { features: ({ data, shape }: typeof a) => ({ data: Float64Array.from(data, (value) => value / 2), shape }) };
  const found = sampleDistance(a, b, net, { training: a });
  const wanted = neighbors.find(({ k }) => k === 3)!;
  // Halved features are at a quarter of a squared distance; neighbors are the same.
  expect(found.frechet).toBeCloseTo(frechet / 4, 6);
  expect(found.precision).toBeCloseTo(wanted.precision, 12);
  expect(found.recall).toBeCloseTo(wanted.recall, 12);
  expect(found.floor.frechet).toBeCloseTo(0, 6);
});

test('kernel distances are of the samples and of the training images from the real ones', () => {
  const { a, b, kernel } = sampleCases[1]!;
  const net = { features: (images: typeof a) => images };
  const found = sampleDistance(a, featuresOf(30, 4, 5), net, { training: b, k: 1 });
  expect(found.floor.kernel).toBeCloseTo(kernel, 10);
  expect(sampleDistance(a, b, net, { training: b }).kernel).toBeCloseTo(kernel, 10);
});
