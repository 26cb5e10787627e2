import { rectangles } from '@vaekit/datasets';
import { expect, test } from 'vitest';
import { rectangleSides } from './rectangleSides.js';

test('the sides of true rectangles are found to the rounding of their pixels, and nothing is left over', () => {
  const { x, factors } = rectangles({ size: 40 }).train;
  const sides = rectangleSides({ data: Float32Array.from(x.data, (value) => value / 255), shape: x.shape });
  for (const [row, { width, height, left }] of sides.entries()) {
    // A pixel is rounded to 1/255, and two of a row or column are no whole ones.
    expect(Math.abs(width - factors!.values.data[2 * row]!)).toBeLessThan(1 / 255 + 1e-5);
    expect(Math.abs(height - factors!.values.data[2 * row + 1]!)).toBeLessThan(1 / 255 + 1e-5);
    expect(left).toBeLessThan(1e-4);
  }
});

test('a plus sign is no rectangle', () => {
  const side = 9;
  const data = Float32Array.from({ length: side ** 2 }, (_, at) => Number(Math.floor(at / side) === 4 || at % side === 4));
  // The rectangle would be the whole image: 64 of its pixels are dark, 17 white.
  expect(rectangleSides({ data, shape: [1, side, side, 1] })).toEqual([{ width: 9, height: 9, left: 64 / 17 }]);
});
