import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { DataErrorKind } from './dataError.js';
import { failure } from './oracleFiles.test-helper.js';
import { readJsonLines } from './readJsonLines.js';
import type { Table } from './table.js';

interface Case {
  readonly name: string;
  readonly text: string;
  readonly columns: readonly { readonly name: string; readonly type: string; readonly values: readonly unknown[] }[];
}

const cases = JSON.parse(readFileSync(new URL('../oracles/jsonLines.json', import.meta.url), 'utf8')) as readonly Case[];

const listsOf = ({ columns, size }: Table): unknown[] =>
  columns.map((column) => ({
    name: column.name,
    type: column.type,
    values: Array.from({ length: size }, (_, row) => {
      if (column.missing?.[row]) return null;
      const value = column.values[row];
      if (column.type === 'category') return column.categories[Number(value)];
      return column.type === 'boolean' ? value === 1 : value;
    }),
  }));

describe('what pandas reads', () => {
  test.each(cases.map((one) => [one.name, one] as const))('%s', (_, { text, columns }) => {
    expect(listsOf(readJsonLines(text))).toEqual(columns);
    expect(listsOf(readJsonLines(new TextEncoder().encode(text)))).toEqual(columns);
  });
});

test('kinds that are said, some columns only, values of several types', () => {
  const types = new Map([
    ['n', 'number'],
    ['zip', 'category'],
    ['t', 'date:dd/MM/yyyy'],
  ] as const);
  const text = '{"n":"1.5","zip":10,"t":"01/02/2024"}\n{"n":2,"zip":7,"t":null}\n';
  expect(listsOf(readJsonLines(text, { types }))).toEqual([
    { name: 'n', type: 'number', values: [1.5, 2] },
    { name: 'zip', type: 'category', values: ['10', '7'] },
    { name: 't', type: 'date', values: [Date.UTC(2024, 1, 1), null] },
  ]);
  expect(readJsonLines(text, { columns: ['zip'] }).columns.map(({ name }) => name)).toEqual(['zip']);
  expect(readJsonLines('{"a":1}\n{"a":"x"}\n{"a":true}').columns[0]).toMatchObject({ categories: ['1', 'true', 'x'] });
});

describe('refusals', () => {
  const refused: readonly (readonly [name: string, text: string | Uint8Array, kind: DataErrorKind, message: RegExp])[] = [
    ['arrays without end', `{"a":${'['.repeat(99)}1${']'.repeat(99)}}`, 'type', /line 1 has objects in objects in more than 32/],
    ['no JSON', '{"a":1}\n{"a":', 'syntax', /line 2 is no JSON/],
    ['no object', '{"a":1}\n5', 'syntax', /line 2 is no object/],
    ['no object in the array', '[{"a":1},[2]]', 'syntax', /object 2 is no object/],
    ['nothing', '\n\n', 'empty', /no object/],
    ['no UTF-8', Uint8Array.of(0x7b, 0xfc), 'syntax', /not UTF-8/],
  ];
  test.each(refused)('%s', async (_, text, kind, message) => {
    expect(await failure(() => readJsonLines(text))).toMatchObject({ kind, message: expect.stringMatching(message) });
  });

  test('options that do not fit', async () => {
    expect((await failure(() => readJsonLines('{"a":1}', { columns: ['b'] }))).message).toMatch(/no column 'b'; the file has a/);
    expect((await failure(() => readJsonLines('{"a":1}', { maxBytes: 2 }))).kind).toBe('too-large');
    expect((await failure(() => readJsonLines('{"a":"x"}', { types: { a: 'number' } }))).message).toMatch(/a number/);
  });
});
