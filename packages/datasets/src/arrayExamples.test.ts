import { expect, test } from 'vitest';
import { arrayExamples } from './arrayExamples.js';
import { failure, oracleFile } from './oracleFiles.test-helper.js';
import { readNpy } from './npy.js';

test('shapes: images get a channel, numbers a column, the rest stays', () => {
  const shape = (...sizes: number[]): readonly number[] =>
    arrayExamples({ data: new Uint8Array(sizes.reduce((a, b) => a * b, 1)), shape: sizes }).x.shape;
  expect(shape(2, 3, 4)).toEqual([2, 3, 4, 1]);
  expect(shape(2, 3, 4, 3)).toEqual([2, 3, 4, 3]);
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
