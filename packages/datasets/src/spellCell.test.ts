import { expect, test } from 'vitest';
import { formatCell } from './spellCell.js';
import type { NumericColumn, Spelling, TableColumn } from './table.js';

const cell = (value: number, spelling: Spelling, type: NumericColumn['type'] = 'number'): string =>
  formatCell({ name: 'a', type, values: Float64Array.of(value), spelling }, 0);

// Values that no file held, as a model makes them, in the terms of the file.
const rows: readonly (readonly [value: number, spelling: Spelling, text: string, type?: NumericColumn['type']])[] = [
  [1.23456, { decimals: 2 }, '1.23'],
  [1.999, { decimals: 2 }, '2'],
  [1.999, { decimals: 2, fewestDecimals: 2 }, '2.00'],
  [2, { decimals: 3, fewestDecimals: 1 }, '2.0'],
  [-0.001, { decimals: 2, fewestDecimals: 2 }, '0.00'],
  [1234567.891, { decimals: 2, fewestDecimals: 2, thousands: ',' }, '1,234,567.89'],
  [-1234.5, { decimals: 2, fewestDecimals: 2, decimal: ',', thousands: '.' }, '-1.234,50'],
  [-1200, { thousands: ',', prefix: '$', parentheses: true }, '($1,200)', 'integer'],
  [12.34, { decimals: 1, suffix: '%' }, '12.3%'],
  [0.1, { decimals: 18 }, '0.1'],
  [1e-7, {}, '1e-7'],
  [41.6, {}, '42', 'integer'],
  [1, { words: ['no', 'yes'] }, 'yes', 'boolean'],
  [0, {}, '0', 'boolean'],
  [Date.UTC(2024, 0, 31, 23, 59, 59, 999), { pattern: 'dd.MM.yyyy HH:mm:ss' }, '01.02.2024 00:00:00', 'date'],
  [Date.UTC(2024, 0, 31, 23, 59, 59, 250), { pattern: "yyyy-MM-dd'T'HH:mm:ss.SSXXX" }, '2024-01-31T23:59:59.25Z', 'date'],
  [Date.UTC(2024, 0, 31, 13, 5), { pattern: 'MMMM d, yyyy h:mm a' }, 'January 31, 2024 1:05 PM', 'date'],
  [Date.UTC(1969, 11, 31, 12), { pattern: 'yyyy-MM-dd' }, '1969-12-31', 'date'],
];
test.each(rows.map((row) => [row[2], row] as const))('%s', (text, [value, spelling, , type]) => {
  expect(cell(value, spelling, type)).toBe(text);
});

test('texts and categories are as they are, what is missing is empty', () => {
  const columns: readonly TableColumn[] = [
    { name: 'a', type: 'text', values: ['x', ''], missing: Uint8Array.of(0, 1) },
    { name: 'b', type: 'category', values: Int32Array.of(1, -1), categories: ['p', 'q'], missing: Uint8Array.of(0, 1) },
    { name: 'c', type: 'number', values: Float64Array.of(1.5, 0), missing: Uint8Array.of(0, 1) },
  ];
  expect(columns.map((column) => [formatCell(column, 0), formatCell(column, 1)])).toEqual([
    ['x', ''],
    ['q', ''],
    ['1.5', ''],
  ]);
});
