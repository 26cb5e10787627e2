import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { batches, type PlainBatch } from './batches.js';
import { DataError } from './dataError.js';
import type { Examples } from './examples.js';

function numbered(size: number): Examples<'none'> {
  return {
    x: { data: Float32Array.from({ length: 2 * size }, (_, i) => i), shape: [size, 2] },
    y: { data: Int32Array.from({ length: size }, (_, row) => row % 7), shape: [size] },
    binarization: 'none',
  };
}

const orderOf = (epoch: Iterable<PlainBatch>): number[] =>
  [...epoch].flatMap(({ index, weight }) => [...index.data].filter((_, i) => weight.data[i] === 1));

describe('epochs', () => {
  test('every example once, rows with their labels, shapes that do not change', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 90 }),
        fc.nat(),
        fc.integer(),
        fc.nat(),
        fc.boolean(),
        (size, b, seed, epoch, shuffle) => {
          const batchSize = 1 + (b % size);
          const source = batches(numbered(size), { batchSize, seed, shuffle });
          const all = [...source.epoch(epoch)];
          expect(source).toMatchObject({ size, batchSize, steps: Math.ceil(size / batchSize), binarization: 'none' });
          expect(all).toHaveLength(source.steps);
          const order = orderOf(all);
          const rows = Array.from({ length: size }, (_, row) => row);
          expect(shuffle ? order.toSorted((a, b) => a - b) : order).toEqual(rows);
          for (const batch of all) {
            const { x, y, weight, index } = batch;
            expect({ x: x.shape, y: y?.shape, weight: weight.shape, index: index.shape }).toEqual(source.shapes);
            expect(x.data).toHaveLength(2 * batchSize);
            expect(x.data).toEqual(
              Float32Array.from({ length: 2 * batchSize }, (_, i) => 2 * (index.data[i >> 1] ?? 0) + (i % 2)),
            );
            expect(y?.data).toEqual(index.data.map((row) => row % 7));
            const count = weight.data.reduce((sum, w) => sum + w, 0);
            expect([...weight.data]).toEqual(Array.from({ length: batchSize }, (_, i) => (i < count ? 1 : 0)));
            // What fills the last batch comes from its own beginning.
            expect([...index.data]).toEqual(Array.from({ length: batchSize }, (_, i) => index.data[i % count]));
          }
        },
      ),
    );
  });

  test('batches written over one another hold what fresh ones hold', () => {
    const numbers = numbered(23);
    const masked: Examples = { ...numbers, mask: { data: Uint8Array.from({ length: 46 }, (_, i) => i % 2), shape: [23, 2] } };
    const bytes: Examples = { ...masked, x: { data: Uint8Array.from(numbers.x.data), shape: [23, 2] } };
    const bits: Examples = { ...bytes, binarization: 'dynamic' };
    for (const examples of [masked, bytes, bits]) {
      const options = { batchSize: 7, seed: 2 };
      const read: PlainBatch[] = [];
      for (const batch of batches(examples, { ...options, reuse: true }).epoch(4)) read.push(structuredClone(batch));
      expect(read).toEqual([...batches(examples, options).epoch(4)]);
      expect(new Set([...batches(examples, { ...options, reuse: true }).epoch(4)].map(({ x }) => x.data)).size).toBe(1);
    }
  });

  test('a pure function of seed and epoch: again, in any order, from the middle', () => {
    const source = batches(numbered(50), { batchSize: 8, seed: 3 });
    const later = [...source.epoch(9)];
    const first = [...source.epoch(0)];
    expect([...source.epoch(9)]).toEqual(later);
    expect([...batches(numbered(50), { batchSize: 8, seed: 3 }).epoch(0)]).toEqual(first);
    expect([...source.epoch(9, 5)]).toEqual(later.slice(5));
    expect([...source.epoch(9, source.steps)]).toEqual([]);
    const iterable = source.epoch(0);
    expect([...iterable]).toEqual([...iterable]);
    expect(orderOf(later)).not.toEqual(orderOf(first));
    expect(orderOf(batches(numbered(50), { batchSize: 8, seed: 4 }).epoch(0))).not.toEqual(orderOf(first));
    expect(orderOf(batches(numbered(50), { batchSize: 50, seed: 3 }).epoch(0))).toEqual(orderOf(first));
  });

  test('all 24 orders of four examples are equally likely', () => {
    const source = batches(numbered(4), { batchSize: 4, seed: 11 });
    const counts = new Map<string, number>();
    const epochs = 12_000;
    for (let epoch = 0; epoch < epochs; epoch++) {
      const order = orderOf(source.epoch(epoch)).join('');
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    const expected = epochs / 24;
    const chiSquare = [...counts.values()].reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
    expect(counts.size).toBe(24);
    // The 0.999 quantile of chi-square with 23 degrees of freedom (SciPy: chi2.ppf(0.999, 23)).
    expect(chiSquare).toBeLessThan(49.728);
  });
});

describe('scale', () => {
  test('8-bit intensities are divided by 255 in float32; other types are taken as is', () => {
    const one = (data: Examples['x']['data']): Float32Array =>
      [...batches({ x: { data, shape: [1, data.length] }, binarization: 'none' }, { batchSize: 1 }).epoch(0)][0]?.x.data ??
      new Float32Array();
    const all = Uint8Array.from({ length: 256 }, (_, i) => i);
    expect(one(all)).toEqual(Float32Array.from(all, (value) => value / 255));
    expect(one(Uint8ClampedArray.from(all))).toEqual(one(all));
    expect(one(Float32Array.of(-1.5, 300))).toEqual(Float32Array.of(-1.5, 300));
    expect(one(Float64Array.of(0.1))).toEqual(Float32Array.of(0.1));
    expect(one(Int16Array.of(-7, 7))).toEqual(Float32Array.of(-7, 7));
  });

  test('no labels, no y', () => {
    const { y: _, ...unlabeled } = numbered(5);
    const source = batches(unlabeled, { batchSize: 2 });
    expect(source.shapes).not.toHaveProperty('y');
    for (const batch of source.epoch(0)) expect(batch).not.toHaveProperty('y');
  });
});

test('refusals', () => {
  for (const batchSize of [0, -1, 2.5, Number.NaN]) {
    expect(() => batches(numbered(5), { batchSize })).toThrow(/^batches: `batchSize` is .*whole number from 1/);
  }
  expect(() => batches(numbered(5), { batchSize: 6 })).toThrow(/`batchSize` is 6 but `x` has only 5 examples/);
  expect(() => batches(numbered(5), { batchSize: 2, seed: 1.5 })).toThrow(/`seed` is 1.5/);
  const source = batches(numbered(5), { batchSize: 2 });
  expect(() => source.epoch(-1)).toThrow(/`epoch` is -1/);
  expect(() => source.epoch(0.5)).toThrow(DataError);
  expect(() => source.epoch(0, 4)).toThrow(/`firstStep` is 4; a whole number from 0 to 3/);
  const bad = numbered(5);
  bad.x.data[7] = Number.NaN;
  expect(() => batches(bad, { batchSize: 2 })).toThrow(/`x` is NaN at row 3, column 1/);
});
