import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { DataErrorKind } from '../dataError.js';
import type { Dialect } from '../dataSchema.js';
import { failure } from '../oracleFiles.test-helper.js';
import { formatCell } from '../spellCell.js';
import type { TableColumn } from '../table.js';
import { detectDialect } from './detectDialect.js';
import { readCsv, type ReadCsvOptions } from './readCsv.js';

interface Case {
  readonly name: string;
  readonly base64: string | null;
  readonly repeat?: { readonly head: string; readonly line: string; readonly times: number; readonly tail: string };
  readonly options: ReadCsvOptions;
  readonly dialect: Partial<Dialect>;
  readonly columns: readonly { readonly name: string; readonly type: string; readonly values: readonly unknown[] }[];
  readonly cells: readonly (readonly string[])[];
  readonly mixed: readonly string[];
}

const cases = JSON.parse(readFileSync(new URL('../../oracles/dialects.json', import.meta.url), 'utf8')) as readonly Case[];

function bytesOf({ base64, repeat }: Case): Uint8Array {
  if (base64 !== null) return new Uint8Array(Buffer.from(base64, 'base64'));
  const { head = '', line = '', times = 0, tail = '' } = repeat ?? {};
  return new Uint8Array(Buffer.concat([Buffer.from(head + line.repeat(times)), Buffer.from(tail, 'base64')]));
}

/** The last `count` values of a column, null where one is missing. */
function valuesOf(column: TableColumn, size: number, count: number): unknown[] {
  return Array.from({ length: count }, (_, i) => {
    const row = size - count + i;
    if (column.missing?.[row]) return null;
    const value = column.values[row];
    if (column.type === 'category') return column.categories[Number(value)];
    return column.type === 'boolean' ? value === 1 : value;
  });
}

describe('what pandas reads once it is told the dialect', () => {
  test.each(cases.map((one) => [one.name, one] as const))('%s', (_, one) => {
    const bytes = bytesOf(one);
    const table = readCsv(bytes, one.options);
    const { columns, size, dialect } = table;
    const plain = (values: readonly unknown[], type: string): unknown[] =>
      values.map((value) => (type === 'boolean' && typeof value === 'number' ? value === 1 : value));
    expect(
      columns.map((column) => ({ name: column.name, type: column.type, values: valuesOf(column, size, one.cells.length) })),
    ).toEqual(one.columns.map(({ name, type, values }) => ({ name, type, values: plain(values, type) })));
    expect(dialect).toMatchObject(one.dialect);
    const { types: _types, ...options } = one.options;
    if (one.base64 !== null) expect(detectDialect(bytes, options)).toEqual(dialect);
  });
});

describe('what was read is written as it was', () => {
  test.each(cases.map((one) => [one.name, one] as const))('%s', (_, one) => {
    const { columns, size } = readCsv(bytesOf(one), one.options);
    const written: (string | undefined)[] = [];
    const expected: (string | undefined)[] = [];
    for (const [place, column] of columns.entries()) {
      if (one.mixed.includes(column.name)) continue;
      one.cells.forEach((cells, i) => {
        const row = size - one.cells.length + i;
        if (column.missing?.[row]) return;
        written.push(formatCell(column, row));
        expected.push(cells[place]?.trim());
      });
    }
    expect(written).toEqual(expected);
  });
});

describe('what cannot be told is refused, with what settles it', () => {
  const refused: readonly (readonly [name: string, text: string, kind: DataErrorKind, message: RegExp])[] = [
    [
      'days or months',
      't,x\n01/02/2024,1.5\n03/04/2024,2.5\n',
      'ambiguous',
      /dd\/MM\/yyyy or MM\/dd\/yyyy.*--column 't=date:dd\/MM\/yyyy'/,
    ],
    ['decimals or thousands', 'a\tb\n1,234\t5\n2,345\t6\n', 'ambiguous', /commas of column 'a'.*--decimal=comma/],
    ['0, 1, 2 above other whole numbers', '0,1,2\n5,3,8\n2,9,4\n7,7,1\n', 'ambiguous', /first line \(0, 1, 2\).*--header=true/],
    [
      'a title above the table',
      'Report 2021,,\na,b,c\n1,2,x\n3,4,y\n',
      'ambiguous',
      /says "Report 2021" and nothing more, above 3 columns/,
    ],
    ['far from all that follows, but not rising', '900,500\n1.5,2.5\n1.25,2\n1.75,3\n', 'ambiguous', /--header=false/],
    [
      'a word that comes again beside one that never does',
      `a,b\n${Array.from({ length: 30 }, (_, i) => `${'acd'[i % 3]},${'xy'[i % 2]}`).join('\n')}\n`,
      'ambiguous',
      /--header/,
    ],
  ];
  test.each(refused)('%s', async (_, text, kind, message) => {
    expect(await failure(() => readCsv(text))).toMatchObject({ kind, message: expect.stringMatching(message) });
  });

  test('and goes once it is said', () => {
    expect(readCsv('a\tb\n1,234\t5\n2,345\t6\n', { decimal: ',' }).columns[0]?.values[0]).toBe(1.234);
    expect(readCsv('a\tb\n1,234\t5\n2,345\t6\n', { decimal: '.' }).columns[0]?.values[0]).toBe(1234);
    expect(readCsv('0,1,2\n5,3,8\n2,9,4\n7,7,1\n', { header: true }).size).toBe(3);
    // A file that is read as an earlier one was.
    const types = new Map([['t', { type: 'date', spelling: { pattern: 'MM/dd/yyyy' } } as const]]);
    expect(readCsv('t\n01/02/2024\n', { types }).columns[0]?.values[0]).toBe(Date.UTC(2024, 0, 2));
    expect(readCsv('0,1,2\n5,3,8\n2,9,4\n7,7,1\n', { types: { 0: 'number', 1: 'number' } }).size).toBe(3);
  });
});

describe('a later file may be spelled otherwise than the first', () => {
  const first = readCsv('n;k;d;p\n1.5;1200;2024-01-31;2.5\n2.25;3;2024-02-01;3.5\n');
  const known = new Map(
    first.columns.map((column) => [
      column.name,
      { type: column.type, ...('spelling' in column && column.spelling !== undefined ? { spelling: column.spelling } : {}) },
    ]),
  );
  const values = [
    [1.5, 2.25],
    [1200, 3],
    [Date.UTC(2024, 0, 31), Date.UTC(2024, 1, 1)],
    [2.5, 3.5],
  ];
  test.each([
    ['decimal commas', 'n;k;d;p\n1,5;1200;2024-01-31;2,5\n2,25;3;2024-02-01;3,5\n'],
    ['quoted decimal commas between commas', 'n,k,d,p\n"1,5",1200,2024-01-31,"2,5"\n"2,25",3,2024-02-01,"3,5"\n'],
    ['thousands', 'n,k,d,p\n1.50,"1,200",2024-01-31,2.5\n2.25,3,2024-02-01,3.5\n'],
    ['another pattern of dates', 'n\tk\td\tp\n1.5\t1200\t31.01.2024\t2.5\n2.25\t3\t01.02.2024\t3.5\n'],
    ['dates with times', 'n,k,d,p\n1.5,1200,2024-01-31 00:00:00,2.5\n2.25,3,2024-02-01 00:00:00,3.5\n'],
    ['dates that lack zeros', 'n,k,d,p\n1.5,1200,2024-1-31,2.5\n2.25,3,2024-2-1,3.5\n'],
  ])('%s', (_, text) => {
    expect(readCsv(text, { known }).columns.map((column) => [...column.values])).toEqual(values);
  });

  test('what is ambiguous by itself is as it was', () => {
    const earlier = new Map([
      ['d', { type: 'date', spelling: { pattern: 'MM/dd/yyyy' } }],
      ['v', { type: 'number', spelling: { decimal: ',', decimals: 3 } }],
    ] as const);
    const { columns } = readCsv('d\tv\n01/02/2024\t1,234\n03/04/2024\t5,678\n', { known: earlier });
    expect(columns.map((column) => column.values[0])).toEqual([Date.UTC(2024, 0, 2), 1.234]);
  });
});
