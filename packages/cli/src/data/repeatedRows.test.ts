import type { Examples } from '@vaekit/datasets';
import { expect, it } from 'vitest';
import { repeatedRows } from './repeatedRows.js';

const examples: Examples = {
  x: { data: Float32Array.of(1, 2), shape: [2, 1] },
  y: { data: Int32Array.of(0, 1), shape: [2] },
  condition: { data: Float32Array.of(3, 4), shape: [2, 1] },
  binarization: 'none',
  ids: [{ name: 'id', values: ['a', 'b'] }],
  rows: {
    size: 2,
    columns: [
      { name: 'weight', type: 'number', values: Float64Array.of(5, Number.NaN), missing: Uint8Array.of(0, 1) },
      { name: 'id', type: 'text', values: ['a', 'b'] },
    ],
  },
};

it('repeats what belongs to rows, gaps among it', () => {
  const { labels, condition, ids, rows } = repeatedRows(examples, 3);
  expect([...labels!]).toEqual([0, 1, 0, 1, 0, 1]);
  expect([[...condition!.data], condition!.shape]).toEqual([
    [3, 4, 3, 4, 3, 4],
    [6, 1],
  ]);
  expect(ids).toEqual([{ name: 'id', values: ['a', 'b', 'a', 'b', 'a', 'b'] }]);
  expect(rows!.size).toBe(6);
  expect([...rows!.columns[0]!.values]).toEqual([5, Number.NaN, 5, Number.NaN, 5, Number.NaN]);
  expect([...rows!.columns[0]!.missing!]).toEqual([0, 1, 0, 1, 0, 1]);
  expect(rows!.columns[1]).toEqual({ name: 'id', type: 'text', values: ['a', 'b', 'a', 'b', 'a', 'b'] });
});
