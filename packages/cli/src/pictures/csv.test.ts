import { readCsv } from '@vaekit/datasets';
import { expect, it } from 'vitest';
import { csv } from './csv.js';

it.each([
  ['plain', 'plain'],
  ['x,"y"', '"x,""y"""'],
  ['a;b', '"a;b"'],
  ['a\rb', '"a\rb"'],
  ['a\nb', '"a\nb"'],
  ['a\tb', '"a\tb"'],
  [' a ', '" a "'],
  ['=1+1', "'=1+1"],
  ['@x,y', '"\'@x,y"'],
  ['-', '-'],
  ['-1.5', '-1.5'],
  ['', ''],
])('%j is written so that it is read back, and no formula', (text, written) => {
  const file = csv(['name', 'n'], [[text, 0.1 + 0.2]]);
  expect(file).toBe(`name,n\n${written},0.3\n`);
  const [column] = readCsv(file, { types: { name: 'text' }, missing: [] }).columns;
  expect((column!.values as readonly string[])[0]).toBe(text);
});

it('a column alone keeps its empty fields', () => {
  const table = readCsv(csv(['a'], [['x'], [''], ['y']]));
  expect([table.size, [...table.columns[0]!.missing!]]).toEqual([3, [0, 1, 0]]);
});

it('columns of the same name are told apart', () =>
  expect(csv(['label', 'a', 'label', 'label'], [])).toBe('label,a,label_2,label_3\n'));
