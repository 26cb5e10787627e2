import { describe, expect, test } from 'vitest';
import { arrayExamples } from './arrayExamples.js';
import { failure, oracleFile } from './oracleFiles.test-helper.js';
import { readNpy } from './npy.js';

test('shapes: images get a channel, numbers a column, the rest stays', () => {
  const shape = (...sizes: number[]): readonly number[] =>
    arrayExamples({ data: new Uint8Array(sizes.reduce((a, b) => a * b, 1)), shape: sizes }).x.shape;
  expect(shape(2, 3, 4)).toEqual([2, 3, 4, 1]);
  expect(shape(2, 3, 4, 7)).toEqual([2, 4, 7, 3]);
  expect(shape(2, 8, 7, 3)).toEqual([2, 8, 7, 3]);
  expect(shape(2, 3)).toEqual([2, 3]);
  expect(shape(5)).toEqual([5, 1]);
});

test('booleans are 0 and 1, not intensities; labels may be a column', () => {
  const { x } = arrayExamples(readNpy(oracleFile('b1.npy')));
  expect(x.data).toBeInstanceOf(Float32Array);
  expect(new Set(x.data)).toEqual(new Set([0, 1]));
  const { y } = arrayExamples({ data: new Float32Array(6), shape: [3, 2] }, { data: Float64Array.of(0, 2, 1), shape: [3, 1] });
  expect(y).toEqual({ data: Int32Array.of(0, 2, 1), shape: [3] });
});

describe('numbers of images: intensities, bits, or what they are', () => {
  const image = [1, 2, 2];
  const wide = [1, 4];
  test.each<[string, Parameters<typeof arrayExamples>[0], string, number[], string]>([
    ['bytes', { data: Uint8Array.of(0, 9, 99, 255), shape: image }, 'Uint8Array', [0, 9, 99, 255], 'uint8'],
    ['int64', { data: Float64Array.of(0, 9, 99, 255), shape: image, dtype: '<i8' }, 'Uint8Array', [0, 9, 99, 255], 'int64'],
    ['int32', { data: Int32Array.of(0, 9, 99, 200), shape: image, dtype: '>i4' }, 'Uint8Array', [0, 9, 99, 200], 'int32'],
    ['int16', { data: Int16Array.of(0, 9, 99, 200), shape: image }, 'Uint8Array', [0, 9, 99, 200], 'int16'],
    ['int16 below 0', { data: Int16Array.of(-1, 9, 99, 200), shape: image }, 'Float32Array', [-1, 9, 99, 200], 'int16'],
    ['int32 beyond 255', { data: Int32Array.of(0, 9, 99, 4095), shape: image }, 'Float32Array', [0, 9, 99, 4095], 'int32'],
    ['int8', { data: Int8Array.of(-128, 0, 1, 127), shape: image }, 'Float32Array', [-128, 0, 1, 127], 'int8'],
    ['uint16', { data: Uint16Array.of(0, 13_107, 255, 65_535), shape: image }, 'Float32Array', [0, 0.2, 1 / 257, 1], 'uint16'],
    ['bits as bytes', { data: Uint8Array.of(0, 1, 1, 0), shape: image }, 'Float32Array', [0, 1, 1, 0], 'uint8'],
    ['bits as int64', { data: Float64Array.of(0, 1, 1, 0), shape: image, dtype: '<i8' }, 'Float32Array', [0, 1, 1, 0], 'int64'],
    ['booleans', { data: Uint8Array.of(0, 1, 1, 0), shape: image, dtype: '|b1' }, 'Float32Array', [0, 1, 1, 0], 'bool'],
    ['floats up to 255', { data: Float32Array.of(0, 9, 99, 255), shape: image }, 'Float32Array', [0, 9, 99, 255], 'float32'],
    [
      'whole doubles',
      { data: Float64Array.of(0, 9, 99, 255), shape: image, dtype: '<f8' },
      'Float64Array',
      [0, 9, 99, 255],
      'float64',
    ],
    ['int32 of rows', { data: Int32Array.of(0, 9, 99, 255), shape: wide }, 'Int32Array', [0, 9, 99, 255], 'int32'],
    ['uint16 of rows', { data: Uint16Array.of(0, 9, 99, 300), shape: wide }, 'Uint16Array', [0, 9, 99, 300], 'uint16'],
    ['bytes of rows', { data: Uint8Array.of(0, 9, 99, 255), shape: wide }, 'Uint8Array', [0, 9, 99, 255], 'uint8'],
  ])('%s', (_, x, type, values, element) => {
    const { x: found, array } = arrayExamples(x);
    expect(found.data[Symbol.toStringTag]).toBe(type);
    expect([...found.data]).toEqual(type === 'Float32Array' ? values.map(Math.fround) : values);
    expect(array).toMatchObject({
      element,
      range: [Math.min(...x.data), Math.max(...x.data)],
      layout: x.shape.length > 2 ? 'images' : 'points',
    });
  });
});

test('refusals', async () => {
  const x = { data: new Float32Array(6), shape: [3, 2] };
  const kind = async (...args: Parameters<typeof arrayExamples>): Promise<string> =>
    (await failure(() => arrayExamples(...args))).kind;
  expect(await kind({ data: Float32Array.of(1), shape: [] })).toBe('shape');
  expect(await kind(x, { data: new Int32Array(6), shape: [3, 2] })).toBe('shape');
  expect(await kind(x, { data: new Int32Array(2), shape: [2] })).toBe('count-mismatch');
  expect(await kind(x, { data: Float32Array.of(0, 0.5, 1), shape: [3] })).toBe('label-range');
  expect(await kind(x, { data: Int32Array.of(0, 1, 2), shape: [3] }, { classes: ['a', 'b'] })).toBe('label-range');
  expect(await kind({ data: Float32Array.of(Number.NaN), shape: [1, 1] })).toBe('not-finite');
});
