import { expect, it } from 'vitest';
import { halfSize, labeledImages } from './labeledImages.js';

const bytes = (count: number) => ({
  x: { data: Uint8Array.from({ length: count * 16 }, (_, i) => i), shape: [count, 4, 4, 1] },
  y: { data: Int32Array.from({ length: count }, (_, i) => i % 2), shape: [count] },
  classes: ['even', 'odd'],
});

it('takes the first images of each part, in [0, 1], and names what it took', () => {
  const { key, train, test, classes } = labeledImages(
    { name: 'counts', train: bytes(3), test: bytes(2) },
    { training: 2, test: 9, halved: false },
  );
  expect([key, classes, train.x.shape, test.x.shape]).toEqual(['counts 2+2', 2, [2, 4, 4, 1], [2, 4, 4, 1]]);
  expect(train.x.data[17]).toBeCloseTo(17 / 255, 7);
  expect([...train.y!.data]).toEqual([0, 1]);
});

it('makes one pixel of four', () => {
  const { key, train } = labeledImages(
    { name: 'counts', train: bytes(1), test: bytes(1) },
    { training: 1, test: 1, halved: true },
  );
  expect(key).toBe('counts 1+1 halved');
  // Rows of four: the first square holds 0, 1, 4 and 5.
  expect([...train.x.data].map((value) => value * 255)).toEqual([2.5, 4.5, 10.5, 12.5].map((value) => expect.closeTo(value, 4)));
  expect(() => halfSize({ data: new Float32Array(9), shape: [1, 3, 3, 1] })).toThrow(
    'halfSize: images are 3 × 3; expected even numbers of pixels',
  );
});

it('refuses what is no gray image, and a set without held-out images', () => {
  const amount = { training: 1, test: 1, halved: false };
  const color = { x: { data: new Uint8Array(12), shape: [1, 2, 2, 3] } };
  expect(() => labeledImages({ name: 'color', train: color, test: color }, amount)).toThrow(
    'those of color have shape [1,2,2,3]',
  );
  expect(() => labeledImages({ name: 'counts', train: bytes(1) }, amount)).toThrow('counts has no test part');
});
