import { expect, test } from 'vitest';
import { sharpnessOf } from './sharpness.js';

const image = (rows: number[][], scale = 1) => ({
  data: Float32Array.from(rows.flat(), (value) => value * scale),
  shape: [1, rows.length, rows[0]!.length, 1],
});

test('by hand: an edge, a ramp, even gray and nothing', () => {
  // Three of twelve pairs differ by 1; six of nine pixels are 1.
  const edge = [
    [0, 1, 1],
    [0, 1, 1],
    [0, 1, 1],
  ];
  expect(sharpnessOf(image(edge))[0]).toBeCloseTo(Math.sqrt(3 / 12 / (6 / 9)), 6);
  // The same edge, blurred: six pairs differ by ½; squares of the pixels add up to 3 · (¼ + 1).
  const ramp = [
    [0, 0.5, 1],
    [0, 0.5, 1],
    [0, 0.5, 1],
  ];
  expect(sharpnessOf(image(ramp))[0]).toBeCloseTo(Math.sqrt((6 * 0.25) / 12 / (3.75 / 9)), 6);
  expect(sharpnessOf(image(edge, 0.3))[0]).toBeCloseTo(sharpnessOf(image(edge))[0]!, 6);
  expect(sharpnessOf({ data: new Float32Array(18).fill(0.5, 0, 9), shape: [2, 3, 3, 1] })).toEqual([0, 0]);
});
