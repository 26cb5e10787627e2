import * as tf from '@tensorflow/tfjs';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ExampleBatch } from './batchExamples.js';
import { batches } from './batches.js';
import type { ExamplesInMemory } from './examples.js';

const numbered = (size: number): ExamplesInMemory => ({
  x: { data: Float32Array.from({ length: 2 * size }, (_, i) => i), shape: [size, 2] },
  y: { data: Int32Array.from({ length: size }, (_, row) => row % 7), shape: [size] },
});

const orderOf = (epoch: Iterable<ExampleBatch>): number[] =>
  [...epoch].flatMap(({ index, weight }) => [...index.data].filter((_, i) => weight.data[i] === 1));

describe('epochs', () => {
  test('every example once, rows with their labels, shapes that do not change', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 90 }),
        fc.nat(),
        fc.maxSafeNat(),
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
    const masked: ExamplesInMemory = {
      ...numbers,
      mask: { data: Uint8Array.from({ length: 46 }, (_, i) => i % 2), shape: [23, 2] },
    };
    const bytes: ExamplesInMemory = { ...masked, x: { data: Uint8Array.from(numbers.x.data), shape: [23, 2] } };
    const bits: ExamplesInMemory = { ...bytes, binarization: 'dynamic' };
    for (const examples of [masked, bytes, bits]) {
      const options = { batchSize: 7, seed: 2 };
      const read: ExampleBatch[] = [];
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
    const one = (data: ExamplesInMemory['x']['data']): Float32Array =>
      [...batches({ data, shape: [1, data.length] }, { batchSize: 1 }).epoch(0)][0]!.x.data;
    const all = Uint8Array.from({ length: 256 }, (_, i) => i);
    expect(one(all)).toEqual(Float32Array.from(all, (value) => value / 255));
    expect(one(Uint8ClampedArray.from(all))).toEqual(one(all));
    expect(one(Buffer.from(all))).toEqual(one(all));
    expect(one(Float32Array.of(-1.5, 300))).toEqual(Float32Array.of(-1.5, 300));
    expect(one(Float64Array.of(0.1))).toEqual(Float32Array.of(0.1));
    expect(one(Int16Array.of(-7, 7))).toEqual(Float32Array.of(-7, 7));
  });

  test('bytes are read right however long a row is and wherever the memory begins, in a batch that held others', () => {
    for (const [width, offset] of [
      [5, 0],
      [8, 0],
      [8, 4],
      [8, 3],
    ] as const) {
      const rows = 6;
      const bytes = new Uint8Array(new ArrayBuffer(offset + rows * width), offset).map((_, i) =>
        i % 16 < 6 ? 0 : (31 * i) % 256,
      );
      const source = batches({ data: bytes, shape: [rows, width] }, { batchSize: 2, reuse: true, shuffle: false });
      let at = 0;
      for (const { x } of source.epoch(0)) {
        expect(x.data).toEqual(Float32Array.from(bytes.subarray(at, at + 2 * width), (byte) => byte / 255));
        at += 2 * width;
      }
    }
  });

  test('numbers that examples are conditioned on go along in their rows, labels with -1 where they are not known', () => {
    const size = 11;
    const { x } = numbered(size);
    const numbers = { data: Float64Array.from({ length: 3 * size }, (_, i) => i / 8), shape: [size, 3] };
    for (const reuse of [false, true]) {
      const source = batches({ x, y: numbers }, { batchSize: 4, seed: 1, reuse });
      expect(source.shapes['y']).toEqual([4, 3]);
      for (const { y, index } of source.epoch(0)) {
        expect(y!.shape).toEqual([4, 3]);
        expect(y!.data).toEqual(Float32Array.from({ length: 12 }, (_, i) => (3 * index.data[Math.floor(i / 3)]! + (i % 3)) / 8));
      }
    }
    const labels = { data: Int8Array.from({ length: size }, (_, i) => (i % 3) - 1), shape: [size] };
    for (const { y, index } of batches({ x, y: labels }, { batchSize: 4 }).epoch(0)) {
      expect(y!.shape).toEqual([4]);
      expect(y!.data).toEqual(index.data.map((row) => (row % 3) - 1));
    }
  });

  test('no labels, no y', () => {
    const source = batches({ x: numbered(5).x }, { batchSize: 2 });
    expect(source.shapes).not.toHaveProperty('y');
    for (const batch of source.epoch(0)) expect(batch).not.toHaveProperty('y');
  });
});

describe('dynamic binarization', () => {
  const size = 4000;
  const levels = [0, 1, 64, 127, 128, 200, 254, 255];
  const gray: ExamplesInMemory = {
    x: {
      data: Uint8Array.from({ length: size * levels.length }, (_, i) => levels[i % levels.length]!),
      shape: [size, 2, 4, 1],
    },
    binarization: 'dynamic',
  };
  const unit: ExamplesInMemory = {
    ...gray,
    x: { data: Float32Array.from(gray.x.data, (value) => value / 255), shape: gray.x.shape },
  };
  const bitsOf = (examples: ExamplesInMemory, epoch: number, seed = 0): Float32Array =>
    [...batches(examples, { batchSize: size, shuffle: false, seed }).epoch(epoch)][0]!.x.data;

  test('each bit is one with its intensity as the probability, anew in each epoch', () => {
    for (const [examples, epoch] of [
      [gray, 0],
      [gray, 1],
      [unit, 7],
    ] as const) {
      const bits = bitsOf(examples, epoch);
      expect(new Set(bits)).toEqual(new Set([0, 1]));
      levels.forEach((level, i) => {
        const ones = bits.filter((bit, k) => k % levels.length === i && bit === 1).length;
        const p = level / 255;
        // Binomial; 4.5 standard deviations, and none where the bit is certain.
        expect(Math.abs(ones - size * p)).toBeLessThanOrEqual(4.5 * Math.sqrt(size * p * (1 - p)));
      });
    }
    expect(bitsOf(gray, 0)).toEqual(bitsOf(gray, 0));
    expect(bitsOf(gray, 0)).not.toEqual(bitsOf(gray, 1));
    expect(bitsOf(gray, 0)).not.toEqual(bitsOf(gray, 0, 1));
  });

  test('bits of neighboring epochs, examples and pixels are uncorrelated', () => {
    const half: ExamplesInMemory = {
      x: { data: new Float32Array(size * 8).fill(0.5), shape: [size, 8] },
      binarization: 'dynamic',
    };
    const [a, b] = [bitsOf(half, 0), bitsOf(half, 1)];
    const agreement = (u: Float32Array, v: Float32Array, lag: number): number => {
      let equal = 0;
      for (let i = 0; i + lag < u.length; i++) equal += u[i] === v[i + lag] ? 1 : 0;
      return (equal - (u.length - lag) / 2) / Math.sqrt((u.length - lag) / 4);
    };
    for (const z of [agreement(a, b, 0), agreement(a, a, 1), agreement(a, a, 8)]) expect(Math.abs(z)).toBeLessThan(4);
  });

  test('an example has the same bits whatever the batch size and the order', () => {
    const rows = (batchSize: number, shuffle: boolean, firstStep = 0): Map<number, string> => {
      const seen = new Map<number, string>();
      for (const { x, index } of batches(gray, { batchSize, shuffle, seed: 5 }).epoch(2, firstStep)) {
        index.data.forEach((row, i) => seen.set(row, x.data.subarray(8 * i, 8 * i + 8).join('')));
      }
      return seen;
    };
    const reference = rows(size, false);
    expect(reference.size).toBe(size);
    for (const seen of [rows(37, true), rows(37, true, 50), rows(1000, false, 2)])
      for (const [row, bits] of seen) expect(bits).toBe(reference.get(row));
  });

  test('certain bits draw nothing: the others are those of an example without them', () => {
    const probabilities = [0.3, 0.6, 0.5, 0.2];
    const spread = { data: Float32Array.of(0, 0.3, 1, 0.6, 0, 0.5, 1, 0.2), shape: [1, 8] };
    const dense = { data: Float32Array.of(...probabilities, 0, 0, 1, 1), shape: [1, 8] };
    for (let epoch = 0; epoch < 50; epoch++) {
      const [a, b] = [spread, dense].map(
        (x) => [...batches({ x, binarization: 'dynamic' }, { batchSize: 1 }).epoch(epoch)][0]!.x.data,
      );
      expect([a![1], a![3], a![5], a![7]]).toEqual([...b!.subarray(0, 4)]);
      expect([a![0], a![2], a![4], a![6]]).toEqual([0, 1, 0, 1]);
    }
  });
});

test('refusals', () => {
  for (const batchSize of [0, -1, 2.5, Number.NaN]) {
    expect(() => batches(numbered(5), { batchSize })).toThrow(/^batches: `batchSize` is .*whole number from 1/);
  }
  expect(() => batches(numbered(5), { batchSize: 6 })).toThrow(
    '`batchSize` is 6 but there are only 5 examples; use a batch size of at most 5',
  );
  expect(() => batches(numbered(1), { batchSize: 2 })).toThrow('`batchSize` is 2 but there is only 1 example;');
  expect(() => batches(numbered(5), { batchSize: 2, seed: 1.5 })).toThrow('`seed` is 1.5; expected a whole number from 0');
  const source = batches(numbered(5), { batchSize: 2 });
  expect(() => source.epoch(-1)).toThrow('`epoch` is -1; expected a whole number from 0');
  expect(() => source.epoch(0.5)).toThrow(RangeError);
  expect(() => source.epoch(0, 4)).toThrow('`firstStep` is 4; expected a whole number from 0 to 3');
  const bad = numbered(5);
  bad.x.data[7] = Number.NaN;
  expect(() => batches(bad, { batchSize: 2 })).toThrow('batches: `x` has NaN at row 3, element 1');
  expect(() => batches(undefined as unknown as ExamplesInMemory, { batchSize: 2 })).toThrow('batches: the data is undefined');
  const x = tf.zeros([5, 2]);
  expect(() => batches({ x } as unknown as ExamplesInMemory, { batchSize: 2 })).toThrow(
    'batches: `x` is a tensor, which cannot be read without waiting; give { data: await x.data(), shape: x.shape }',
  );
  x.dispose();
});
