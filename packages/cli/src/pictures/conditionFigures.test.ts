import * as tf from '@tensorflow/tfjs';
import { gaussian, mlp, vae, type Vae } from '@vaekit/core';
import { encodeTable, fitTableEncoding, type Table, type TableEncoding } from '@vaekit/datasets';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { splitCondition } from '../data/conditionColumns.js';
import type { OpenData } from '../data/openData.js';
import type { Run } from '../run/openRun.js';
import { conditionFigures } from './conditionFigures.js';

// y = 2·dose + age, and the model knows it: what is drawn has to follow the condition as the rows do. Age rises with the dose, in part.

const SIGMA = 0.02;
const size = 600;
const names = ['dose', 'age'];
const dose = Float64Array.from({ length: size }, (_, i) => ((i * 7919) % size) / 100);
const age = Float64Array.from({ length: size }, (_, i) => 40 + 3 * dose[i]! + ((i * 104_729) % 997) / 50);
const y = Float64Array.from({ length: size }, (_, i) => 2 * dose[i]! + age[i]!);
const table: Table = {
  columns: Object.entries({ dose, age, y }).map(([name, values]) => ({ name, type: 'number', values })),
  size,
};

let model: Vae;
let encoding: TableEncoding;
let train: OpenData['train'];
let run: Pick<Run, 'config' | 'model'>;
beforeAll(async () => {
  await tf.setBackend('cpu');
  encoding = fitTableEncoding(table);
  train = splitCondition(encodeTable(table, encoding), encoding, names, 'the table');
  const decoder = mlp({ hidden: [], conditional: true });
  const encoder = mlp({ hidden: [2], conditional: true });
  const parts = { encoder, decoder, likelihood: gaussian({ sigma: SIGMA }), condition: { numbers: 2 } };
  model = vae({ ...parts, event: [1], latent: 1 });
  const scale = (name: string): { mean: number; deviation: number } => {
    const column = encoding.columns.find((one) => one.name === name)!;
    if (column.type !== 'number') throw new Error(`${name} is a ${column.type}`);
    return column;
  };
  const [ofDose, ofAge, ofY] = ['dose', 'age', 'y'].map(scale) as [
    ReturnType<typeof scale>,
    ReturnType<typeof scale>,
    ReturnType<typeof scale>,
  ];
  const weights = [0, 2 * ofDose.deviation, ofAge.deviation].map((value) => value / ofY.deviation);
  const bias = (2 * ofDose.mean + ofAge.mean - ofY.mean) / ofY.deviation;
  model.decoder.model.setWeights([tf.tensor2d(weights, [3, 1]), tf.tensor1d([bias])]);
  run = { model, config: { options: { condition: names, seed: 3 } } } as unknown as Pick<Run, 'config' | 'model'>;
});
afterAll(() => model.dispose());

it('draws along a condition under what the rows near it have besides, as the rows themselves', async () => {
  const before = tf.memory().numTensors;
  const [first, second] = await conditionFigures(run, { train, encoding });
  expect(tf.memory().numTensors).toBe(before);
  expect([first!.name, second!.name, first!.learned]).toEqual(['dose', 'age', 1]);
  // From the 5th to the 95th percentile of 0 to 5.99.
  expect([first!.sweep[0], first!.sweep.at(-1), first!.sweep.length]).toEqual([0.3, 5.69, 13]);
  const { sweep } = first!.columns[0]!.parts[0]!;
  sweep.forEach(({ drawn, real }, i) => {
    const value = first!.sweep[i]!;
    const order = Array.from(dose.keys()).toSorted((a, b) => Math.abs(dose[a]! - value) - Math.abs(dose[b]! - value));
    const near = order.slice(0, 60);
    const mean = (of: (row: number) => number): number => near.reduce((sum, row) => sum + of(row) / near.length, 0);
    // The ages of the rows near; a row more is as near as the last. A row more or less moves the mean by a sixtieth of 10.
    expect(Math.abs(drawn.mean - mean((row) => 2 * value + age[row]!))).toBeLessThan(0.3);
    expect(Math.abs(real!.mean - mean((row) => y[row]!))).toBeLessThan(0.3);
    expect(drawn.low!).toBeLessThan(drawn.mean);
    expect(drawn.high!).toBeGreaterThan(drawn.mean);
  });
});

it('holds the others at their medians in the settings', async () => {
  const [first] = await conditionFigures(run, { train, encoding });
  expect(first!.settings).toEqual(['= 0.6', '= 3', '= 5.39']);
  const median = Float64Array.from(age).sort()[300]!;
  const { settings } = first!.columns[0]!.parts[0]!;
  const deviation = (encoding.columns[2] as { deviation: number }).deviation;
  settings.forEach(({ drawn }, i) => {
    const wanted = 2 * Number(first!.settings[i]!.slice(2)) + median;
    // Of 400 draws, five standard errors; the spread is that of the likelihood.
    expect(Math.abs(drawn.mean - wanted)).toBeLessThan((5 * SIGMA * deviation) / 20);
    expect(drawn.high! - drawn.low!).toBeCloseTo(2 * 1.2816 * SIGMA * deviation, 1);
  });
});

it('is nothing of a run without a condition', async () => {
  const plain = { model, config: { options: {} } } as unknown as Pick<Run, 'config' | 'model'>;
  expect(await conditionFigures(plain, { train, encoding })).toEqual([]);
});

it('says days and whole numbers of a condition as sample --condition takes them, and leaves out a column whose draws are no numbers', async () => {
  const day = 86_400_000;
  const first = Date.UTC(2020, 0, 1);
  const columns: Table['columns'] = [
    { name: 'when', type: 'date', values: Float64Array.from({ length: 200 }, (_, i) => first + (i - (i % 2)) * day) },
    { name: 'year', type: 'integer', values: Float64Array.from({ length: 200 }, (_, i) => 123_456 + i) },
    { name: 'y', type: 'number', values: Float64Array.from({ length: 200 }, (_, i) => i) },
  ];
  const dated: Table = { columns, size: 200 };
  const own = fitTableEncoding(dated);
  const given = ['when', 'year'];
  const rows = splitCondition(encodeTable(dated, own), own, given, 'the table');
  const config = { options: { condition: given, seed: 3 } };
  const numbers = rows.condition!.shape[1]!;
  const network = mlp({ hidden: [2], conditional: true });
  const parts = { encoder: network, decoder: network, likelihood: gaussian(), condition: { numbers } };
  const other = vae({ ...parts, event: [1], latent: 1 });
  const found = await conditionFigures({ model: other, config } as unknown as typeof run, { train: rows, encoding: own });
  other.dispose();
  expect(found[0]!.settings).toEqual(['= 2020-01-21', '= 2020-04-10', '= 2020-06-27']);
  expect(found.map(({ text, sweep }) => text!(sweep[0]!))).toEqual(['2020-01-11', '123466']);
  expect(found[1]!.settings).toEqual(['= 123476', '= 123556', '= 123635']);
  const before = model.decoder.model.getWeights().map((weight) => weight.clone());
  model.decoder.model.setWeights([tf.fill([3, 1], Number.NaN), tf.tensor1d([Number.NaN])]);
  try {
    const broken = await conditionFigures(run, { train, encoding });
    expect(broken).toEqual([]);
  } finally {
    model.decoder.model.setWeights(before);
    tf.dispose(before);
  }
});
