import { expect, test } from 'vitest';
import { imageStyles } from './imageStyle.js';

const SIDE = 28;
/** A bar of a width that moves `slant` pixels to the right on each pixel down. */
const bar = (slant: number, thick: number): Float32Array =>
  Float32Array.from({ length: SIDE ** 2 }, (_, at) => {
    const [i, j] = [Math.floor(at / SIDE), at % SIDE];
    const left = 14 - thick / 2 + slant * (i - 13.5);
    return i >= 4 && i < 24 && j >= left && j < left + thick ? 1 : 0;
  });

test('an upright bar has no slant, one on the diagonal has 1, mirrored −1', () => {
  const [upright, right, left] = [0, 1, -1].map((slant) => imageStyles({ data: bar(slant, 3), shape: [1, SIDE, SIDE, 1] })[0]!);
  expect(upright!.slant).toBeCloseTo(0, 12);
  expect(right!.slant).toBeCloseTo(1, 12);
  expect(left!.slant).toBeCloseTo(-1, 12);
});

test('a bar of 20 pixels has twice its area over its outline, but for the corner where both steps are one', () => {
  const [thin, thick] = imageStyles({ data: Float32Array.of(...bar(0, 2), ...bar(0, 4)), shape: [2, SIDE, SIDE, 1] });
  expect(thin!.thickness).toBeCloseTo((2 * 40) / (44 - 2 + Math.SQRT2), 12);
  expect(thick!.thickness).toBeCloseTo((2 * 80) / (48 - 2 + Math.SQRT2), 12);
});
