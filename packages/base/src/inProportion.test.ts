import { expect, test } from 'vitest';
import { inProportion } from './inProportion.js';

test('each index has the part of [0, 1) that its amount is of the total', () => {
  const amounts = Float64Array.of(0, 1, 0, 5, 2, 0);
  const found = Array.from({ length: 8 }, (_, eighth) => inProportion(amounts, (eighth + 0.5) / 8));
  expect(found).toEqual([1, 3, 3, 3, 3, 3, 4, 4]);
  expect(inProportion(amounts, 0)).toBe(1);
  expect(inProportion(amounts, 1 - 2 ** -53)).toBe(4);
});

test('where all are 0, they count alike', () => {
  expect([0, 0.3, 0.5, 0.99].map((u) => inProportion(new Float64Array(4), u))).toEqual([0, 1, 2, 3]);
});
