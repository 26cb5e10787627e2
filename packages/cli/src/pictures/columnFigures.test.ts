import * as tf from '@tensorflow/tfjs';
import { gaussian, mlp, standardNormal, vae, type Vae } from '@vaekit/core';
import { encodeTable, fitTableEncoding, type Table, type TableColumn, type TableEncoding } from '@vaekit/datasets';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { splitCondition } from '../data/conditionColumns.js';
import type { OpenData } from '../data/openData.js';
import type { Run } from '../run/openRun.js';
import { columnFigures } from './columnFigures.js';

// A decoder of zeros: every number of an encoded row is drawn from N(0, 1). What the columns have instead is known, and so is how far it is from that.

const size = 3000;
/** The quantiles of N(0, 1), by bisection of its distribution function (Abramowitz and Stegun 26.2.17, to 8e-8). */
const below = (x: number): number => {
  const t = 1 / (1 + 0.231_641_9 * Math.abs(x));
  const series = t * (0.319_381_53 + t * (-0.356_563_782 + t * (1.781_477_937 + t * (-1.821_255_978 + t * 1.330_274_429))));
  const tail = (Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI)) * series;
  return x > 0 ? 1 - tail : tail;
};
const quantile = (share: number): number => {
  let [low, high] = [-6, 6];
  for (let i = 0; i < 40; i++) {
    const middle = (low + high) / 2;
    if (below(middle) < share) low = middle;
    else high = middle;
  }
  return low;
};
const turned = (i: number): number => (i * 1009) % size;
const normal = Float64Array.from({ length: size }, (_, i) => quantile((turned(i) + 0.5) / size));
const spikes = Float64Array.from({ length: size }, (_, i) => (i % 2 === 0 ? 1 : -1));
const words = Int32Array.from({ length: size }, (_, i) => (i % 10 < 6 ? 0 : i % 10 < 9 ? 1 : 2));
const missing = Uint8Array.from({ length: size }, (_, i) => Number(i % 5 === 0));
const category = (name: string): TableColumn => ({
  name,
  type: 'category',
  categories: ['often', 'less', 'rare'],
  values: words,
});
const columns: Table['columns'] = [
  { name: 'normal', type: 'number', values: normal.map((value, i) => (missing[i] === 1 ? 0 : value)), missing },
  { name: 'spikes', type: 'number', values: spikes },
  { name: 'constant', type: 'number', values: new Float64Array(size).fill(3) },
  category('word'),
];

const opened: Vae[] = [];
/** A run over a table whose decoder is zero. */
function runOf(
  table: Table,
  encoding: TableEncoding,
  options: Readonly<Record<string, unknown>> = {},
  classes?: number,
): { run: Pick<Run, 'config' | 'model'>; train: OpenData['train'] } {
  const names = options['condition'] as readonly string[] | undefined;
  const rows = encodeTable(table, encoding);
  const train = names === undefined ? rows : splitCondition(rows, encoding, names, 'the table');
  const numbers = train.condition?.shape[1];
  const network = mlp({ hidden: [], conditional: numbers !== undefined || classes !== undefined });
  const condition =
    numbers === undefined ? (classes === undefined ? {} : { condition: { classes } }) : { condition: { numbers } };
  const parts = { encoder: network, decoder: network, prior: standardNormal(), likelihood: gaussian({ sigma: 1 }) };
  const model = vae({ ...parts, ...condition, event: [train.x.shape[1]!], latent: 1 });
  model.decoder.model.setWeights(model.decoder.model.getWeights().map((weight) => tf.zerosLike(weight)));
  opened.push(model);
  const config = { options: { seed: 7, ...options }, data: { classes: ['no', 'yes'] } };
  return { run: { model, config } as unknown as Pick<Run, 'config' | 'model'>, train };
}

beforeAll(async () => void (await tf.setBackend('cpu')));
afterAll(() => opened.forEach((model) => model.dispose()));

/** Of two samples of 3,000 this distance is exceeded once in 10,000 times. */
const CHANCE = 0.06;

it('says how far draws are from rows, those that differ most first', async () => {
  const table = { columns, size };
  const encoding = fitTableEncoding(table);
  const { run, train } = runOf(table, encoding);
  const before = tf.memory().numTensors;
  const found = await columnFigures(run, { train, encoding });
  expect(tf.memory().numTensors).toBe(before);
  expect(await columnFigures(run, { train, encoding })).toEqual(found);
  const { rows, compared, columns: some, distance, floor, under } = found!;
  expect([rows, compared, under]).toEqual([size, 3, undefined]);
  expect(some.map(({ name }) => name)).toEqual(['word', 'spikes', 'normal']);
  // The largest of three deviates is each equally often: ½ (|0.6 − ⅓| + |0.3 − ⅓| + |0.1 − ⅓|). Draws of ±1 come out as whole numbers: ½ − Φ(−½).
  for (const [i, wanted] of [0.8 / 3, 0.5 - below(-0.5), 0].entries()) {
    expect(Math.abs(some[i]!.distance - wanted), some[i]!.name).toBeLessThan(CHANCE);
    expect(some[i]!.floor).toBeLessThan(CHANCE);
  }
  expect(distance).toBeCloseTo(
    some.reduce((sum, one) => sum + one.distance / 3, 0),
    12,
  );
  expect(floor).toBeCloseTo(
    some.reduce((sum, one) => sum + one.floor / 3, 0),
    12,
  );
  const last = some[2]!;
  // Of those that are missing there is nothing among the rows.
  expect('numbers' in last && [last.numbers.rows.length, last.numbers.samples.length]).toEqual([2400, size]);
  const first = some[0]!;
  expect('categories' in first && first.categories.map(({ name, rows: share }) => [name, share])).toEqual([
    ['often', 0.6],
    ['less', 0.3],
    ['rare', 0.1],
  ]);
});

it('says how columns go together in both, and writes some of both', async () => {
  // Two columns that are one; in draws they have nothing to do with each other.
  const double: Table = {
    columns: [...columns.slice(1), { name: 'twice', type: 'number', values: spikes.map((one) => 2 * one) }],
    size,
  };
  const encoding = fitTableEncoding(double);
  const { run, train } = runOf(double, encoding);
  const { correlations, written } = (await columnFigures(run, { train, encoding }))!;
  expect(correlations!.names).toEqual(['spikes', 'word = often', 'twice']);
  expect(correlations!.rows[0]![2]).toBeCloseTo(1, 12);
  expect(Math.abs(correlations!.samples[0]![2]!)).toBeLessThan(CHANCE);
  expect(correlations!.difference).toBeGreaterThan(1 / 3 - CHANCE);
  expect(correlations!.floor).toBeLessThan(CHANCE);
  expect(written.columns).toEqual(['spikes', 'word', 'twice']);
  expect([written.rows.length, written.samples.length]).toEqual([5, 5]);
  expect(written.rows.every(([spike, , twice]) => Number(twice) === 2 * Number(spike))).toBe(true);
  expect(written.samples.every(([, word]) => ['often', 'less', 'rare'].includes(word!))).toBe(true);
});

it('draws under the classes or the condition of the rows, and compares what is learned', async () => {
  const given: Table = { columns, size };
  const encoding = fitTableEncoding(given);
  const conditioned = runOf(given, encoding, { condition: ['word'] });
  const found = (await columnFigures(conditioned.run, { train: conditioned.train, encoding }))!;
  expect([found.under, found.columns.map(({ name }) => name)]).toEqual(['condition', ['spikes', 'normal']]);
  const at = found.written.columns.indexOf('word');
  expect(found.written.samples.map((cells) => cells[at])).toEqual(found.written.rows.map((cells) => cells[at]));
  const labeled: Table = {
    columns: [...columns, { name: 'good', type: 'boolean', values: spikes.map((one) => Number(one > 0)) }],
    size,
  };
  const ofClasses = fitTableEncoding(labeled, { label: 'good' });
  const { run, train } = runOf(labeled, ofClasses, {}, 2);
  // Rows without a label are left out.
  const y = { data: train.y!.data.map((label, row) => (row < 1000 ? -1 : label)), shape: train.y!.shape };
  const classes = (await columnFigures(run, { train: { ...train, y }, encoding: ofClasses }))!;
  expect([classes.under, classes.rows, classes.written.columns.at(-1)]).toEqual(['class', 2000, 'good']);
  expect(classes.written.samples.map((cells) => cells.at(-1))).toEqual(classes.written.rows.map((cells) => cells.at(-1)));
  const { y: _, ...unlabeled } = train;
  expect(await columnFigures(run, { train: unlabeled, encoding: ofClasses })).toBeUndefined();
});

it.each<[string, Table['columns'], readonly string[]]>([
  ['categories alone', [category('word')], ['word']],
  ['one column of numbers', [columns[0]!], ['normal']],
  [
    'days and whole numbers',
    [
      { name: 'day', type: 'date', values: normal.map((value) => Math.round(value * 100) * 86_400_000) },
      { name: 'count', type: 'integer', values: normal.map((value) => Math.round(10 * value)) },
    ],
    ['day', 'count'],
  ],
  ['many columns', Array.from({ length: 40 }, (_, i) => ({ name: `c${i}`, type: 'number' as const, values: normal })), []],
])('takes a table of %s', async (_, own, names) => {
  const table = { columns: own, size };
  const encoding = fitTableEncoding(table);
  const { run, train } = runOf(table, encoding);
  const found = (await columnFigures(run, { train, encoding }))!;
  if (names.length > 0) expect(found.columns.map(({ name }) => name).toSorted()).toEqual(names.toSorted());
  expect([found.compared, found.columns.length]).toEqual([own.length, Math.min(12, own.length)]);
  expect(found.correlations?.names.length).toBe(own.length === 1 ? undefined : Math.min(16, own.length));
});

it('looks at rows as often as they weigh', async () => {
  const table = { columns: columns.slice(1, 2), size };
  const encoding = fitTableEncoding(table);
  const { run, train } = runOf(table, encoding);
  const weight = { data: Float32Array.from(spikes, (value, row) => (row % 4 < 2 ? 0 : value > 0 ? 3 : 1)), shape: [size] };
  const { rows, distinct, columns: found } = (await columnFigures(run, { train: { ...train, weight }, encoding }))!;
  const [only] = found;
  const above = 'numbers' in only! ? only.numbers.rows.filter((value) => value > 0).length : undefined;
  expect([rows, above]).toEqual([size, (3 / 4) * size]);
  expect([distinct, only!.floor > 0]).toEqual([size / 2, true]);
});

it('leaves out columns whose draws are no numbers, and is nothing of what is no table', async () => {
  const table = { columns: columns.slice(0, 2), size };
  const encoding = fitTableEncoding(table);
  const { run, train } = runOf(table, encoding);
  expect(await columnFigures(run, { train })).toBeUndefined();
  run.model.decoder.model.setWeights([tf.zeros([1, 2]), tf.tensor1d([0, Number.NaN])]);
  expect((await columnFigures(run, { train, encoding }))!.columns.map(({ name }) => name)).toEqual(['normal']);
  run.model.decoder.model.setWeights([tf.zeros([1, 2]), tf.tensor1d([Number.NaN, Number.NaN])]);
  expect(await columnFigures(run, { train, encoding })).toBeUndefined();
});

it('finds draws that are no numbers in columns whose decoding hides it', async () => {
  const amounts = Float64Array.from(normal, (value, i) => (i % 2 === 0 ? 0 : Math.exp(value)));
  const table: Table = {
    columns: [
      columns[0]!,
      category('word'),
      { name: 'good', type: 'boolean', values: spikes.map((one) => Number(one > 0)) },
      { name: 'amount', type: 'number', values: amounts },
    ],
    size,
  };
  const encoding = fitTableEncoding(table);
  const { run, train } = runOf(table, encoding);
  const bias = tf.tensor1d(Array.from({ length: encoding.width }, (_, i) => (i === 0 ? 0 : Number.NaN)));
  run.model.decoder.model.setWeights([tf.zeros([1, encoding.width]), bias]);
  const found = (await columnFigures(run, { train, encoding }))!;
  expect([found.columns.map(({ name }) => name), found.left]).toEqual([['normal'], ['word', 'good', 'amount']]);
});

it('says which columns have too few known values to be compared', async () => {
  // Each of three columns is known in row 8 and in a row of its own: in the same half, or not.
  const known = (name: string, row: number): TableColumn => ({
    ...columns[1]!,
    name,
    missing: Uint8Array.from({ length: size }, (_, i) => Number(i !== row && i !== 8)),
  });
  const table: Table = { columns: [columns[0]!, known('a', 3), known('b', 5), known('c', 7), category('word')], size };
  const encoding = fitTableEncoding(table);
  const { run, train } = runOf(table, encoding, { condition: ['word'] });
  const found = (await columnFigures(run, { train, encoding }))!;
  expect([found.columns.map(({ name }) => name), found.unknown, found.left]).toEqual([['normal', 'c'], ['a', 'b'], undefined]);
});

it('compares no pair of two columns of a condition', async () => {
  const table: Table = {
    columns: [columns[0]!, category('word'), { name: 'twice', type: 'number', values: spikes }],
    size,
  };
  const encoding = fitTableEncoding(table);
  const { run, train } = runOf(table, encoding, { condition: ['word', 'twice'] });
  const { correlations } = (await columnFigures(run, { train, encoding }))!;
  expect([correlations!.compared, correlations!.pairs]).toEqual([3, 2]);
  // The mean over the two pairs of the column that is learned.
  const { rows, samples, names } = correlations!;
  const at = names.indexOf('normal');
  const sum = names.reduce((all, _, j) => all + Math.abs(rows[at]![j]! - samples[at]![j]!), 0);
  expect(correlations!.difference).toBeCloseTo(sum / 2, 12);
});
