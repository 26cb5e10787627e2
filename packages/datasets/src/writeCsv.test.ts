import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readCsv } from './csv/readCsv.js';
import type { Table, TableColumn } from './table.js';
import { writeCsv } from './writeCsv.js';

type Cells = readonly (number | string | null)[];
const { written } = JSON.parse(readFileSync(new URL('../oracles/columnKinds.json', import.meta.url), 'utf8')) as {
  readonly written: readonly { name: string; delimiter: string; columns: Readonly<Record<string, Cells>>; text: string }[];
};

const columnOf = (name: string, cells: Cells): TableColumn => {
  const gaps = cells.includes(null) ? { missing: Uint8Array.from(cells, (cell) => (cell === null ? 1 : 0)) } : {};
  return cells.some((cell) => typeof cell === 'number')
    ? { name, type: 'integer', values: Float64Array.from(cells, Number) }
    : { name, type: 'text', values: cells.map((cell) => String(cell ?? '')), ...gaps };
};
const textTable = (...values: string[]): Table => ({
  columns: [columnOf('a', values), { name: 'b', type: 'integer', values: new Float64Array(values.length) }],
  size: values.length,
});

describe('as pandas writes it', () => {
  test.each(written)('$name', ({ delimiter, columns, text }) => {
    const table = { columns: Object.entries(columns).map(([name, cells]) => columnOf(name, cells)), size: 2 };
    expect(writeCsv(table, { delimiter })).toBe(text);
  });
});

test.each([
  ['=1+1', `'=1+1`],
  ['@SUM(A1)', `'@SUM(A1)`],
  ['+A1', `'+A1`],
  ['-cmd|x', `'-cmd|x`],
  ['-', '-'],
  ['-3', '-3'],
  ['+1.5e3', '+1.5e3'],
  ['-12,5%', `"-12,5%"`],
  [' padded ', '" padded "'],
])('a text that a spreadsheet would take for a formula: %s', (text, expected) => {
  expect(writeCsv(textTable(text)).split('\n')[1]).toBe(`${expected},0`);
});

test('decimal commas beside commas are quoted; a header may be left out; an empty line is no row', () => {
  const price: TableColumn = { name: 'p', type: 'number', values: Float64Array.of(1.5, 2), spelling: { decimal: ',' } };
  expect(writeCsv({ columns: [price, price], size: 2 }, { header: false })).toBe('"1,5","1,5"\n2,2\n');
  expect(writeCsv({ columns: [price, price], size: 2 }, { header: false, delimiter: ';' })).toBe('1,5;1,5\n2;2\n');
  expect(writeCsv({ columns: [{ ...price, missing: Uint8Array.of(1, 0) }], size: 2 })).toBe('p\n""\n2\n');
});

test('our own reader reads back whatever text was written', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'é', '"', ',', ';', '\n', '\r', ' ', '7'), minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(
      fc.array(
        text.filter((one) => one.trim() !== ''),
        { minLength: 1, maxLength: 8 },
      ),
      (values) => {
        const back = readCsv(writeCsv(textTable(...values)), { types: { a: 'text' } }).columns[0]!;
        expect(back.values).toEqual(values);
      },
    ),
  );
});
