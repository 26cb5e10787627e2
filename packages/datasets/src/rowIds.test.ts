import { describe, expect, test } from 'vitest';
import { readCsv } from './csv/readCsv.js';
import { imageExamples } from './imageExamples.js';
import { guardedText } from './formulaGuard.js';
import { oracleFile } from './oracleFiles.test-helper.js';
import { split } from './split.js';
import { subset, take } from './subset.js';
import { encodeTable, fitTableEncoding } from './index.js';

const seen = readCsv('id,age,plan,outcome\na7,30,x,no\nb1,41,y,yes\nc9,52,x,no\nd0,41,y,no\n', { types: { id: 'text' } });
const encoding = fitTableEncoding(seen, { label: 'outcome' });
const other = (text: string) => readCsv(text, { known: { id: 'text', age: 'integer', plan: 'category' } });
const lenient = { absent: 'missing', labels: 'any' } as const;

describe('rows of another file', () => {
  test.each([
    ['the same columns', 'id,age,plan,outcome\nq,41,y,yes\n', [0, 0, 1], undefined, [1], 'id=q'],
    ['another order', 'plan,outcome,age,id\ny,yes,41,q\n', [0, 0, 1], undefined, [1], 'id=q'],
    ['no label', 'id,age,plan\nq,41,y\n', [0, 0, 1], undefined, undefined, 'id=q'],
    ['no id', 'age,plan\n41,y\n', [0, 0, 1], undefined, undefined, ''],
    ['a column too many', 'id,age,plan,height\nq,41,y,1.8\n', [0, 0, 1], undefined, undefined, 'id=q'],
    ['another key', 'patient,age,plan\n17,41,y\n', [0, 0, 1], undefined, undefined, 'patient=17'],
    ['a column too few', 'id,plan\nq,y\n', [0, 0, 1], [0, 1, 1], undefined, 'id=q'],
    ['a label that is new', 'id,age,plan,outcome\nq,41,y,maybe\n', [0, 0, 1], undefined, [2], 'id=q'],
    ['a label that is missing', 'id,age,plan,outcome\nq,41,y,\n', [0, 0, 1], undefined, [-1], 'id=q'],
  ])('%s', (_, text, x, mask, y, ids) => {
    const examples = encodeTable(other(text), encoding, lenient);
    expect([...examples.x.data]).toEqual(x);
    expect(examples.mask && [...examples.mask.data]).toEqual(mask);
    expect(examples.y && [...examples.y.data]).toEqual(y);
    expect((examples.ids ?? []).map(({ name, values }) => `${name}=${values.join()}`).join()).toBe(ids);
  });

  test('new labels come behind those of the encoding, in the order they are met', () => {
    const { y, classes } = encodeTable(other('age,plan,outcome\n1,x,z\n2,y,no\n3,x,a\n4,x,z\n'), encoding, lenient);
    expect([classes, [...y!.data]]).toEqual([
      ['no', 'yes', 'z', 'a'],
      [2, 0, 3, 2],
    ]);
  });

  test.each([
    ['age\n3\n', {}, "there is no column 'plan'"],
    ['height\n3\n', lenient, "there is no column 'age'"],
    ['age,plan,outcome\n3,x,maybe\n', {}, `the label 'outcome' is "maybe" in row 0; one of no, yes was expected`],
  ])('%j with %j is refused', (text, options, message) => {
    expect(() => encodeTable(other(text), encoding, options)).toThrow(message);
  });
});

test('ids stay with their rows', () => {
  const examples = encodeTable(seen, encoding);
  const idsOf = ({ ids }: typeof examples): readonly string[] | undefined => ids?.[0]?.values;
  expect(idsOf(examples)).toEqual(['a7', 'b1', 'c9', 'd0']);
  expect(idsOf(subset(examples, [3, 0, 3]))).toEqual(['d0', 'a7', 'd0']);
  expect(idsOf(take(examples, 2))).toEqual(['a7', 'b1']);
  const { train, validation } = split(examples, { fraction: 0.5 });
  for (const part of [train, validation])
    idsOf(part)!.forEach((id, row) => {
      const whole = idsOf(examples)!.indexOf(id);
      expect([...part.x.data.slice(3 * row, 3 * row + 3)]).toEqual([...examples.x.data.slice(3 * whole, 3 * whole + 3)]);
    });
});

test('images are named by their paths', async () => {
  const bytes = oracleFile('gray.png');
  const files = ['b/2.png', 'a/1.png'].map((path) => ({ path, bytes }));
  expect((await imageExamples(files)).ids).toEqual([{ name: 'file', values: ['a/1.png', 'b/2.png'] }]);
});

test.each([
  ['=1+1', "'=1+1"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['+49 30', "'+49 30"],
  ['-cmd', "'-cmd"],
  ['\tx', "'\tx"],
  ["'=1+1", "''=1+1"],
  ['-5', '-5'],
  ['+1.5e3', '+1.5e3'],
  ['-', '-'],
  ["'quoted'", "'quoted'"],
  ["don't", "don't"],
  ['', ''],
])('a spreadsheet computes nothing of %j, and it is read back', (text, written) => {
  expect(guardedText(text)).toBe(written);
  const quoted = `"${written.replaceAll('"', '""')}"`;
  const table = readCsv(`name,n\n${quoted},1\n`, { types: { name: 'text' }, missing: [] });
  expect((table.columns[0]!.values as readonly string[])[0]).toBe(text);
});
