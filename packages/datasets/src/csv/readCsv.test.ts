import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readCsv } from './readCsv.js';
import type { DataErrorKind } from '../dataError.js';
import { failure, oracle, oracleFile } from '../oracleFiles.test-helper.js';
import type { Table } from '../table.js';

/** The columns of a table as lists, null where a value is missing. */
function listsOf(table: Table): Record<string, (string | number | boolean | null)[]> {
  return Object.fromEntries(
    table.columns.map((column) => [
      column.name,
      Array.from({ length: table.size }, (_, row) => {
        if (column.missing?.[row]) return null;
        const value = column.values[row] ?? null;
        if (column.type === 'category') return column.categories[Number(value)] ?? null;
        return column.type === 'boolean' ? value === 1 : value;
      }),
    ]),
  );
}

test.each(['table.csv', 'quoted.csv'])('%s: what pandas reads', (name) => {
  const table = readCsv(oracleFile(name));
  expect(listsOf(table)).toEqual(oracle.csv);
  expect(table.columns.map(({ type }) => type)).toEqual(['category', 'number', 'integer', 'boolean', 'category', 'category']);
  expect(table.columns[0]).toMatchObject({ categories: ['Bonn', 'the "Ville", Köln', 'two\nlines', '東京'] });
});

describe('types', () => {
  const typeOf = (...fields: string[]): string => readCsv(`a\n${fields.join('\n')}\n`).columns[0]?.type ?? '';
  test('inferred from all fields', () => {
    expect(typeOf('1', '2', '-3')).toBe('integer');
    expect(typeOf('1', '2.0')).toBe('number');
    expect(typeOf('1', '9007199254740993')).toBe('number');
    expect(typeOf('.5', '5.', '+1e-3', '')).toBe('number');
    expect(typeOf('1', '0', '0')).toBe('boolean');
    expect(typeOf('1', '1', '1')).toBe('integer');
    expect(typeOf('true', 'FALSE', 'NA')).toBe('boolean');
    expect(typeOf('1', 'two')).toBe('category');
    expect(typeOf('0x10', '1')).toBe('category');
    expect(typeOf(...Array.from({ length: 101 }, (_, i) => `name ${i}`))).toBe('text');
    expect(typeOf('?', 'null', 'NaN')).toBe('category');
  });

  test('given, with too many categories or too few', () => {
    const many = Array.from({ length: 300 }, (_, i) => `name ${i}`).join('\n');
    expect(readCsv(`a\n${many}`, { types: { a: 'category' } }).columns[0]).toMatchObject({ type: 'category' });
    expect(readCsv('zip\n01\n2\n', { types: { zip: 'category' } }).columns[0]).toMatchObject({ categories: ['01', '2'] });
    expect(readCsv('zip\n01\n\n', { types: { zip: 'text' } }).columns[0]).toEqual({
      name: 'zip',
      type: 'text',
      values: ['01', ''],
      missing: Uint8Array.of(0, 1),
    });
    expect(readCsv('a\n0\n1\n', { types: { a: 'number' } }).columns[0]).toMatchObject({ type: 'number' });
  });
});

test('names: a first line of numbers is a row, nameless columns get one, some columns only', () => {
  expect(readCsv('1,2\n3,4\n')).toMatchObject({ size: 2, columns: [{ name: 'column1' }, { name: 'column2' }] });
  expect(readCsv('1,2\n3,4\n', { header: true })).toMatchObject({ size: 1, columns: [{ name: '1' }, { name: '2' }] });
  expect(readCsv('a,b\n3,4\n', { header: false }).size).toBe(2);
  expect(readCsv(',b\n0,4\n', { columns: ['b'] }).columns.map(({ name }) => name)).toEqual(['b']);
  expect(readCsv(',b\n0,4\n').columns.map(({ name }) => name)).toEqual(['column1', 'b']);
});

test('equal names get numbers, and the table says so', () => {
  const { columns, notes } = readCsv('a,a.1,a,a\n1,2,3,4\n');
  expect(columns.map(({ name }) => name)).toEqual(['a', 'a.1', 'a.2', 'a.3']);
  expect(notes).toEqual(["column 3, another 'a', is called 'a.2'", "column 4, another 'a', is called 'a.3'"]);
});

test('a column named like a property of every object, with a kind', () => {
  const types = new Map([['__proto__', 'number'] as const]);
  expect(readCsv('__proto__,constructor\n0,1\n1,2\n', { types }).columns.map(({ type }) => type)).toEqual(['number', 'integer']);
});

test('many texts are categories if they come again, and text if most come once', () => {
  const type = (each: (row: number) => string): string | undefined =>
    readCsv(`a\n${Array.from({ length: 400 }, (_, row) => each(row)).join('\n')}\n`).columns[0]?.type;
  expect(type((row) => `name ${row % 150}`)).toBe('category');
  expect(type((row) => `name ${row}`)).toBe('text');
  expect(type((row) => `name ${row < 150 ? row : 0}`)).toBe('category');
});

test('20,000 columns', () => {
  const line = (value: (column: number) => string): string => Array.from({ length: 20_000 }, (_, i) => value(i)).join(',');
  const { columns, size } = readCsv(
    [line((i) => `g${i}`), line((i) => `${i}.5`), line(() => '0.25'), line(() => 'NA')].join('\n'),
  );
  expect([columns.length, size]).toEqual([20_000, 3]);
  expect(columns[19_999]).toMatchObject({
    name: 'g19999',
    values: Float64Array.of(19_999.5, 0.25, 0),
    missing: Uint8Array.of(0, 0, 1),
  });
});

test('marks, line ends, empty lines, other delimiters and words for what is missing', () => {
  const expected = [
    [1, 3],
    [2, 4],
  ];
  for (const text of [
    '\uFEFFa,b\n1,2\n3,4',
    'a,b\r\n1,2\r\n3,4\r\n',
    'a,b\r1,2\r3,4',
    'a,b\n\n1,2\n\n3,4\n\n',
    '"a","b"\n"1","2"\n3,4',
  ]) {
    const table = readCsv(text);
    expect(table.columns.map(({ values }) => [...values])).toEqual(expected);
    expect(table.columns.map(({ name }) => name)).toEqual(['a', 'b']);
  }
  expect(readCsv('a;b\n1;"x;y"\n', { delimiter: ';' }).columns[1]).toMatchObject({ categories: ['x;y'] });
  expect(readCsv('a\n-999\n1\n2\n', { missing: ['-999'] }).columns[0]?.missing).toEqual(Uint8Array.of(1, 0, 0));
  expect(readCsv('a\n1\n\n3').columns[0]).toMatchObject({ missing: Uint8Array.of(0, 1, 0) });
  expect(readCsv('a,b\n1,\n').columns[1]).toMatchObject({ missing: Uint8Array.of(1) });
});

describe('refusals', () => {
  const cases: [name: string, input: string | Uint8Array, kind: DataErrorKind, message: RegExp][] = [
    ['nothing', '', 'empty', /no lines/],
    ['only empty lines', '\n\n', 'empty', /no lines|no rows/],
    ['names alone', 'a,b\n', 'empty', /no rows/],
    ['a field too few', 'a,b\n1,2\n3\n', 'shape', /line 3, offset 8: 1 field, but the first line has 2;/],
    ['a field too many', 'a,b\n1,2,3\n', 'shape', /line 2, offset 4: 3 fields/],
    ['a field too many behind a quoted line end', 'a,b\n"x\ny",2\n1\n', 'shape', /line 4, offset 12/],
    ['a quote that never ends', 'a,b\n1,"2\n', 'syntax', /offset 6: the field that begins here/],
    ['text behind a quote', 'a,b\n"1"x,2\n', 'syntax', /line 2, offset 7/],
    ['a quote within a field', 'a,b\n1,5" pipe\n', 'syntax', /line 2, offset 7/],
    ['a zero byte', 'a,b\n1,\0\n', 'syntax', /offset 6: a zero byte/],
    ['half a character of UTF-16', Uint8Array.of(0xff, 0xfe, 97), 'syntax', /not utf-16le/],
    [
      'UTF-8 and Latin-1 in one file',
      Uint8Array.of(97, 10, 0xc3, 0xbc, 10, 0xfc, 10),
      'syntax',
      /line 3, offset 5: the field is not UTF-8/,
    ],
    ['a byte that is no text', Uint8Array.of(97, 10, 0x81, 10), 'syntax', /neither UTF-8 nor Windows-1252/],
    ['an infinity', 'a,b\n1,2\n3,-inf\n', 'not-finite', /column 'b' holds -inf in line 3 \(offset 10\)/],
    ['a number beyond all numbers', 'a\n1\n1e999\n', 'not-finite', /1e999/],
  ];
  test.each(cases)('%s', async (_, input, kind, message) => {
    expect(await failure(() => readCsv(input))).toMatchObject({ kind, message: expect.stringMatching(message) });
  });

  test('types and options that do not fit', async () => {
    const wrong = async (text: string, options: Parameters<typeof readCsv>[1]): Promise<string> =>
      (await failure(() => readCsv(text, options))).message;
    expect(await wrong('a\n1\nx\n', { types: { a: 'number' }, name: 't.csv' })).toBe(
      `t.csv: column 'a' holds "x" in line 3 (offset 4); a number or a missing value was expected`,
    );
    expect(await wrong('a\n1\ntwo\n', { types: { a: 'integer' } })).toMatch(/an integer/);
    expect(await wrong('a\nmaybe\n', { types: { a: 'boolean' } })).toMatch(/a boolean/);
    expect(await wrong('a\n1\n', { types: { b: 'number' } })).toMatch(/no column 'b'; the file has a/);
    expect(await wrong('a\n1\n', { columns: ['c'] })).toMatch(/no column 'c'/);
    expect(await wrong('a\n1\n', { delimiter: '""' })).toMatch(/one character of ASCII/);
    expect(await wrong('a\n1\n', { maxBytes: 3 })).toMatch(/4 bytes; at most 3/);
  });
});

test('whatever RFC 4180 can write is read back', () => {
  const field = fc.string({ unit: fc.constantFrom('a', 'é', '"', ',', '\n', '\r', ' ', '1', '.', '東') });
  fc.assert(
    fc.property(fc.array(fc.tuple(field, field), { minLength: 1, maxLength: 20 }), fc.constantFrom('\n', '\r\n'), (rows, end) => {
      const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
      const text = ['x,y', ...rows.map((row) => row.map(quoted).join(','))].join(end);
      const table = readCsv(text, { types: { x: 'text', y: 'category' }, missing: [] });
      const back = listsOf(table);
      const expected = (place: 0 | 1): (string | null)[] => rows.map((row) => (row[place].trim() === '' ? null : row[place]));
      // Categories are trimmed.
      expect(back).toEqual({ x: expected(0), y: expected(1).map((one) => one?.trim() ?? null) });
    }),
  );
});
