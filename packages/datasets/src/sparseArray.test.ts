import { describe, expect, test } from 'vitest';
import { bytesOf, imageOracle } from './imageOracle.test-helper.js';
import type { NpyTensor, NpyText } from './npy.js';
import { readNpz } from './npz.js';
import { failure } from './oracleFiles.test-helper.js';
import { denseArray, isSparse } from './sparseArray.js';

const members = (name: string): Promise<Record<string, NpyTensor | NpyText>> =>
  readNpz(bytesOf(imageOracle.sparse[name]!), { text: true });

describe('matrices that SciPy saved', () => {
  test.each(Object.entries(imageOracle.sparse))('%s', async (name, { data }) => {
    const arrays = await members(name);
    expect(isSparse(arrays)).toBe(true);
    expect([...denseArray('a.npz', arrays, 2 ** 20).data]).toEqual(data);
  });
});

describe('refusals', async () => {
  const csr = await members('csr f4');
  const numbers = (key: string, ...data: number[]): Record<string, NpyTensor> => ({
    [key]: { data: Int32Array.from(data), shape: [data.length], dtype: '<i4' },
  });
  const text = (data: string): NpyText => ({ data: [data], shape: [], dtype: '|S3' });
  test.each([
    ['a huge shape', { ...csr, ...numbers('shape', 2 ** 30, 2 ** 30) }, 'too-large', /when it is dense/],
    ['a column beyond the shape', { ...csr, ...numbers('shape', 6, 2) }, 'damaged', /has a value in row/],
    ['lines that run back', { ...csr, ...numbers('indptr', 0, 9, 1, 2, 3, 4, 5) }, 'damaged', /has a line from/],
    ['no indices', { ...csr, indices: text('abc') }, 'damaged', /needs an array of numbers 'indices'/],
    [
      'indices that are fractions',
      { ...csr, indices: { data: Float64Array.of(0.5), shape: [1], dtype: '<f8' } },
      'damaged',
      /of type <f8/,
    ],
    ['diagonals', { ...csr, format: text('dia') }, 'unsupported', /csr, csc, bsr and coo/],
  ] as const)('%s', async (_, arrays, kind, message) => {
    expect(await failure(() => denseArray('a.npz', arrays, 2 ** 20))).toMatchObject({
      kind,
      message: expect.stringMatching(message),
    });
  });
  test('arrays of a person’s own are none', () =>
    expect(isSparse({ ...numbers('data', 1), ...numbers('shape', 1) })).toBe(false));
});
