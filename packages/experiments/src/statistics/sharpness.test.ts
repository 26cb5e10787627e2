import { expect, test } from 'vitest';
import { sharpnessOf } from './sharpness.js';

const image = (height: number, width: number, value: (i: number, j: number) => number) => ({
  data: Float32Array.from({ length: height * width }, (_, at) => value(Math.floor(at / width), at % width)),
  shape: [1, height, width, 1],
});

test.each([
  { name: 'a plain image has no edges', draw: () => 0.5, gradient: 0, gray: 1 },
  { name: 'a step of 1 in one of three columns', draw: (_: number, j: number) => (j < 2 ? 0 : 1), gradient: 1 / 3, gray: 0 },
  { name: 'beyond black and white it is clipped', draw: (_: number, j: number) => (j < 2 ? -3 : 7), gradient: 1 / 3, gray: 0 },
])('$name', ({ draw, gradient, gray }) => {
  const found = sharpnessOf(image(4, 4, draw));
  expect(found.gradient).toBeCloseTo(gradient, 6);
  expect(found.gray).toBe(gray);
});

test('a slope of s both ways is one of √2 s', () => {
  expect(sharpnessOf(image(4, 4, (i, j) => (i + j) / 8)).gradient).toBeCloseTo(Math.SQRT2 / 8, 6);
});
