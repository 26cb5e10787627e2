import { expect, it } from 'vitest';
import { differenceOf, exactly, intervalOf, meanOf, valuesOf } from './figures.js';

const figures = {
  a: { unit: 'nats', values: [3, 5, 4] },
  b: { unit: 'nats', values: [1, 2, 3] },
  once: { unit: '', values: [7] },
};

it('gives the interval of a mean, which one seed leaves open', () => {
  // Student's t with 2 degrees of freedom: 4.302653 deviations of the mean, 1 / √3.
  const { mean, low, high } = intervalOf(figures, 'b');
  expect(mean).toBe(2);
  expect(high).toBeCloseTo(2 + 4.302653 / Math.sqrt(3), 5);
  expect(low).toBeCloseTo(2 - 4.302653 / Math.sqrt(3), 5);
  expect(intervalOf(figures, 'once')).toEqual({ mean: 7, low: -Infinity, high: Infinity });
  expect(exactly(figures, 'once')).toEqual({ mean: 7, low: 7, high: 7 });
});

it('pairs differences by seed', () => {
  // 3 − 1, 5 − 2, 4 − 3: mean 2, deviation 1.
  const { mean, high } = differenceOf(figures, 'a', 'b');
  expect([mean, meanOf(figures, 'a')]).toEqual([2, 4]);
  expect(high).toBeCloseTo(2 + 4.302653 / Math.sqrt(3), 5);
  expect(differenceOf(figures, 'a', 'b', 2).mean).toBe(0);
  expect(differenceOf(figures, 'once', 'once').high).toBe(Infinity);
});

it('names what is not there, and figures that are not paired', () => {
  expect(() => valuesOf(figures, 'c')).toThrow('the figures have no `c`; they have a, b, once');
  expect(() => differenceOf(figures, 'a', 'once')).toThrow('`a` has 3 values and `once` 1; paired figures need one a seed');
});
