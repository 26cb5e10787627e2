import { describe, expect, expectTypeOf, test } from 'vitest';
import { batches } from './batches.js';
import { binarise } from './binarise.js';
import { DataError } from './dataError.js';
import type { DataSet, Examples } from './examples.js';

const size = 4000;
const levels = [0, 1, 64, 127, 128, 200, 254, 255];
const grey: Examples<'none'> = {
  x: {
    data: Uint8Array.from({ length: size * levels.length }, (_, i) => levels[i % levels.length] ?? 0),
    shape: [size, 2, 4, 1],
  },
  binarisation: 'none',
};
const unit: Examples<'none'> = {
  ...grey,
  x: { data: Float32Array.from(grey.x.data, (value) => value / 255), shape: grey.x.shape },
};

/** Each level's part of ones is binomial around the intensity; 4.5 standard deviations. */
function expectBernoulli(bits: ArrayLike<number>, one: number): void {
  levels.forEach((level, i) => {
    let ones = 0;
    for (let k = i; k < bits.length; k += levels.length) {
      if (bits[k] === one) ones++;
      else if (bits[k] !== 0) throw new Error(`${bits[k]} is no bit`);
    }
    const p = level / 255;
    const draws = bits.length / levels.length;
    expect(Math.abs(ones - draws * p)).toBeLessThanOrEqual(4.5 * Math.sqrt(draws * p * (1 - p)));
  });
}

describe('static', () => {
  test('each bit is drawn once, with the intensity as its probability; the element type stays', () => {
    const bits = binarise(grey, 'static', { seed: 1 });
    expectTypeOf(bits).toEqualTypeOf<Examples<'static'>>();
    expect(bits.binarisation).toBe('static');
    expect(bits.x.data).toBeInstanceOf(Uint8Array);
    expectBernoulli(bits.x.data, 255);
    expectBernoulli(binarise(unit, 'static').x.data, 1);
    expect(binarise(unit, 'static').x.data).toBeInstanceOf(Float32Array);
  });

  test('deterministic by seed; the input stays as it was', () => {
    const before = grey.x.data.slice();
    expect(binarise(grey, 'static', { seed: 1 })).toEqual(binarise(grey, 'static', { seed: 1 }));
    expect(binarise(grey, 'static', { seed: 1 }).x.data).not.toEqual(binarise(grey, 'static', { seed: 2 }).x.data);
    expect(grey.x.data).toEqual(before);
    const buffer: Examples<'none'> = { ...grey, x: { data: Buffer.from(before), shape: grey.x.shape } };
    expect(binarise(buffer, 'static', { seed: 1 }).x.data).toEqual(binarise(grey, 'static', { seed: 1 }).x.data);
    expect(new Uint8Array(buffer.x.data)).toEqual(before);
  });

  test('threshold: above one half', () => {
    expect([...binarise(grey, 'static', { method: 'threshold' }).x.data.subarray(0, 8)]).toEqual([
      0, 0, 0, 0, 255, 255, 255, 255,
    ]);
    const halves: Examples<'none'> = { x: { data: Float32Array.of(0.5, 0.6), shape: [1, 2] }, binarisation: 'none' };
    expect([...binarise(halves, 'static', { method: 'threshold' }).x.data]).toEqual([0, 1]);
  });
});

describe('dynamic', () => {
  test('only marks; batches draw the bits, anew in each epoch', () => {
    const marked = binarise(grey, 'dynamic');
    expectTypeOf(marked).toEqualTypeOf<Examples<'dynamic'>>();
    expect(marked.x).toBe(grey.x);
    const source = batches(marked, { batchSize: size, shuffle: false });
    expectTypeOf(source.binarisation).toEqualTypeOf<'dynamic'>();
    const [first, again, second] = [0, 0, 1].map((epoch) => [...source.epoch(epoch)][0]?.x.data ?? new Float32Array());
    expectBernoulli(first ?? [], 1);
    expectBernoulli(second ?? [], 1);
    expect(again).toEqual(first);
    expect(second).not.toEqual(first);
    const floats = batches(binarise(unit, 'dynamic'), { batchSize: size, shuffle: false });
    expectBernoulli([...floats.epoch(7)][0]?.x.data ?? [], 1);
  });

  test('bits of neighbouring epochs, examples and pixels are uncorrelated', () => {
    const half: Examples<'none'> = { x: { data: new Float32Array(size * 8).fill(0.5), shape: [size, 8] }, binarisation: 'none' };
    const source = batches(binarise(half, 'dynamic'), { batchSize: size, shuffle: false });
    const [a, b] = [0, 1].map((epoch) => [...source.epoch(epoch)][0]?.x.data ?? new Float32Array());
    const agreement = (u: ArrayLike<number>, v: ArrayLike<number>, lag: number): number => {
      let equal = 0;
      for (let i = 0; i + lag < u.length; i++) equal += u[i] === v[i + lag] ? 1 : 0;
      return (equal - (u.length - lag) / 2) / Math.sqrt((u.length - lag) / 4);
    };
    for (const z of [agreement(a ?? [], b ?? [], 0), agreement(a ?? [], a ?? [], 1), agreement(a ?? [], a ?? [], 8)]) {
      expect(Math.abs(z)).toBeLessThan(4);
    }
  });

  test('an example has the same bits whatever the batch size and the order', () => {
    const marked = binarise(grey, 'dynamic');
    const rows = (batchSize: number, shuffle: boolean): Map<number, string> => {
      const seen = new Map<number, string>();
      for (const { x, index } of batches(marked, { batchSize, shuffle, seed: 5 }).epoch(2)) {
        index.data.forEach((row, i) => seen.set(row, x.data.subarray(8 * i, 8 * i + 8).join('')));
      }
      return seen;
    };
    const reference = rows(size, false);
    expect(reference.size).toBe(size);
    for (const [row, bits] of rows(37, true)) expect(bits).toBe(reference.get(row));
  });
});

test('a data set: both parts, with bits of their own', () => {
  const set: DataSet<'none'> = { name: 'a', description: 'b', source: 'c', licence: 'd', train: grey, test: grey };
  const bits = binarise(set, 'static');
  expectTypeOf(bits).toEqualTypeOf<DataSet<'static'>>();
  expect(bits.train).toEqual(binarise(grey, 'static'));
  expect(bits.test.binarisation).toBe('static');
  expect(bits.test.x.data).not.toEqual(bits.train.x.data);
  expect(binarise(set, 'dynamic')).toMatchObject({
    name: 'a',
    train: { binarisation: 'dynamic' },
    test: { binarisation: 'dynamic' },
  });
});

test('refusals', () => {
  const again = binarise(grey, 'dynamic') as Examples as Examples<'none'>;
  expect(() => binarise(again, 'static')).toThrow(/are dynamic already/);
  expect(() => binarise(grey, 'dynamic', { method: 'threshold' })).toThrow(/no meaning/);
  expect(() => binarise(grey, 'none' as 'static')).toThrow(DataError);
  expect(() => binarise(grey, 'static', { method: 'round' as 'sample' })).toThrow(DataError);
  expect(() => binarise(grey, 'static', { seed: Number.NaN })).toThrow(/`seed` is NaN/);
  const wide: Examples<'none'> = { x: { data: Float32Array.of(0, 1, 0.5, 1.5), shape: [2, 2] }, binarisation: 'none' };
  expect(() => binarise(wide, 'static')).toThrow(/`x` is 1.5 at row 1, column 1/);
  expect(() => binarise(wide, 'dynamic')).toThrow(DataError);
});
