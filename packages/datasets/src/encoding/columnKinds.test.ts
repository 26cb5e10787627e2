import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  columnParts,
  decodeTable,
  encodeTable,
  fitTableEncoding,
  readCsv,
  subset,
  subsetTable,
  type Table,
  type TableColumn,
} from '../index.js';
import { failure } from '../oracleFiles.test-helper.js';
import { formatCell } from '../spellCell.js';

interface Numbers {
  readonly name: string;
  readonly values: number[];
  readonly mean: number;
  readonly deviation: number;
  readonly kind: 'quantile' | 'standard' | 'zero-inflated';
  readonly reach: number;
  readonly knots: number[];
  readonly probes: number[];
  readonly scores: number[];
}
type Cycle = 'day' | 'week' | 'year';
interface Dates {
  readonly name: string;
  readonly milliseconds: number[];
  readonly mean: number;
  readonly deviation: number;
  readonly cycles: Cycle[];
  readonly phases: Readonly<Record<Cycle, number[]>>;
}
const oracle = JSON.parse(readFileSync(new URL('../../oracles/columnKinds.json', import.meta.url), 'utf8')) as {
  readonly numbers: readonly Numbers[];
  readonly dates: readonly Dates[];
  readonly categories: { readonly counts: readonly [string, number][]; readonly kept: string[]; readonly rest: string[] };
};

const csv = (...lines: string[]): Table => readCsv(lines.join('\n'));
const tableOf = (...columns: TableColumn[]): Table => ({ columns, size: columns[0]!.values.length });
const numberColumn = (values: readonly number[], name = 'v'): TableColumn => ({
  name,
  type: 'number',
  values: Float64Array.from(values),
});
const texts = (table: Table): string[][] =>
  table.columns.map((column) => Array.from({ length: table.size }, (_, row) => formatCell(column, row)));
const backOf = (table: Table, encoding = fitTableEncoding(table)): Table => decodeTable(encodeTable(table, encoding).x, encoding);

describe('numbers, as scikit-learn and SciPy scale them', () => {
  test.each(oracle.numbers)('$name: $kind', ({ values, kind, mean, deviation, reach, knots, probes, scores }) => {
    const table = tableOf(numberColumn(values));
    const encoding = fitTableEncoding(table);
    const [column] = encoding.columns;
    if (kind === 'standard') {
      expect(column).toMatchObject({ type: 'number', mean: expect.closeTo(mean, 9), deviation: expect.closeTo(deviation, 9) });
      expect(columnParts(encoding)).toEqual([{ type: 'number', width: 1 }]);
    } else {
      const zero = kind === 'zero-inflated';
      if (column?.type !== 'quantile') throw new Error(`quantile was expected, not ${String(column?.type)}`);
      expect(column).toMatchObject({ of: 'number', zero, width: zero ? 2 : 1, reach: expect.closeTo(reach, 9) });
      // The distribution function agrees to 1e-15, and a quantile to that many of its neighbors' distance.
      knots.forEach((knot, i) => expect(Math.abs(column.knots[i]! - knot)).toBeLessThan(1e-9 * (1 + Math.abs(knot))));
      const { x } = encodeTable(tableOf(numberColumn(probes)), encoding);
      scores.forEach((score, i) => expect(x.data[i * column.width + column.width - 1]).toBeCloseTo(score, 5));
      expect(columnParts(encoding)).toEqual([...(zero ? [{ type: 'boolean', width: 1 }] : []), { type: 'number', width: 1 }]);
    }
    // Six digits of float32, in the steps of the column.
    const decoded = backOf(table, encoding).columns[0]!;
    const step =
      kind === 'standard' ? deviation : Math.max(...knots.map((knot, i) => (i === 0 ? 0 : (knot - knots[i - 1]!) * 10)));
    values.forEach((value, row) => expect(Math.abs(Number(decoded.values[row]) - value)).toBeLessThan(1e-5 * step));
  });

  test('amounts that are 0 have no score, and it is a number that no likelihood counts', () => {
    const { values } = oracle.numbers.find(({ kind }) => kind === 'zero-inflated')!;
    const table = tableOf(numberColumn(values));
    const { x, mask } = encodeTable(table, fitTableEncoding(table));
    values.forEach((value, row) => {
      expect(x.data[2 * row]).toBe(value === 0 ? 0 : 1);
      expect([...mask!.data.subarray(2 * row, 2 * row + 2)]).toEqual([1, value === 0 ? 0 : 1]);
    });
  });

  test.each([
    ['number', 'log-normal', 'standard', 'number'],
    ['quantile', 'normal', 'quantile', 'quantile'],
  ] as const)('--column v=%s: %s is scaled as asked', (_, name, scale, type) => {
    const table = tableOf(numberColumn(oracle.numbers.find((row) => row.name === name)!.values));
    const schema = { columns: [{ name: 'v', role: 'feature', type: 'number', scale }] } as const;
    expect(fitTableEncoding(table, { schema }).columns[0]?.type).toBe(type);
    expect(fitTableEncoding(table, { standardize: false }).columns[0]).toMatchObject({ type: 'number', mean: 0, deviation: 1 });
  });

  test('scores go on beyond the range, ever further, and come back', () => {
    const { values } = oracle.numbers.find(({ name }) => name === 'log-normal')!;
    const encoding = fitTableEncoding(tableOf(numberColumn(values)));
    const highest = Math.max(...values);
    const outside = tableOf(numberColumn([-1, highest + 1, 2 * highest, 3 * highest]));
    const { x } = encodeTable(outside, encoding);
    expect([...x.data]).toEqual([...x.data].sort((a, b) => a - b));
    const decoded = decodeTable(x, encoding).columns[0]!;
    [-1, highest + 1, 2 * highest, 3 * highest].forEach((value, i) =>
      expect(Number(decoded.values[i]) / value).toBeCloseTo(1, 3),
    );
    const clipped = decodeTable(x, encoding, { clip: true }).columns[0]!;
    expect([...clipped.values]).toEqual([Math.min(...values), highest, highest, highest]);
  });
});

describe('dates, as pandas takes them apart', () => {
  test.each(oracle.dates)('$name', ({ milliseconds, mean, deviation, cycles, phases }) => {
    const table = tableOf({ name: 'd', type: 'date', values: Float64Array.from(milliseconds) });
    const encoding = fitTableEncoding(table);
    const [column] = encoding.columns;
    expect(column).toMatchObject({
      type: 'date',
      width: 1 + 2 * cycles.length,
      cycles,
      mean: expect.closeTo(mean, 9),
      deviation: expect.closeTo(deviation, 9),
    });
    const { x } = encodeTable(table, encoding);
    cycles.forEach((cycle, i) =>
      phases[cycle].forEach((phase, row) => {
        const at = row * encoding.width + 1 + 2 * i;
        expect(x.data[at]).toBeCloseTo(Math.sin(2 * Math.PI * phase), 6);
        expect(x.data[at + 1]).toBeCloseTo(Math.cos(2 * Math.PI * phase), 6);
      }),
    );
    expect([...backOf(table, encoding).columns[0]!.values]).toEqual(milliseconds);
  });

  test('a date is spelled as it came', () => {
    const values = Float64Array.from(oracle.dates[0]!.milliseconds);
    const table = tableOf({ name: 'd', type: 'date', values, spelling: { pattern: 'dd.MM.yyyy' } });
    expect(texts(backOf(table))).toEqual(texts(table));
  });
});

describe('many categories', () => {
  const { counts, kept, rest } = oracle.categories;
  const values = counts.flatMap(([name, count]) => Array.from({ length: count }, () => name));

  test('the 99 that scikit-learn keeps, and one for the others, the most frequent first', () => {
    const table = tableOf({ name: 'c', type: 'text', values });
    const schema = { columns: [{ name: 'c', role: 'feature', type: 'category' }] } as const;
    const encoding = fitTableEncoding(table, { schema });
    expect(encoding).toMatchObject({ width: 100, columns: [{ type: 'category', categories: kept }] });
    const [column] = encoding.columns;
    expect(column?.type === 'category' && [...column.rest!].sort()).toEqual([...rest].sort());
    const probes = tableOf({ name: 'c', type: 'text', values: [kept[3]!, rest[0]!, ' ' + kept[7]! + ' ', 'new'] });
    const { x, mask, unseen } = encodeTable(probes, encoding);
    const hot = [0, 1, 2, 3].map((row) => x.data.subarray(100 * row, 100 * row + 100).indexOf(1));
    expect(hot).toEqual([3, 99, 7, -1]);
    expect(mask!.data.subarray(0, 300)).not.toContain(0);
    expect(mask!.data.subarray(300)).not.toContain(1);
    expect(unseen).toEqual([{ row: 3, column: 'c', value: 'new' }]);
    expect(texts(decodeTable(x, encoding))[0]!.slice(0, 3)).toEqual([kept[3], 'other', kept[7]]);
  });

  test('100 are 100, and the word for the others is none of them', () => {
    const few = Array.from({ length: 100 }, (_, i) => `${i === 5 ? 'other' : `c${i}`}`);
    const schema = { columns: [{ name: 'c', role: 'feature', type: 'category' }] } as const;
    expect(fitTableEncoding(tableOf({ name: 'c', type: 'text', values: few }), { schema })).toMatchObject({ width: 100 });
    const more = tableOf({ name: 'c', type: 'text', values: [...few, ...few, 'x'] });
    const encoding = fitTableEncoding(more, { schema });
    const { x } = encodeTable(more, encoding);
    expect(texts(decodeTable(x, encoding))[0]!.at(-1)).toBe('(other)');
  });
});

describe('what training never saw', () => {
  const train = csv('a,b,c,k,h', ...Array.from({ length: 60 }, (_, i) => `${20 + (i % 40)},${i % 3 ? 'x' : 'y'},A,1.25,2024`));
  const encoding = fitTableEncoding(train);
  const gauss = (steps: number): number => (steps * steps) / 2;
  test.each([
    ['a category', '30,z,A,1.25,2024', [{ column: 'b', value: 'z' }]],
    ['a category with blanks is none', '30, x ,A,1.25,2024', []],
    ['a missing category is none', '30,,A,1.25,2024', []],
    ['a fraction among whole numbers is none', '34.5,x,A,1.25,2024', []],
    ['a constant text', '30,x,B,1.25,2024', [{ column: 'c', value: 'B' }]],
    ['a constant with blanks is none', '30,x, A,1.25,2024', []],
    ['a constant number, by one step', '30,x,A,1.26,2024', [{ column: 'k', value: 1.26, cost: gauss(1) }]],
    ['by four', '30,x,A,1.21,2024', [{ column: 'k', value: 1.21, cost: gauss(4) }]],
    ['a whole one by three', '30,x,A,1.25,2021', [{ column: 'h', value: 2021, cost: gauss(3) }]],
    ['a whole one that has a fraction', '30,x,A,1.25,2024.5', [{ column: 'h', value: 2024.5, cost: gauss(0.5) }]],
    ['one that is text now', '30,x,A,1.25,soon', [{ column: 'h', value: 'soon' }]],
    ['a missing constant is none', '30,x,A,,2024', []],
    ['an age of 90 is none: its score says enough', '90,x,A,1.25,2024', []],
  ])('%s', (_, row, expected) => {
    const table = readCsv(`a,b,c,k,h\n${row}\n`, { types: { a: 'number', b: 'category', c: 'category' } });
    const { unseen = [] } = encodeTable(table, encoding);
    expect(unseen).toEqual(
      expected.map((one) => ({ row: 0, ...one, ...('cost' in one ? { cost: expect.closeTo(one.cost, 9) } : {}) })),
    );
  });

  test('one huge number is missing to the encoder, and costs a finite Gaussian that grows', () => {
    const table = readCsv('a,b,c,k,h\n1e5,x,A,1.25,2024\n1e9,x,A,1.25,2024\n1e300,x,A,1.25,2024\n', { types: { a: 'number' } });
    const { x, mask, unseen } = encodeTable(table, encoding);
    const [column] = encoding.columns;
    if (column?.type !== 'integer') throw new Error('an integer was expected');
    const z = (1e5 - column.mean) / column.deviation;
    expect(unseen![0]!.cost).toBeCloseTo(z ** 2 / 2 + Math.log(2 * Math.PI) / 2, 3);
    expect(unseen!.map(({ cost }) => cost)).toEqual(unseen!.map(({ cost }) => cost).toSorted((a, b) => a! - b!));
    expect(Math.fround(unseen![2]!.cost!)).toBeLessThan(Infinity);
    expect([0, 1, 2].map((row) => [x.data[row * encoding.width], mask!.data[row * encoding.width]])).toEqual([
      [0, 0],
      [0, 0],
      [0, 0],
    ]);
  });

  test('a boolean that is neither of the two', async () => {
    const smokers = fitTableEncoding(
      tableOf({ name: 's', type: 'boolean', values: Float64Array.of(0, 1), spelling: { words: ['No', 'Yes'] } }),
    );
    const later = tableOf({ name: 's', type: 'integer', values: Float64Array.of(1, 7) });
    const { x, mask, unseen } = encodeTable(later, smokers);
    expect([[...x.data], [...mask!.data], unseen]).toEqual([[1, 0], [1, 0], [{ row: 1, column: 's', value: 7 }]]);
    expect((await failure(() => encodeTable(later, smokers, { unseen: 'error' }))).message).toBe(
      "encodeTable: column 's' is 7 in row 1; No or Yes was expected, as in training",
    );
  });

  test('dates and booleans are told as the file spells them', async () => {
    const spelling = { pattern: 'dd/MM/yyyy' };
    const day = (...dates: number[]): TableColumn => ({ name: 'd', type: 'date', values: Float64Array.from(dates), spelling });
    const same: TableColumn = { name: 'b', type: 'boolean', values: Float64Array.of(1, 1), spelling: { words: ['No', 'Yes'] } };
    const [first, second, far] = [Date.UTC(2024, 0, 1), Date.UTC(2024, 0, 2), Date.UTC(2200, 11, 31)];
    const [dated, constant] = [
      fitTableEncoding(tableOf(day(first, second))),
      fitTableEncoding(tableOf(day(first, first), same, numberColumn([1, 2]))),
    ];
    expect(encodeTable(tableOf(day(far)), dated).unseen).toMatchObject([{ value: '31/12/2200' }]);
    const message = async (table: Table, encoding = constant): Promise<string> =>
      (await failure(() => encodeTable(table, encoding, { unseen: 'error', absent: 'missing' }))).message;
    expect(await message(tableOf(day(far)), dated)).toContain(
      '"31/12/2200" in row 0; a value near 01/01/2024 to 02/01/2024 was expected',
    );
    expect(await message(tableOf(day(far), numberColumn([1])))).toContain('is "31/12/2200" in row 0; "01/01/2024" was expected');
    expect(await message(tableOf({ ...same, values: Float64Array.of(0) }, numberColumn([1])))).toContain(
      'is "No" in row 0; "Yes" was expected',
    );
  });

  test('a constant is the same among words', () => {
    const same: TableColumn = { name: 'b', type: 'boolean', values: Float64Array.of(1, 1), spelling: { words: ['no', 'yes'] } };
    const later: TableColumn = { name: 'b', type: 'category', categories: ['maybe', 'yes'], values: Int32Array.of(1, 0) };
    const { unseen } = encodeTable(tableOf(later, numberColumn([1, 2])), fitTableEncoding(tableOf(same, numberColumn([1, 2]))));
    expect(unseen).toEqual([{ row: 1, column: 'b', value: 'maybe' }]);
  });

  test('missing, or refused, as asked', async () => {
    const table = csv('a,b,c,k,h', '30,z,B,1.25,2024');
    const quiet = encodeTable(table, encoding, { unseen: 'missing' });
    expect(quiet.unseen).toBeUndefined();
    expect([...quiet.mask!.data]).toEqual([1, 0, 0]);
    expect((await failure(() => encodeTable(table, encoding, { unseen: 'error' }))).message).toBe(
      'encodeTable: column \'b\' is "z" in row 0; one of x, y was expected, as in training',
    );
  });
});

describe('weights', () => {
  const table = csv('a,w', '1,1', '2,2.5', '4,0.5');
  const schema = { columns: [{ name: 'w', role: 'weight', type: 'number' }] } as const;
  const encoding = fitTableEncoding(table, { schema });

  test('are beside the examples, not among them', () => {
    expect(encoding.width).toBe(1);
    expect(encodeTable(table, encoding, { weight: 'w' }).weight).toEqual({ data: Float32Array.of(1, 2.5, 0.5), shape: [3] });
    expect(encodeTable(table, encoding).weight).toBeUndefined();
  });

  test.each([
    ['1,0', /the weight 'w' is 0 in row 0; a number above 0 and up to 3\.4e38 was expected/],
    ['1,1e39', /the weight 'w' is 1e\+39 in row 0/],
    ['1,-2', /is -2 in row 0/],
    ['1,x', /a column of type category; numbers were expected/],
  ])('%s is refused', async (row, message) => {
    const wrong = csv('a,w', row, row === '1,x' ? '2,y' : '2,1');
    expect((await failure(() => encodeTable(wrong, encoding, { weight: 'w' }))).message).toMatch(message);
  });
});

describe('in the terms of the file', () => {
  const table: Table = {
    size: 6,
    columns: [
      { name: 'id', type: 'text', values: ['007', '008', '009', '010', '011', '012'] },
      {
        name: 'price',
        type: 'number',
        values: Float64Array.of(1.5, 2.25, 10, 7.75, 3, 4.5),
        spelling: { decimals: 2, decimal: ',', prefix: '€' },
      },
      { name: 'rate', type: 'number', values: Float64Array.of(12.5, 50, 7, 99.5, 1, 0), spelling: { decimals: 1, suffix: '%' } },
      { name: 'smoker', type: 'boolean', values: Float64Array.of(1, 0, 0, 1, 1, 0), spelling: { words: ['No', 'Yes'] } },
      { name: 'species', type: 'category', values: Int32Array.of(0, 1, 2, 0, 1, 2), categories: ['a', 'b', 'c'] },
      { name: 'planet', type: 'category', values: new Int32Array(6), categories: ['Earth'] },
      { name: 'n', type: 'integer', values: Float64Array.of(3, 9, 4, 1, 5, 9) },
      { name: 'g', type: 'number', values: new Float64Array(6).fill(9.81), spelling: { decimals: 2 } },
      {
        name: 'constructor',
        type: 'date',
        values: Float64Array.of(0, 1, 2, 3, 4, 5).map((day) => day * 86_400_000),
        spelling: { pattern: 'dd/MM/yyyy' },
      },
      { name: '__proto__', type: 'integer', values: Float64Array.of(2, 4, 6, 8, 10, 12) },
    ],
  };
  const schema = { columns: [{ name: 'id', role: 'id', type: 'text' }] } as const;
  const encoding = fitTableEncoding(table, { label: 'species', schema });
  const { x, y } = encodeTable(table, encoding);

  test('columns, order, spelling, labels and ids are those of the file', () => {
    const decoded = decodeTable(x, encoding, { source: table });
    expect(decoded.columns.map(({ name }) => name)).toEqual(table.columns.map(({ name }) => name));
    expect(texts(decoded)).toEqual(texts(table));
    const labels = decodeTable(x, encoding, { y: y!.data }).columns.find(({ name }) => name === 'species');
    expect(texts({ columns: [labels!], size: 6 })).toEqual([['a', 'b', 'c', 'a', 'b', 'c']]);
  });

  test('gaps are filled, and what is there stays to the last digit, known or not', () => {
    const read = (text: string): Table =>
      readCsv(text, {
        types: new Map([
          ['weight', 'number'],
          ['town', 'category'],
        ]),
      });
    const known = read('weight,age,town\n"1,100.5",3,Rome\n"1,200.5",4,Oslo\n"1,300.5",5,Rome\n');
    const fitted = fitTableEncoding(known);
    const later = readCsv('town,weight,age\nLima,123456789.12,\n,,4.5\nOslo,,99\n', { types: { town: 'category' } });
    const examples = encodeTable(later, fitted, { keep: true });
    const full = decodeTable(examples.x, fitted, { source: examples.rows!, fill: true, clip: true });
    expect(texts(full)).toEqual([
      ['123,456,789.12', '1,200.5', '1,200.5'],
      ['4', '4.5', '99'],
      ['Lima', 'Oslo', 'Oslo'],
    ]);
    expect(texts(subset(examples, [2, 0]).rows!)[2]).toEqual(['99', '']);
    expect(encodeTable(later, fitted).rows).toBeUndefined();
  });

  test.each([1e-7, -2.5e-9, 1e-20, 0.1 + 0.2, 1e21])('a value of %d stays where a gap is filled', (value) => {
    const fitted = fitTableEncoding(csv('p,q', '0.25,1', '0.5,2', '0.75,3', '1,4'));
    const later = tableOf(numberColumn([value], 'p'), { ...numberColumn([0], 'q'), missing: Uint8Array.of(1) });
    const full = decodeTable(encodeTable(later, fitted).x, fitted, { source: later, fill: true });
    expect(Number(formatCell(full.columns[0]!, 0))).toBe(value);
  });

  test('samples have neither ids nor, without labels, the label', () => {
    expect(decodeTable(x, encoding).columns.map(({ name }) => name)).toEqual(
      table.columns.map(({ name }) => name).filter((name) => name !== 'id' && name !== 'species'),
    );
  });

  test('a word among labels that were numbers is another class, whatever its place in its column', async () => {
    const labeled = (column: TableColumn): Table => tableOf(numberColumn([1, 2, 4]), column);
    const fitted = fitTableEncoding(labeled({ name: 'y', type: 'integer', values: Float64Array.of(0, 1, 2) }), { label: 'y' });
    const words = labeled({ name: 'y', type: 'category', categories: ['0', 'cat', 'odd'], values: Int32Array.of(0, 1, 2) });
    const { y, classes } = encodeTable(words, fitted, { labels: 'any' });
    expect([[...y!.data], classes]).toEqual([
      [0, 3, 4],
      ['0', '1', '2', 'cat', 'odd'],
    ]);
    expect(await failure(() => encodeTable(words, fitted))).toMatchObject({
      kind: 'label-range',
      message: 'encodeTable: the label \'y\' is "cat" in row 1; one of 0, 1, 2 was expected',
    });
  });

  test.each([
    ['integer', ['0', '1', '2']],
    ['boolean', ['0', '1']],
  ] as const)('labels of type %s are what they were', (type, classes) => {
    const values = Float64Array.from({ length: 6 }, (_, row) => row % classes.length);
    const own = tableOf(numberColumn([1, 2, 3, 4, 5, 7]), { name: 'y', type, values });
    const fitted = fitTableEncoding(own, { label: 'y' });
    expect(fitted.label?.classes).toEqual(classes);
    const examples = encodeTable(own, fitted);
    const back = decodeTable(examples.x, fitted, { y: examples.y!.data });
    expect(texts({ columns: [back.columns[1]!], size: 6 })).toEqual(texts({ columns: [own.columns[1]!], size: 6 }));
  });

  test('row numbers count on', () => {
    const own = tableOf({ name: '#', type: 'integer', values: Float64Array.of(1, 2, 3) }, numberColumn([1, 2, 4]));
    const fitted = fitTableEncoding(own, { schema: { columns: [{ name: '#', role: 'row-number', type: 'integer' }] } });
    const drawn = { data: new Float32Array(5), shape: [5, 1] };
    expect([...decodeTable(drawn, fitted).columns[0]!.values]).toEqual([1, 2, 3, 4, 5]);
  });

  test('a source of another size is refused', async () => {
    const source = subsetTable(table, [0, 1]);
    expect((await failure(() => decodeTable(x, encoding, { source }))).message).toBe(
      'decodeTable: `source` has 2 rows but `x` has 6; they must be as many',
    );
  });

  test('whatever the columns, what was encoded is spelled as it came', () => {
    const column = fc.oneof(
      fc.tuple(
        fc.constant('integer' as const),
        fc.array(fc.integer({ min: -9999, max: 9999 }), { minLength: 12, maxLength: 12 }),
      ),
      fc.tuple(
        fc.constant('number' as const),
        fc.array(
          fc.integer({ min: -99_999, max: 99_999 }).map((cents) => cents / 100),
          { minLength: 12, maxLength: 12 },
        ),
      ),
      fc.tuple(fc.constant('boolean' as const), fc.array(fc.integer({ min: 0, max: 1 }), { minLength: 12, maxLength: 12 })),
      fc.tuple(
        fc.constant('date' as const),
        fc.array(
          fc.integer({ min: -3_000_000, max: 3_000_000 }).map((hours) => hours * 3_600_000),
          { minLength: 12, maxLength: 12 },
        ),
      ),
    );
    fc.assert(
      fc.property(fc.array(column, { minLength: 1, maxLength: 5 }), (columns) => {
        const all = columns.map(([type, values], i): TableColumn => ({ name: `c${i}`, type, values: Float64Array.from(values) }));
        // One that varies, so that there is something to encode.
        const own = tableOf(...all, numberColumn(Array.from({ length: 12 }, (_, row) => row)));
        expect(texts(backOf(own))).toEqual(texts(own));
      }),
      { numRuns: 60 },
    );
  });
});
