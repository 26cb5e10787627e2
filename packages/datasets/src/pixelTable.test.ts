import { describe, expect, test } from 'vitest';
import { failure } from './oracleFiles.test-helper.js';
import { labelClasses } from './arrayLabels.js';
import { areIntensities, imagesOfTable, labelsOfColumn, pixelsOf, pixelTable } from './pixelTable.js';
import type { Table, TableColumn } from './table.js';

const level = (column: number, row: number): number => (column * 37 + row * 91) % 256;
const column = (name: string, values: number[], type: 'integer' | 'number' = 'integer'): TableColumn => ({
  name,
  type,
  values: Float64Array.from(values),
});
const pixels = (count: number, nameOf: (i: number) => string, rows = 3, scale = 1): TableColumn[] =>
  Array.from({ length: count }, (_, i) =>
    column(
      nameOf(i),
      Array.from({ length: rows }, (_, row) => level(i, row) / scale),
      scale === 1 ? 'integer' : 'number',
    ),
  );
const table = (...columns: TableColumn[]): Table => ({ columns, size: 3 });
const label = column('label', [4, 2, 4]);

describe('what looks like images', () => {
  test.each<[string, Table, string | undefined, object | undefined]>([
    [
      'Kaggle’s digits',
      table(label, ...pixels(784, (i) => `pixel${i}`)),
      undefined,
      { height: 28, channels: 1, label: 'label', named: true },
    ],
    [
      'named by row and column',
      table(label, ...pixels(784, (i) => `${1 + Math.floor(i / 28)}x${1 + (i % 28)}`)),
      undefined,
      { width: 28, named: true },
    ],
    ['named, without a label', table(...pixels(64, (i) => `px_${i}`)), undefined, { height: 8, named: true }],
    ['colors', table(...pixels(192, (i) => `pixel_${i}`)), undefined, { height: 8, channels: 3, named: true }],
    [
      'the label said',
      table(column('what', [1, 2, 3]), ...pixels(64, (i) => `pixel${i}`)),
      'what',
      { label: 'what', named: true },
    ],
    [
      'no names, the label first',
      table(column('c0', [7, 1, 2]), ...pixels(64, (i) => `c${i + 1}`)),
      undefined,
      { label: 'c0', named: false },
    ],
    ['no names, no label', table(...pixels(81, (i) => `c${i}`)), undefined, { height: 9, named: false }],
    ['a number of pixels that fills no square', table(...pixels(70, (i) => `pixel${i}`)), undefined, undefined],
    ['few columns', table(...pixels(16, (i) => `c${i}`)), undefined, undefined],
    ['levels of another range', table(...pixels(64, (i) => `c${i}`, 3, 10)), undefined, undefined],
  ])('%s', (_, rows, said, expected) => {
    if (expected === undefined) expect(pixelTable(rows, said)).toBeUndefined();
    else expect(pixelTable(rows, said)).toMatchObject(expected);
  });
});

test('rows become images in the order of their columns, and labels classes', () => {
  const rows = table(label, ...pixels(64, (i) => `pixel${i}`));
  const shape = pixelTable(rows)!;
  const labels = labelsOfColumn('a.csv', rows, 'label')!;
  const how = { bytes: areIntensities(rows, shape.pixels), labels, classes: labelClasses('a.csv', [labels]) };
  const { x, y, classes } = imagesOfTable('a.csv', rows, shape, how);
  expect(x.shape).toEqual([3, 8, 8, 1]);
  expect([...x.data]).toEqual([0, 1, 2].flatMap((row) => Array.from({ length: 64 }, (_, i) => level(i, row))));
  expect(x.data).toBeInstanceOf(Uint8Array);
  expect([classes, [...y!.data]]).toEqual([
    ['2', '4'],
    [1, 0, 1],
  ]);
  const fractions = table(...pixels(64, (i) => `pixel${i}`, 3, 256));
  expect(areIntensities(fractions, shape.pixels)).toBe(false);
  const plain = { bytes: false, labels: undefined, classes: undefined };
  expect(imagesOfTable('a.csv', fractions, shape, plain).x.data).toBeInstanceOf(Float32Array);
});

test('a shape that is asked for must fit', async () => {
  const rows = table(label, column('id', [1, 2, 3]), ...pixels(12, (i) => `c${i}`));
  const shape = { height: 2, width: 2, channels: 3 };
  expect(pixelsOf('a.csv', rows, shape, { label: 'label', exclude: ['id'] })).toHaveLength(12);
  expect(await failure(() => pixelsOf('a.csv', rows, shape, { label: 'label' }))).toMatchObject({
    kind: 'shape',
    message: expect.stringMatching(/13 columns cannot be images of 2 by 2 by 3, 12 numbers/),
  });
  const text: Table = table({ name: 't', type: 'text', values: ['a', 'b', 'c'] });
  expect((await failure(() => pixelsOf('a.csv', text, { height: 1, width: 1, channels: 1 }, {}))).kind).toBe('type');
});
