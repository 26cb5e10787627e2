import { expect, test } from 'vitest';
import { piecewiseConstant } from './piecewiseConstant.js';

test('piecewiseConstant changes at its boundaries', () => {
  const { at, final } = piecewiseConstant({ boundaries: [2, 5], values: [1, 0.5, 0.1] });
  expect([0, 1, 2, 4, 5, 1000].map((step) => at(step))).toEqual([1, 1, 0.5, 0.5, 0.1, 0.1]);
  expect(final).toBe(0.1);
});

test('piecewiseConstant without boundaries is a constant', () => {
  expect(piecewiseConstant({ boundaries: [], values: [3] }).at(7)).toBe(3);
});

test('piecewiseConstant refuses what does not fit', () => {
  expect(() => piecewiseConstant({ boundaries: [2], values: [1] })).toThrow(
    'piecewiseConstant: got 1 `values` for 1 `boundaries`',
  );
  expect(() => piecewiseConstant({ boundaries: [5, 5], values: [1, 2, 3] })).toThrow(
    'piecewiseConstant: `boundaries[1]` is 5; it must be a whole number of steps, at least 6',
  );
  expect(() => piecewiseConstant({ boundaries: [0], values: [1, 2] })).toThrow('`boundaries[0]` is 0');
  expect(() => piecewiseConstant({ boundaries: [1], values: [1, NaN] })).toThrow(
    '`values[1]` is NaN; it must be a finite number',
  );
});
