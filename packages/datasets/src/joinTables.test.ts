import { expect, test } from 'vitest';
import { commonTypes, joinTables } from './joinTables.js';
import { failure } from './oracleFiles.test-helper.js';
import type { Table, TableColumn } from './table.js';

const table = (name: string, ...columns: TableColumn[]): { name: string; table: Table } => ({
  name,
  table: { columns, size: columns[0]?.values.length ?? 0 },
});
const number = (values: number[], missing?: number[]): TableColumn => ({
  name: 'v',
  type: 'number',
  values: Float64Array.from(values),
  spelling: { decimals: values.length },
  ...(missing === undefined ? {} : { missing: Uint8Array.from(missing) }),
});
const category = (categories: string[], values: number[]): TableColumn => ({
  name: 'v',
  type: 'category',
  categories,
  values: Int32Array.from(values),
  ...(values.includes(-1) ? { missing: Uint8Array.from(values, (value) => (value < 0 ? 1 : 0)) } : {}),
});

test('numbers, gaps and spellings', () => {
  expect(joinTables([table('a', number([1, 2])), table('b', number([0, 5, 6], [1, 0, 0]))])).toEqual({
    size: 5,
    columns: [
      {
        name: 'v',
        type: 'number',
        values: Float64Array.of(1, 2, 0, 5, 6),
        missing: Uint8Array.of(0, 0, 1, 0, 0),
        spelling: { decimals: 3 },
      },
    ],
  });
});

test('categories: of all files in the order of the alphabet, or as every file has them; too many are text', () => {
  const two = [table('a', category(['b', 'c'], [1, 0])), table('b', category(['a', 'c'], [0, 1, -1]))];
  expect(joinTables(two).columns[0]).toMatchObject({ categories: ['a', 'b', 'c'], values: Int32Array.of(2, 1, 0, 2, -1) });
  expect(joinTables(two, 2).columns[0]).toMatchObject({ type: 'text', values: ['c', 'b', 'a', 'c', ''] });
  const named = [table('a', category(['z', 'y', 'x'], [0])), table('b', category(['z', 'y', 'x'], [2]))];
  expect(joinTables(named).columns[0]).toMatchObject({ categories: ['z', 'y', 'x'], values: Int32Array.of(0, 2) });
});

test('a column of two types is named with both files', async () => {
  const both = [table('a', number([1])), table('b', category(['x'], [0]))];
  expect(commonTypes(both.map((one) => one.table))).toEqual(new Map([['v', 'category']]));
  expect((await failure(() => joinTables(both))).message).toMatch(/'v' is of type category in 'b' and number in 'a'/);
});
