import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readCsv } from '../csv/readCsv.js';
import { failure, oracle, oracleFile } from '../oracleFiles.test-helper.js';
import { split } from '../split.js';
import { splitTable } from '../splitTable.js';
import { subsetTable, type Table } from '../table.js';
import { columnTypes, decodeTable, encodeTable, fitTableEncoding, tableEncodingFromJSON, writeCsv } from '../index.js';
import { validateExamples } from '../validateExamples.js';

const table: Table = readCsv(oracleFile('table.csv'));
const csv = (...lines: string[]): Table => readCsv(lines.join('\n'));

describe('a table of text, missing and constant columns', () => {
  const encoding = fitTableEncoding(table, { label: 'species' });

  test('the encoding says where each column goes', () => {
    const heights = (oracle.csv.height ?? []).filter((value) => value !== null) as number[];
    const mean = heights.reduce((sum, value) => sum + value, 0) / heights.length;
    const variance = heights.reduce((sum, value) => sum + (value - mean) ** 2, 0) / heights.length;
    expect(encoding).toMatchObject({
      version: 2,
      width: 7,
      rows: 40,
      label: { name: 'species', classes: ['setosa', 'versicolor', 'virginica'] },
      columns: [
        { name: 'city', type: 'category', offset: 0, width: 4 },
        {
          name: 'height',
          type: 'number',
          offset: 4,
          width: 1,
          mean: expect.closeTo(mean, 9),
          deviation: expect.closeTo(Math.sqrt(variance), 9),
        },
        { name: 'count', type: 'integer', offset: 5 },
        { name: 'member', type: 'boolean', offset: 6 },
        { name: 'unit', type: 'constant', offset: 7, width: 0, value: 'cm', of: 'category' },
        { name: 'species', type: 'label', offset: 7, width: 0, of: 'category' },
      ],
    });
  });

  test('examples: standardized, one-hot, missing marked, labels; and all that works on examples', () => {
    const examples = encodeTable(table, encoding);
    validateExamples(examples);
    const { x, mask, y, classes } = examples;
    expect(x.shape).toEqual([40, 7]);
    expect([...(y?.data.subarray(0, 4) ?? [])]).toEqual([0, 1, 2, 0]);
    expect(classes).toEqual(['setosa', 'versicolor', 'virginica']);
    // Row 4 has no height, row 5 no city.
    expect([...(mask?.data.subarray(28, 35) ?? [])]).toEqual([1, 1, 1, 1, 0, 1, 1]);
    expect([...(mask?.data.subarray(35, 42) ?? [])]).toEqual([0, 0, 0, 0, 1, 1, 1]);
    expect(x.data[32]).toBe(0);
    expect([...x.data.subarray(35, 39)]).toEqual([0, 0, 0, 0]);
    expect([...x.data.subarray(7, 11)]).toEqual([0, 1, 0, 0]);
    const counts = Array.from({ length: 40 }, (_, row) => x.data[row * 7 + 5] ?? 0);
    expect(counts.reduce((sum, value) => sum + value, 0) / 40).toBeCloseTo(0, 5);
    expect(counts.reduce((sum, value) => sum + value ** 2, 0) / 40).toBeCloseTo(1, 5);
    const { validation } = split(examples, { fraction: 0.25 });
    expect(validation.mask?.shape).toEqual(validation.x.shape);
  });

  test('decoding gives back what was not missing', () => {
    const decoded = decodeTable(encodeTable(table, encoding).x, encoding);
    expect(decoded.columns.map(({ name }) => name)).toEqual(['city', 'height', 'count', 'member', 'unit']);
    const [city, height, count, member, unit] = decoded.columns;
    for (let row = 0; row < table.size; row++) {
      if (oracle.csv.city?.[row] != null)
        expect(city?.type === 'category' && city.categories[city.values[row] ?? -1]).toBe(oracle.csv.city[row]);
      // Six digits: float32 holds the standardized value.
      if (oracle.csv.height?.[row] != null) expect(height?.values[row]).toBeCloseTo(oracle.csv.height[row] as number, 4);
      expect(count?.values[row]).toBe(oracle.csv.count?.[row]);
      expect(member?.values[row]).toBe(oracle.csv.member?.[row] === true ? 1 : 0);
      expect(unit?.type === 'category' && unit.categories[unit.values[row] ?? -1]).toBe('cm');
    }
  });

  test('JSON holds it', async () => {
    const back = tableEncodingFromJSON(JSON.parse(JSON.stringify(encoding)));
    expect(back).toEqual(encoding);
    const broken = (change: object): Promise<Error> =>
      failure(() => tableEncodingFromJSON({ ...(JSON.parse(JSON.stringify(encoding)) as object), ...change }));
    expect((await broken({ version: 3 })).message).toMatch(/`version` is not \(1 \| 2\)/);
    expect((await broken({ width: 8 })).message).toMatch(/`width` is not 7/);
    expect(
      (await broken({ columns: [{ name: 'a', type: 'number', offset: 0, width: 1, mean: 0, deviation: 0 }] })).message,
    ).toMatch(/columns\.0\.deviation/);
    expect((await broken({ columns: [{ name: 'a', type: 'boolean', offset: 1, width: 1 }] })).message).toMatch(
      /columns\.0\.offset/,
    );
    expect((await failure(() => tableEncodingFromJSON(null))).message).toMatch(/encoding/);
  });
});

test('fitted on the training part alone; what only the rest knows is missing or refused', async () => {
  const whole = csv('a,b,c', '1,x,5', '3,x,5', '5,y,5', '100,z,6');
  const encoding = fitTableEncoding(whole, { rows: [0, 1, 2] });
  expect(encoding.columns).toMatchObject([
    { name: 'a', mean: 3, deviation: Math.sqrt(8 / 3) },
    { name: 'b', categories: ['x', 'y'] },
    { name: 'c', type: 'constant', value: 5, of: 'integer' },
  ]);
  const { x, mask } = encodeTable(whole, encoding);
  expect([...x.data.subarray(9)]).toEqual([expect.closeTo(97 / Math.sqrt(8 / 3), 4), 0, 0]);
  expect([...(mask?.data.subarray(9) ?? [])]).toEqual([1, 0, 0]);
  expect((await failure(() => encodeTable(whole, encoding, { unseen: 'error' }))).message).toBe(
    `encodeTable: column 'b' is "z" in row 3; one of x, y was expected, as in training`,
  );
});

test('columns are found by name, in another file, in another order', async () => {
  const encoding = fitTableEncoding(csv('a,b,l', '1,x,0', '2,y,1', '3,x,2'), { label: 'l', standardize: false });
  expect(columnTypes(encoding)).toEqual({ a: 'number', b: 'category' });
  const other = encodeTable(csv('extra,b,a', 'q,y,7.5'), encoding);
  expect([...other.x.data]).toEqual([7.5, 0, 1]);
  expect(other.y).toBeUndefined();
  expect((await failure(() => encodeTable(csv('b', 'x'), encoding))).message).toMatch(/no column 'a'; the table has b/);
  expect((await failure(() => encodeTable(csv('a,b', '1,2'), encoding))).message).toMatch(
    /'b' is of type integer but was category/,
  );
  expect((await failure(() => encodeTable(csv('a,b,l', '1,x,9'), encoding))).message).toMatch(
    /the label 'l' is "9" in row 0; one of 0, 1, 2/,
  );
});

test('what cannot be fitted', async () => {
  const message = async (call: () => unknown): Promise<string> => (await failure(call)).message;
  expect(await message(() => fitTableEncoding(csv('a,b', '1,2', '1,2')))).toMatch(/no column is left/);
  expect(await message(() => fitTableEncoding(table, { label: 'height' }))).toMatch(/of type number; a category/);
  expect(await message(() => fitTableEncoding(table, { label: 'nothing' }))).toMatch(/no column 'nothing'/);
  expect(await message(() => fitTableEncoding(csv('a,l', '1,x', '2,'), { label: 'l' }))).toMatch(/missing in row 1/);
  expect(await message(() => fitTableEncoding(table, { rows: [40] }))).toMatch(/`rows` is 40/);
  expect(await message(() => decodeTable({ data: new Float32Array(2), shape: [1, 2] }, fitTableEncoding(table)))).toMatch(
    /\[n,10\]/,
  );
  // Differences whose halves are 0, or that overflow; numbers that float32 does not have.
  expect(fitTableEncoding(csv('a,b', '0,1', '5e-324,2')).columns[0]).toMatchObject({ type: 'constant' });
  expect(await message(() => fitTableEncoding(csv('a,b', '-1.5e308,1', '1.5e308,2')))).toMatch(
    /column 'a' has numbers up to 1\.50e\+308; standardized numbers are expected to differ by less than 1\.8e308; leave the column out/,
  );
  expect(await message(() => fitTableEncoding(csv('a,b', '1e39,1', '2e39,2'), { standardize: false }))).toMatch(
    /'a' has numbers up to 2\.00e\+39; at most 3\.4e38 was expected of numbers that are not standardized/,
  );
});

// Mean 2s, deviation s, for s and 3s in equal number; the squares of both are beyond the range of a double.
test.each([1e300, 1e200, -1e300, 1e-300])('numbers of the size %s are standardized and come back', (unit) => {
  const values = [1, 3, 3, 1].map((value) => value * unit);
  const wide = csv('a,b', ...values.map((value, row) => `${value},${row}`));
  const encoding = fitTableEncoding(wide);
  const [column] = encoding.columns;
  if (column?.type !== 'number' && column?.type !== 'integer') throw new Error(`the column is ${column?.type}`);
  expect(column.mean / unit).toBeCloseTo(2, 12);
  expect(column.deviation / Math.abs(unit)).toBeCloseTo(1, 12);
  const { x } = encodeTable(wide, encoding);
  const sign = Math.sign(unit);
  expect([...x.data].filter((_, i) => i % 2 === 0)).toEqual([-sign, sign, sign, -sign]);
  const back = decodeTable(x, encoding).columns[0]!;
  [...(back.values as Float64Array)].forEach((value, row) => expect(value / values[row]!).toBeCloseTo(1, 6));
});

test('splitTable: disjoint, everything, stratified by a column, the rows of `split`', async () => {
  const { train, validation } = splitTable(table, { fraction: 0.25, seed: 3, label: 'species' });
  expect([train.size, validation.size]).toEqual([30, 10]);
  const heights = (part: typeof table): number[] => [...(part.columns[2]?.values ?? [])].map(Number).sort((a, b) => a - b);
  expect([...heights(train), ...heights(validation)].sort((a, b) => a - b)).toEqual(heights(table));
  const species = validation.columns[5];
  const counts = [0, 1, 2].map((place) => [...(species?.values ?? [])].filter((value) => value === place).length);
  expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
  const { validation: examples } = split(encodeTable(table, fitTableEncoding(table, { label: 'species' })), {
    fraction: 0.25,
    seed: 3,
  });
  expect(encodeTable(validation, fitTableEncoding(table, { label: 'species' })).x.data).toEqual(examples.x.data);
  expect((await failure(() => subsetTable(table, [-1]))).kind).toBe('option');
});

test('encoding and decoding numbers loses no more than float32 does', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 2, maxLength: 50 }), (values) => {
      const numbers = {
        columns: [{ name: 'a', type: 'number' as const, values: Float64Array.from(values) }],
        size: values.length,
      };
      fc.pre(Math.max(...values) - Math.min(...values) > 1e-3);
      const encoding = fitTableEncoding(numbers);
      const back = decodeTable(encodeTable(numbers, encoding).x, encoding).columns[0]?.values ?? [];
      const range = Math.max(...values) - Math.min(...values);
      values.forEach((value, row) =>
        expect(Math.abs(Number(back[row]) - value)).toBeLessThan(1e-6 * (range + 1e-3 * Math.abs(value))),
      );
    }),
  );
});

describe('whole numbers that were written with decimals, as pandas writes those with gaps', () => {
  const rows = Array.from({ length: 40 }, (_, i) => `${i % 5 === 0 ? '' : `${20 + i}.0`},${i % 2}.0,${i / 4}`);
  const table = readCsv(`age,class,x\n${rows.join('\n')}\n`);

  test('stay whole, and are written as they were', () => {
    const encoding = fitTableEncoding(table, { label: 'class' });
    const { data, shape } = encodeTable(table, encoding).x;
    const moved = { data: data.map((value) => value * 0.97 + 0.01), shape };
    const text = writeCsv(decodeTable(moved, encoding, { y: Array.from({ length: 40 }, (_, i) => i % 2) }));
    for (const line of text.trim().split('\n').slice(1)) expect(line).toMatch(/^\d+\.0,[01]\.0,\d+(?:\.\d+)?$/);
  });

  test('are classes', () => {
    const encoding = fitTableEncoding(table, { label: 'class' });
    expect(encoding.label?.classes).toEqual(['0.0', '1.0']);
    expect([...encodeTable(table, encoding).y!.data]).toEqual(rows.map((_, i) => i % 2));
    const later = readCsv('age,class,x\n30,1,2.5\n31,0,3.5\n', {
      known: { class: { type: 'number', spelling: { decimals: 1, fewestDecimals: 1 } } },
    });
    expect([...encodeTable(later, encoding).y!.data]).toEqual([1, 0]);
    const commas = readCsv('age;class;x\n30;1,0;2,5\n31;0,0;3,5\n');
    expect([...encodeTable(commas, encoding).y!.data]).toEqual([1, 0]);
  });
});
