import { decodeTable, fitTableEncoding, formatCell, readCsv } from '@vaekit/datasets';
import { expect, it } from 'vitest';
import { typedCondition } from './conditionColumns.js';

// Columns as people write them: days before months, decimal commas, words for yes and no, a comma within a name.
const table = readCsv(
  [
    'when;at;price;smoker;town;n',
    '14/02/2023;2023-02-14T08:00:00;1,5;ja;Paris, France;1.000.000',
    '15/03/2023;2023-03-15T09:30:00;2,25;nein;Rome, Italy;12.000.000',
    '03/02/2023;2023-03-17T19:45:00;4,75;ja;Oslo;3.000.000',
  ].join('\n'),
  { types: { town: 'category', smoker: 'category' } },
);
const smoking = {
  name: 'smoker',
  type: 'boolean',
  values: Float64Array.of(1, 0, 1),
  spelling: { words: ['No', 'Yes'] },
} as const;
const encoding = fitTableEncoding({
  ...table,
  columns: table.columns.map((column) => (column.name === 'smoker' ? smoking : column)),
});

/** The cells that the encoded condition stands for. */
function told(typed: string, ...names: string[]): string[] {
  const { data } = typedCondition(typed, encoding, names);
  const row = new Float32Array(encoding.width);
  let at = 0;
  for (const name of names) {
    const { offset, width } = encoding.columns.find((column) => column.name === name)!;
    row.set(data.subarray(at, (at += width)), offset);
  }
  const { columns } = decodeTable({ data: row, shape: [1, row.length] }, encoding);
  return names.map((name) =>
    formatCell(
      columns.find((column) => column.name === name)!,
      0,
    ),
  );
}

it.each([
  ['when', '03/02/2023', '03/02/2023'],
  ['when', '3/2/2023', '03/02/2023'],
  ['when', '28/02/2023', '28/02/2023'],
  ['when', '2023-02-03', '03/02/2023'],
  ['at', '2023-02-14T10:15:00', '2023-02-14T10:15:00'],
  ['at', '2023-02-14T10:15:00+02:00', '2023-02-14T08:15:00'],
  ['price', '1,5', '1,5'],
  ['n', '2.000.000', '2.000.000'],
  ['n', '2000000', '2.000.000'],
  ['smoker', 'yes', 'Yes'],
  ['smoker', 'No', 'No'],
  ['town', 'Paris, France', 'Paris, France'],
])('%s=%s is %s', (name, text, expected) => expect(told(`${name}=${text}`, name)).toEqual([expected]));

it('ends a value at a comma before another column alone', () => {
  expect(told('town=Rome, Italy,price=4,75, when = 03/02/2023', 'town', 'price', 'when')).toEqual([
    'Rome, Italy',
    '4,75',
    '03/02/2023',
  ]);
});

it.each([
  ['when', '12/31/2023', '--condition has when=12/31/2023; expected a date as dd/MM/yyyy, or one such as 2024-02-29'],
  ['when', '2023-02-30', 'expected a date as dd/MM/yyyy'],
  ['at', 'noon', "expected a date as yyyy-MM-dd'T'HH:mm:ss"],
  ['price', 'much', '--condition has price=much; expected a number with a decimal comma'],
  ['price', '1.5', 'expected a number with a decimal comma'],
  ['price', '1,5,n=2', 'expected a number with a decimal comma'],
  ['price', '', '--condition has price=; expected a number'],
  ['price', '∞', 'expected a number'],
  ['smoker', '7', '--condition has smoker=7; expected No or Yes'],
  ['town', 'Bonn', `column 'town' is "Bonn" in row 0; one of Oslo, Paris, France, Rome, Italy was expected`],
])('%s=%s is refused', (name, text, message) => {
  expect(() => typedCondition(`${name}=${text}`, encoding, [name])).toThrow(message);
});

it('needs a value for each column', () => {
  expect(() => typedCondition('price=1,5', encoding, ['price', 'n'])).toThrow(
    '--condition is price=1,5; expected price=VALUE,n=VALUE',
  );
  expect(() => typedCondition('n=1,n=2', encoding, ['price', 'n'])).toThrow('expected price=VALUE,n=VALUE');
});
