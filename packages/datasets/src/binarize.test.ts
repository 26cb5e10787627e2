import { describe, expect, expectTypeOf, test } from 'vitest';
import { binarize } from './binarize.js';
import { DataError } from './dataError.js';
import type { DataSet, Examples } from './examples.js';

const size = 4000;
const levels = [0, 1, 64, 127, 128, 200, 254, 255];
const gray: Examples<'none'> = {
  x: {
    data: Uint8Array.from({ length: size * levels.length }, (_, i) => levels[i % levels.length] ?? 0),
    shape: [size, 2, 4, 1],
  },
  binarization: 'none',
};
const unit: Examples<'none'> = {
  ...gray,
  x: { data: Float32Array.from(gray.x.data, (value) => value / 255), shape: gray.x.shape },
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
    const bits = binarize(gray, 'static', { seed: 1 });
    expectTypeOf(bits).toEqualTypeOf<Examples<'static'>>();
    expect(bits.binarization).toBe('static');
    expect(bits.x.data).toBeInstanceOf(Uint8Array);
    expectBernoulli(bits.x.data, 255);
    expectBernoulli(binarize(unit, 'static').x.data, 1);
    expect(binarize(unit, 'static').x.data).toBeInstanceOf(Float32Array);
  });

  test('deterministic by seed; the input stays as it was', () => {
    const before = gray.x.data.slice();
    expect(binarize(gray, 'static', { seed: 1 })).toEqual(binarize(gray, 'static', { seed: 1 }));
    expect(binarize(gray, 'static', { seed: 1 }).x.data).not.toEqual(binarize(gray, 'static', { seed: 2 }).x.data);
    expect(gray.x.data).toEqual(before);
    const buffer: Examples<'none'> = { ...gray, x: { data: Buffer.from(before), shape: gray.x.shape } };
    expect(binarize(buffer, 'static', { seed: 1 }).x.data).toEqual(binarize(gray, 'static', { seed: 1 }).x.data);
    expect(new Uint8Array(buffer.x.data)).toEqual(before);
  });

  test('threshold: above one half', () => {
    expect([...binarize(gray, 'static', { method: 'threshold' }).x.data.subarray(0, 8)]).toEqual([
      0, 0, 0, 0, 255, 255, 255, 255,
    ]);
    const halves: Examples<'none'> = { x: { data: Float32Array.of(0.5, 0.6), shape: [1, 2] }, binarization: 'none' };
    expect([...binarize(halves, 'static', { method: 'threshold' }).x.data]).toEqual([0, 1]);
  });
});

test('dynamic only marks', () => {
  const marked = binarize(gray, 'dynamic');
  expectTypeOf(marked).toEqualTypeOf<Examples<'dynamic'>>();
  expect(marked).toEqual({ ...gray, binarization: 'dynamic' });
  expect(marked.x).toBe(gray.x);
});

test('a data set: both parts, with bits of their own', () => {
  const set: DataSet<'none'> = { name: 'a', description: 'b', source: 'c', license: 'd', train: gray, test: gray };
  const bits = binarize(set, 'static');
  expectTypeOf(bits).toEqualTypeOf<DataSet<'static'>>();
  expect(bits.train).toEqual(binarize(gray, 'static'));
  expect(bits.test.binarization).toBe('static');
  expect(bits.test.x.data).not.toEqual(bits.train.x.data);
  expect(binarize(set, 'dynamic')).toMatchObject({
    name: 'a',
    train: { binarization: 'dynamic' },
    test: { binarization: 'dynamic' },
  });
});

test('refusals', () => {
  const again = binarize(gray, 'dynamic') as Examples as Examples<'none'>;
  expect(() => binarize(again, 'static')).toThrow(/are dynamic already/);
  expect(() => binarize(gray, 'dynamic', { method: 'threshold' })).toThrow(/no meaning/);
  expect(() => binarize(gray, 'none' as 'static')).toThrow(DataError);
  expect(() => binarize(gray, 'static', { method: 'round' as 'sample' })).toThrow(DataError);
  expect(() => binarize(gray, 'static', { seed: Number.NaN })).toThrow(/`seed` is NaN/);
  const wide: Examples<'none'> = { x: { data: Float32Array.of(0, 1, 0.5, 1.5), shape: [2, 2] }, binarization: 'none' };
  expect(() => binarize(wide, 'static')).toThrow(/`x` is 1.5 at row 1, column 1/);
  expect(() => binarize(wide, 'dynamic')).toThrow(DataError);
});
