import { expect, test } from 'vitest';
import { interpolationFigure } from './interpolationFigure.js';
import { interpolationStrip } from './interpolationStrip.js';

/** Images of one pixel each. */
const pixels = (values: readonly number[]) => ({ data: Float32Array.from(values), shape: [values.length, 1, 1, 1] });

test('the examples stand before and behind their path', () => {
  const strip = interpolationStrip(pixels([0.2, 0.4, 0.6, 0.4]), {
    steps: 2,
    originals: pixels([0, 1, 1, 0]),
    gap: 0,
    scale: 1,
  });
  expect([strip.width, strip.height]).toEqual([4, 2]);
  expect([...strip.data]).toEqual([0, 51, 102, 255, 255, 153, 102, 0]);
});

test('refuses other counts, sizes and kinds of examples', () => {
  const images = pixels([0, 0.5, 1]);
  expect(() => interpolationStrip(images, { originals: pixels([1]) })).toThrow(
    'interpolationStrip: `originals` has shape [1,1,1,1]; expected [2,1,1,1], the first and the last example of each path',
  );
  const bytes = { data: Uint8Array.of(0, 1), shape: [2, 1, 1, 1] };
  expect(() => interpolationFigure(images, { originals: bytes })).toThrow('different kinds of numbers');
});

test.each([
  [11, ['0', '0.1', '0.2', '0.3', '0.4', '0.5', '0.6', '0.7', '0.8', '0.9', '1']],
  [9, ['0', '0.25', '0.5', '0.75', '1']],
  [8, ['0', '1']],
  [7, ['0', '0.5', '1']],
  [5, ['0', '0.25', '0.5', '0.75', '1']],
])('a path of %i images has round ticks', (steps, expected) => {
  const svg = interpolationFigure(pixels(Array.from({ length: steps }, (_, i) => i / steps)), { originals: pixels([0, 1]) });
  const ticks = [...svg.matchAll(/font-size="12" text-anchor="middle">([^<]*)</gu)].map(([, text]) => text);
  expect(ticks).toEqual(expected);
});
