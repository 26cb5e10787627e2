import { describe, expect, test } from 'vitest';
import { DataError } from './dataError.js';
import type { Examples } from './examples.js';
import { rectangles } from './rectangles.js';
import { validateExamples } from './validateExamples.js';

function image({ x, factors, y }: Examples, row: number): { pixels: number[][]; width: number; height: number; label: number } {
  const side = x.shape[1] ?? 0;
  const at = (i: number, j: number): number => (x.data[(row * side + i) * side + j] ?? 0) / 255;
  return {
    pixels: Array.from({ length: side }, (_, i) => Array.from({ length: side }, (_, j) => at(i, j))),
    width: factors?.values.data[2 * row] ?? 0,
    height: factors?.values.data[2 * row + 1] ?? 0,
    label: y?.data[row] ?? -1,
  };
}

describe('rectangles', () => {
  test.each([28, 15])('width and height can be read off the pixels, side %i', (imageSize) => {
    const { train } = rectangles({ size: 200, imageSize });
    for (let row = 0; row < 160; row++) {
      const { pixels, width, height, label } = image(train, row);
      const rowSums = pixels.map((line) => line.reduce((sum, pixel) => sum + pixel, 0));
      // A pixel is rounded to 1/255, so that a sum over k pixels is off by k/510 at most.
      const area = rowSums.reduce((sum, line) => sum + line, 0);
      expect(Math.abs(area - width * height)).toBeLessThan(imageSize ** 2 / 510);
      expect(Math.abs(Math.max(...rowSums) - width)).toBeLessThan(imageSize / 510 + 1e-5);
      expect(
        Math.abs(Math.max(...pixels[0]!.map((_, j) => pixels.reduce((sum, line) => sum + (line[j] ?? 0), 0))) - height),
      ).toBeLessThan(imageSize / 510 + 1e-5);
      expect(label).toBe(width >= height ? 0 : 1);
      // In the middle: unchanged when turned by half a turn.
      expect(pixels.toReversed().map((line) => line.toReversed())).toEqual(pixels);
    }
  });

  test('factors are uniform in [side / 8, 7 side / 8] and independent', () => {
    const { factors } = rectangles({ size: 20_000, imageSize: 8, seed: 9 }).train;
    const values = factors?.values.data ?? new Float32Array();
    const n = values.length / 2;
    const scaled = Array.from(
      { length: n },
      (_, row) => [values[2 * row] ?? 0, values[2 * row + 1] ?? 0].map((value) => (value - 4) / 3) as [number, number],
    );
    expect(scaled.flat().every((value) => value >= -1 && value <= 1)).toBe(true);
    // Uniform in [−1, 1]: mean 0, variance 1/3, E[u⁴] = 1/5; the product of two has variance 1/9.
    for (const axis of [0, 1] as const) {
      expect(Math.abs(scaled.reduce((sum, pair) => sum + pair[axis], 0) / n)).toBeLessThan(4 / Math.sqrt(3 * n));
      expect(Math.abs(scaled.reduce((sum, pair) => sum + pair[axis] ** 2, 0) / n - 1 / 3)).toBeLessThan(
        4 * Math.sqrt((1 / 5 - 1 / 9) / n),
      );
    }
    expect(Math.abs(scaled.reduce((sum, [a, b]) => sum + a * b, 0) / n)).toBeLessThan(4 / (3 * Math.sqrt(n)));
  });

  test('shapes, seeds', () => {
    const set = rectangles({ size: 50 });
    expect(set.train.x.shape).toEqual([40, 28, 28, 1]);
    expect(set.test.x.shape).toEqual([10, 28, 28, 1]);
    expect(rectangles({ size: 50 })).toEqual(set);
    expect(rectangles({ size: 50, seed: 1 })).not.toEqual(set);
    expect(() => [set.train, set.test].forEach(validateExamples)).not.toThrow();
  });

  test.each([{ size: 0 }, { imageSize: 7 }, { imageSize: 257 }, { imageSize: 28.5 }, { seed: Infinity }, { testFraction: 2 }])(
    'refuses %o',
    (options) => {
      expect(() => rectangles(options)).toThrow(DataError);
    },
  );
});
