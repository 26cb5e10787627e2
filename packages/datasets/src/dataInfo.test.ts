import { expect, test } from 'vitest';
import { dataInfo } from './dataInfo.js';
import { digits } from './digits.js';
import type { Examples } from './examples.js';
import { moons } from './moons.js';

test('the embedded digits', async () => {
  const info = dataInfo(await digits());
  expect(info).toMatchObject({
    name: 'digits',
    license: 'CC-BY-SA-3.0',
    binarization: 'none',
    shape: [28, 28, 1],
    elementType: 'uint8',
    train: { size: 8000, minimum: 0, maximum: 1 },
    test: { size: 2000, minimum: 0, maximum: 1 },
  });
  expect(info).not.toHaveProperty('factors');
  // The means of the same rows of the MNIST file, by NumPy.
  expect(info.train.mean).toBeCloseTo(0.1307019332733093, 12);
  expect(info.test.mean).toBeCloseTo(0.13282101840736293, 12);
  expect(info.train.perClass?.map(({ count }) => count)).toEqual([801, 927, 791, 832, 780, 663, 814, 870, 744, 778]);
  expect(JSON.parse(JSON.stringify(info))).toEqual(info);
});

test('floats, factors, labels without names, classes without examples', () => {
  expect(dataInfo(moons({ size: 10 }))).toMatchObject({ elementType: 'float32', factors: ['angle'], shape: [2] });
  const part = (classes?: string[]): Examples<'none'> => ({
    x: { data: Float32Array.of(-2, 0, 4), shape: [3, 1] },
    y: { data: Int32Array.of(5, 0, 5), shape: [3] },
    binarization: 'none',
    ...(classes === undefined ? {} : { classes }),
  });
  const about = { name: 'a', description: 'b', source: 'c', license: 'd' };
  const info = dataInfo({ ...about, train: part(), test: part(['p', 'q', 'r', 's', 't', 'u']) });
  expect(info.train).toEqual({
    size: 3,
    minimum: -2,
    maximum: 4,
    mean: 2 / 3,
    perClass: [
      { label: 0, name: '0', count: 1 },
      { label: 5, name: '5', count: 2 },
    ],
  });
  expect(info.test.perClass?.map(({ name, count }) => `${name}${count}`)).toEqual(['p1', 'q0', 'r0', 's0', 't0', 'u2']);
});
