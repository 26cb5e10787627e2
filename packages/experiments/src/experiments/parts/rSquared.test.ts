import { expect, test } from 'vitest';
import { rSquared } from './rSquared.js';

// scikit-learn's documentation of r2_score: [3, -0.5, 2, 7] by [2.5, 0, 2, 8] is 0.948...
test.each([
  [[3, -0.5, 2, 7], [2.5, 0, 2, 8], 0.9486081370449679],
  [[1, 2, 3], [1, 2, 3], 1],
  [[1, 2, 3], [2, 2, 2], 0],
  [[1, 2, 3], [3, 2, 1], -3],
])('%j by %j is %d', (truth, predicted, expected) => {
  expect(rSquared(truth, predicted)).toBeCloseTo(expected, 12);
});
