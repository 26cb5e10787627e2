import { expect, test } from 'vitest';
import type { Examples } from './examples.js';
import { joinExamples } from './joinExamples.js';

const images = (first: number, count: number): Examples<'none'> => ({
  x: { data: Uint8Array.from({ length: 2 * count }, (_, i) => first + i), shape: [count, 1, 2, 1] },
  y: { data: Int32Array.from({ length: count }, (_, i) => first + i), shape: [count] },
  binarization: 'none',
  classes: ['a', 'b'],
});

test('images and labels of all parts in their order, the rest as in the first', () => {
  expect(joinExamples([images(10, 1), images(20, 2)])).toEqual({
    x: { data: Uint8Array.of(10, 11, 20, 21, 22, 23), shape: [3, 1, 2, 1] },
    y: { data: Int32Array.of(10, 20, 21), shape: [3] },
    binarization: 'none',
    classes: ['a', 'b'],
  });
  const one = images(5, 2);
  expect(joinExamples([one])).toBe(one);
  expect(joinExamples([])).toBeUndefined();
});
