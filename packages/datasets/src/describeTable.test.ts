import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readCsv } from './csv/readCsv.js';
import type { ColumnSchema, DataSchema } from './dataSchema.js';
import { dataSchemaFromJSON } from './dataSchemaFromJSON.js';
import { describeArray } from './describeArray.js';
import { type ColumnKind, describeTable, type DescribeTableOptions, fieldKinds, schemaKinds } from './describeTable.js';
import { failure } from './oracleFiles.test-helper.js';
import type { Table } from './table.js';

const { saved } = JSON.parse(readFileSync(new URL('../oracles/columnKinds.json', import.meta.url), 'utf8')) as {
  readonly saved: Readonly<Record<string, string>>;
};

const rows = 40;
const column = (name: string, value: (row: number) => string): Table =>
  readCsv(`x,${name}\n${Array.from({ length: rows }, (_, row) => `${((row * 7.3) % 5).toFixed(2)},${value(row)}\n`).join('')}`);
const second = (table: Table, options: DescribeTableOptions = {}): ColumnSchema => describeTable(table, options).columns![1]!;
const hex = (row: number): string => (row * 2654435761).toString(16).padStart(12, '0').slice(-12);

describe('row numbers, as pandas writes them', () => {
  test.each(Object.entries(saved))('%s', (_, text) => {
    const { columns } = describeTable(readCsv(text));
    expect(columns!.map(({ role }) => role)).toEqual(['row-number', 'feature', 'feature']);
  });

  test('a first column without a name in a file without names is a feature', () => {
    const table = readCsv(Array.from({ length: 30 }, (_, row) => `${(row * 17) % 41},${row % 4}\n`).join(''));
    expect(describeTable(table).columns!.map(({ role }) => role)).toEqual(['feature', 'feature']);
  });
});

describe('roles that are guessed', () => {
  test.each<[string, string, (row: number) => string, Partial<ColumnSchema>]>([
    [
      'whole numbers that differ and are called an id',
      'customer_id',
      (row) => String(9000 - row * 3),
      { role: 'id', type: 'integer' },
    ],
    ['camel case', 'passengerId', (row) => String(17 + row * row), { role: 'id' }],
    ['ids that come again are a feature', 'customer_id', (row) => String(row % 9), { role: 'feature' }],
    ['a word that ends in id is none', 'humid', (row) => String(row * row), { role: 'feature' }],
    ['whole numbers that differ', 'income', (row) => String(900 + row * row), { role: 'feature', type: 'integer' }],
    ['fractions that all differ', 'id', (row) => String(row * 1.37), { role: 'feature', type: 'number' }],
    ['UUIDs', 'u', (row) => `${hex(row).slice(0, 8)}-0000-4000-8000-${hex(row)}`, { role: 'id' }],
    ['hashes', 'h', (row) => hex(row) + hex(row + 1), { role: 'id' }],
    ['file names', 'shot', (row) => `img/${row}.jpg`, { role: 'id' }],
    ['addresses', 'link', (row) => `https://example.org/${row}`, { role: 'id' }],
    ['e-mail', 'contact', (row) => `a${row}@example.org`, { role: 'id' }],
    [
      'texts that all differ are learned from no one',
      'word',
      (row) => `w${hex(row)}`,
      { role: 'id', reason: 'every value differs' },
    ],
    ['few texts', 'kind', (row) => ['a', 'b', 'c'][row % 3]!, { role: 'feature', type: 'category', categories: ['a', 'b', 'c'] }],
    ['one text', 'kind', () => 'a', { role: 'feature', categories: ['a'] }],
    [
      'gaps are counted',
      'v',
      (row) => (row % 4 === 0 ? '' : String(row * 0.5)),
      { role: 'feature', missing: 10, range: [0.5, 19.5] },
    ],
    ['nothing at all', 'v', () => '', { role: 'feature', reason: 'missing in every row; takes no number', missing: 40 }],
    ['yes and no', 'v', (row) => String(row % 2 === 0), { role: 'feature', type: 'boolean' }],
  ])('%s', (_, name, value, expected) => {
    expect(second(column(name, value))).toMatchObject({ name, ...expected });
  });

  test.each([
    ['150 texts, each four times', 600, (row: number) => `t${row % 150}`, { role: 'feature', type: 'category' }],
    [
      'nearly every text another',
      300,
      (row: number) => `t${row % 260}`,
      { role: 'ignored', type: 'text', reason: 'free text, 260 different ones' },
    ],
  ])('more than 100 texts: %s', (_, count, value, expected) => {
    const table = readCsv(`a,b\n${Array.from({ length: count }, (_, row) => `${row % 7},${value(row)}\n`).join('')}`);
    expect(second(table)).toMatchObject(expected);
  });
});

describe('what is said holds', () => {
  const numbers = column('id', (row) => String(row * 3));
  const given = (role: ColumnSchema['role'], type: ColumnSchema['type'] = 'integer'): DataSchema => ({
    version: 1,
    format: 'csv',
    columns: [{ name: 'id', role, type, reason: 'as written' }],
  });
  test.each<[string, DescribeTableOptions, Partial<ColumnSchema>]>([
    ['a kind makes a feature of it', { kinds: new Map([['id', 'integer']]) }, { role: 'feature', scale: 'standard' }],
    ['a scale', { kinds: new Map([['id', 'quantile']]) }, { role: 'feature', scale: 'quantile' }],
    ['left out', { exclude: ['id'] }, { role: 'ignored', reason: 'left out as asked' }],
    ['ignored', { kinds: new Map([['id', 'ignored']]) }, { role: 'ignored' }],
    ['a label', { label: 'id' }, { role: 'label' }],
    ['a weight', { weight: 'id' }, { role: 'weight' }],
    ['a description', { schema: given('feature') }, { role: 'feature', reason: 'as written' }],
    ['an option goes before a description', { schema: given('feature'), id: ['id'] }, { role: 'id' }],
    ['another label takes the role from it', { schema: given('label'), label: 'x' }, { role: 'id' }],
  ])('%s', (_, options, expected) => {
    expect(second(numbers, options)).toMatchObject(expected);
  });

  test('a column that is not there is refused by name', async () => {
    expect((await failure(() => describeTable(numbers, { id: ['no'] }))).message).toMatch(/no column 'no'; the table has x, id/);
  });

  test('ids are read as they stand', () => {
    const kinds = new Map<string, ColumnKind>([
      ['b', 'quantile'],
      ['c', 'ignored'],
      ['d', 'date:dd/MM/yyyy'],
    ]);
    expect([...fieldKinds({ id: ['a'], kinds })]).toEqual([
      ['a', 'text'],
      ['b', 'number'],
      ['d', 'date:dd/MM/yyyy'],
    ]);
    expect(schemaKinds(given('id')).get('id')).toBe('text');
  });
});

describe('a description as JSON', () => {
  const schema = describeTable(
    column('kind', (row) => `k${row % 3}`),
    { format: 'csv', label: 'kind' },
  );
  test('comes back', () => {
    expect(dataSchemaFromJSON(JSON.parse(JSON.stringify(schema)))).toEqual(schema);
    const array = describeArray({ x: { data: Uint8Array.of(0, 7, 255, 3), shape: [1, 2, 2, 1] } });
    expect(array).toEqual({ shape: [2, 2, 1], layout: 'images', element: 'uint8', range: [0, 255] });
    expect(dataSchemaFromJSON({ version: 1, format: 'npy', array })).toMatchObject({ array });
  });

  const [first] = schema.columns!;
  test.each<[unknown, RegExp]>([
    [null, /the description/],
    [{ ...schema, version: 2 }, /`version` is 2; 1 was expected/],
    [{ ...schema, columns: [{ ...first, role: 'target' }] }, /`columns\.0\.role` is "target"; \("feature" \| "label"/],
    [{ ...schema, columns: [{ ...first, type: 'float' }] }, /`columns\.0\.type` is "float"/],
    [{ ...schema, columns: [first, first] }, /two columns have the name 'x'; names must differ/],
    [
      { ...schema, columns: [{ ...first, role: 'label' }, schema.columns![1]] },
      /'x', 'kind' all have the role label; at most one column may/,
    ],
    [{ ...schema, dialect: { encoding: 'utf-8', delimiter: ',,', header: true, missing: [] } }, /`dialect\.delimiter`/],
  ])('%#: what is wrong is named', async (json, message) => {
    expect((await failure(() => dataSchemaFromJSON(json))).message).toMatch(message);
  });
});
