import { expect, test } from 'vitest';
import { exponentialDecay } from './exponentialDecay.js';

test('exponentialDecay falls by its factor at every so many steps', () => {
  const { at, final } = exponentialDecay({ from: 8, factor: 0.5, every: 3 });
  expect([0, 2, 3, 5, 6, 9].map((step) => at(step))).toEqual([8, 8, 4, 4, 2, 1]);
  expect(final).toBe(0);
  expect(exponentialDecay({ from: 1e-3, factor: 0.97, every: 10 }).at(1000) / (1e-3 * 0.97 ** 100)).toBeCloseTo(1, 12);
});

test('exponentialDecay with factor 1 stays', () => {
  const { at, final } = exponentialDecay({ from: 2, factor: 1, every: 1 });
  expect([at(0), at(99), final]).toEqual([2, 2, 2]);
});

test('exponentialDecay refuses options out of range', () => {
  expect(() => exponentialDecay({ from: 1, factor: 0, every: 1 })).toThrow(
    'exponentialDecay: `factor` is 0; it must be a number above 0 and at most 1',
  );
  expect(() => exponentialDecay({ from: 1, factor: 1.1, every: 1 })).toThrow('`factor` is 1.1');
  expect(() => exponentialDecay({ from: 1, factor: 0.5, every: 0 })).toThrow(
    '`every` is 0; it must be a whole number of steps, at least 1',
  );
});
