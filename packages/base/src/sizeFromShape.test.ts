import { expect, test } from 'vitest';
import { sizeFromShape } from './sizeFromShape.js';

test('the product of the extents', () => {
  expect(sizeFromShape([])).toBe(1);
  expect(sizeFromShape([2, 3, 5])).toBe(30);
  expect(sizeFromShape([4, 0, 7])).toBe(0);
});
