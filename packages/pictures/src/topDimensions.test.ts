import { expect, it } from 'vitest';
import { topDimensions } from './topDimensions.js';

const mean = Float32Array.from([0, 5, 1, 0, 5, -1, 3, 5, 0]);

it('sorts by divergence, and without one by the variance of the codes', () => {
  expect(topDimensions({ width: 3, mean, klByDimension: [0.1, 3, 2] }, 2)).toEqual([1, 2]);
  // Variances 2, 0 and 2/3.
  expect(topDimensions({ width: 3, mean }, 3)).toEqual([0, 2, 1]);
});
