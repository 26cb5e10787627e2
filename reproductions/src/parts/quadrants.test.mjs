import { expect, it } from 'vitest';
import { quadrants } from './quadrants.mjs';

// The images of the numbers 0 to 15 and 16 to 31, row by row.
const x = { data: Uint8Array.from({ length: 32 }, (_, i) => i), shape: [2, 4, 4, 1] };

it.each([
  [['lower-left'], [8, 9, 12, 13], [0, 1, 2, 3, 4, 5, 6, 7, 10, 11, 14, 15]],
  [
    ['upper-left', 'lower-left'],
    [0, 1, 4, 5, 8, 9, 12, 13],
    [2, 3, 6, 7, 10, 11, 14, 15],
  ],
])('takes %j out of images', (given, seen, missing) => {
  const found = quadrants({ x }, given);
  expect(found.x).toEqual({
    data: Uint8Array.from([...missing, ...missing.map((value) => value + 16)]),
    shape: [2, missing.length],
  });
  expect(found.y.shape).toEqual([2, seen.length]);
  [...seen, ...seen.map((value) => value + 16)].forEach((value, i) => expect(found.y.data[i]).toBeCloseTo(value / 255, 6));
});
