import { expect, test } from 'vitest';
import { errorAt } from './rateDistortion.js';

test.each([
  { name: 'at a point, its error', rate: 10, expected: 4 },
  { name: 'between two, their mixture', rate: 5, expected: 7 },
  { name: 'a point above the hull is passed by', rate: 15, expected: 3 },
  { name: 'beyond all, the least error', rate: 100, expected: 2 },
])('$name', ({ rate, expected }) => {
  const points = [
    { bits: 0, error: 10 },
    { bits: 10, error: 4 },
    { bits: 15, error: 3.9 },
    { bits: 20, error: 2 },
  ];
  expect(errorAt(points, rate)).toBeCloseTo(expected, 12);
});

test('where everything costs more, nothing is known', () => {
  expect(errorAt([{ bits: 10, error: 1 }], 5)).toBe(Infinity);
});
