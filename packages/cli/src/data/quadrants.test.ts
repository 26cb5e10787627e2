import { expect, test } from 'vitest';
import { joinQuadrants, quadrantPlaces, splitQuadrants } from './quadrants.js';

// A 3×4 image of its own places: the upper half is one row, the left half two columns.
const image = [
  [0, 1, 2, 3],
  [4, 5, 6, 7],
  [8, 9, 10, 11],
];
const shape = [3, 4, 1];

test.each([
  [['lower-left'], [4, 5, 8, 9]],
  [['upper-left'], [0, 1]],
  [
    ['lower-left', 'upper-left'],
    [0, 1, 4, 5, 8, 9],
  ],
  [
    ['upper-right', 'lower-left', 'lower-right'],
    [2, 3, 4, 5, 6, 7, 8, 9, 10, 11],
  ],
])('%j are these places', (names, given) => {
  const places = quadrantPlaces(shape, names, 'x');
  expect(places.given).toEqual(given);
  expect([...places.given, ...places.learned].sort((a, b) => a - b)).toEqual(image.flat());
});

test('images are split, bytes to intensities, and joined again', () => {
  const data = Uint8Array.from([...image.flat(), ...image.flat().map((value) => 255 - value)]);
  const split = splitQuadrants({ x: { data, shape: [2, ...shape] }, binarization: 'none' }, ['lower-left'], 'x');
  expect([split.x.shape, split.condition!.shape]).toEqual([
    [2, 8],
    [2, 4],
  ]);
  expect(split.x.data).toBeInstanceOf(Uint8Array);
  expect(split.condition!.data[4]).toBeCloseTo(251 / 255);
  const whole = joinQuadrants(
    { data: Float32Array.from(split.x.data, (value) => value / 255), shape: split.x.shape },
    split.condition!,
    shape,
    quadrantPlaces(shape, ['lower-left'], 'x'),
  );
  expect(whole.shape).toEqual([2, ...shape]);
  expect(Array.from(whole.data, (value) => Math.round(255 * value))).toEqual([...data]);
});

test('what is no part of an image is refused', () => {
  expect(() => quadrantPlaces([2], ['lower-left'], 'moons')).toThrow(
    '--condition lower-left names columns of a table or quadrants of images, but moons is neither',
  );
  expect(() => quadrantPlaces(shape, ['lower-leff'], 'x')).toThrow('did you mean lower-left?');
  expect(() => quadrantPlaces(shape, ['upper-left', 'upper-right', 'lower-left', 'lower-right'], 'x')).toThrow(
    'leaves no quadrant to learn',
  );
});
