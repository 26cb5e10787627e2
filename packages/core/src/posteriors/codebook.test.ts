import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { deviation } from '../tiny.test-helper.js';
import { nearestCodes, pickedVectors, revivedCodebook, seededCodebook } from './codebook.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

test('nearestCodes gives the number of the nearest code for every place', () => {
  const codebook = tf.tensor2d([
    [0, 0],
    [1, 1],
    [-1, 3],
  ]);
  const vectors = tf.tensor3d([
    [
      [0.4, 0.4],
      [0.6, 0.6],
    ],
    [
      [-5, 5],
      [0.5, 0.5],
    ],
  ]);
  const before = tf.memory().numTensors;
  const found = nearestCodes(vectors, codebook);
  expect(tf.memory().numTensors).toBe(before + 1);
  expect(found.arraySync()).toEqual([
    [0, 1],
    [2, 0],
  ]);
  expect(() => nearestCodes(tf.ones([2, 3]), codebook)).toThrow(
    'nearestCodes: `vectors` has shape [2,3] and `codebook` [3,2]; expected […,d] and [codes,d]',
  );
});

test('vectors are picked among those that have weight, no one twice where there are enough', () => {
  const cases = fc.record({
    weight: fc.array(fc.constantFrom(0, 1), { minLength: 1, maxLength: 12 }).filter((weight) => weight.includes(1)),
    count: fc.integer({ min: 1, max: 12 }),
    offset: fc.double({ min: 0.01, max: 0.99, noNaN: true }),
  });
  fc.assert(
    fc.property(cases, ({ weight, count, offset }) =>
      tf.tidy(() => {
        const vectors = tf.reshape(tf.range(1, weight.length + 1, 1, 'float32'), [-1, 1]) as tf.Tensor2D;
        const picked = [...pickedVectors({ vectors, weight: tf.tensor1d(weight) }, count, offset).dataSync()];
        for (const number of picked) expect(weight[number - 1]).toBe(1);
        const enough = weight.filter((value) => value === 1).length >= count;
        if (enough) expect(new Set(picked).size).toBe(count);
      }),
    ),
    { numRuns: 100 },
  );
});

test('the last vector is still one of them where the offset is next to 1', () => {
  const vectors = tf.ones([1000, 1]) as tf.Tensor2D;
  const picked = pickedVectors({ vectors, weight: tf.ones([1000]) }, 1000, 1 - 2 ** -24);
  expect(tf.min(picked).dataSync()[0]).toBe(1);
});

test('codes with little of the data move to the candidates and get an even share; the others stay', () => {
  const book = {
    codebook: tf.tensor2d([[1], [2], [3]]),
    counts: tf.tensor1d([9, 0.29, 2.71]),
    sums: tf.tensor2d([[9], [0.58], [8.13]]),
  };
  const candidates = tf.tensor2d([[10], [20], [30]]);
  const { codebook, counts, sums } = revivedCodebook(book, candidates, 0.1);
  expect(deviation(codebook.dataSync(), [1, 20, 3])).toBeLessThan(1e-6);
  expect(deviation(counts.dataSync(), [9, 4, 2.71])).toBeLessThan(1e-6);
  expect(deviation(sums.dataSync(), [9, 80, 8.13])).toBeLessThan(1e-6);
});

test('before there is data, codes are in ±1/K, the seed’s own', () => {
  const values = (seed: number): number[] => [...seededCodebook(8, 3, seed).codebook.dataSync()];
  expect(values(1)).toEqual(values(1));
  expect(values(1)).not.toEqual(values(2));
  expect(Math.max(...values(1).map(Math.abs))).toBeLessThanOrEqual(1 / 8);
});
