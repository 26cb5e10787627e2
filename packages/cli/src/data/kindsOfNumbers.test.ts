import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Vae, vaeFromDescription } from '@vaekit/core';
import { writeNpy } from '@vaekit/datasets';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { configOf, loadRun, quickRun } from '../quickRun.test-helper.js';
import { vaekit } from '../vaekit.test-helper.js';

const ROWS = 100;
let base: string;
const file = (name: string): string => join(base, name);
const counts = Array.from({ length: ROWS * 4 }, (_, i) => ((i * 37) % 11) * ((i % 3) + 1));
const array = (data: Float32Array | Int32Array | Uint8Array, shape: readonly number[] = [4]): Uint8Array =>
  writeNpy({ data, shape: [ROWS, ...shape] });
const floats = (by: (value: number, i: number) => number, shape: readonly number[] = [4]): Uint8Array => {
  const size = ROWS * shape.reduce((product, extent) => product * extent, 1);
  return array(
    Float32Array.from({ length: size }, (_, i) => by(((i * 53) % 97) / 96, i)),
    shape,
  );
};

beforeAll(() => {
  base = mkdtempSync(join(tmpdir(), 'vaekit-cli-'));
  const csv = (rows: readonly string[]): string => `a,b,c,d\n${rows.join('\n')}\n`;
  const files: Record<string, Uint8Array | string> = {
    'floats.npy': array(Float32Array.from(counts)),
    'int32.npy': array(Int32Array.from(counts)),
    'bytes.npy': array(Uint8Array.from(counts)),
    'counts.csv': csv(Array.from({ length: ROWS }, (_, row) => counts.slice(4 * row, 4 * row + 4).join(','))),
    'amounts.npy': floats((u, i) => (i % 4 === 0 ? 20_000 + 9_000 * u : u - 0.5)),
    'tiny.npy': floats((u) => (u - 0.5) / 1e4),
    'depth.npy': floats((u) => Math.round(65_535 * u), [8, 8, 1]),
    'unit.npy': floats((u) => u),
    'normal.npy': floats((u) => 4 * u - 2),
    'pixels.npy': floats((u) => 255 * u),
    'signed.npy': floats((u) => 2 * u - 1),
  };
  for (const [name, content] of Object.entries(files)) writeFileSync(file(name), content);
});
afterAll(() => rmSync(base, { recursive: true, force: true }));

const small = ['--hidden', '8', '--latent', '2', '--epochs', '2'];

/** What data, with which options, become a model of which parts: likelihood and input. */
const cases: readonly (readonly [data: string, options: readonly string[], likelihood: string, input: string | undefined])[] = [
  ['floats.npy', ['--likelihood', 'poisson'], 'poisson', 'log1p'],
  ['int32.npy', ['--likelihood', 'poisson'], 'poisson', 'log1p'],
  ['bytes.npy', ['--likelihood', 'poisson'], 'poisson', 'log1p'],
  ['counts.csv', ['--likelihood', 'poisson'], 'poisson', 'log1p'],
  ['floats.npy', ['--likelihood', 'negative-binomial'], 'negativeBinomial', 'log1p'],
  ['bytes.npy', ['--likelihood', 'negative-binomial', '--model', 'vamp-vae'], 'negativeBinomial', 'log1p'],
  ['counts.csv', ['--likelihood', 'negative-binomial'], 'negativeBinomial', 'log1p'],
  ['counts.csv', ['--likelihood', 'negative-binomial', '--standardize=false'], 'negativeBinomial', 'log1p'],
  ['amounts.npy', [], 'scaled', 'standardized'],
  ['amounts.npy', ['--likelihood', 'student-t'], 'scaled', 'standardized'],
  ['amounts.npy', ['--model', 'autoencoder'], 'scaled', 'standardized'],
  ['amounts.npy', ['--standardize=false'], 'gaussian', undefined],
  ['tiny.npy', [], 'scaled', 'standardized'],
  ['depth.npy', [], 'scaled', 'standardized'],
  ['depth.npy', ['--arch', 'conv'], 'scaled', 'standardized'],
  ['unit.npy', [], 'bernoulli', undefined],
  ['unit.npy', ['--standardize'], 'scaled', 'standardized'],
  ['normal.npy', [], 'gaussian', undefined],
];

describe('numbers train at step one with default options', () => {
  it.each(cases)('%s %j: %s, shown as %s', async (data, options, likelihood, input) => {
    const run = file(`run-${data}-${options.join('')}`);
    await quickRun(run, ['--data', file(data), ...small, ...options]);
    const config = await configOf(run);
    const { parts } = config.model as unknown as { parts: Vae['config'] };
    expect([parts.likelihood.kind, parts.input?.kind]).toEqual([likelihood, input]);
    // All examples that there are to train on make the default batch where they are few; a vae on points has batches of 32.
    const named = options.includes('--likelihood') || options.includes('--model');
    const points = !named && likelihood !== 'bernoulli' && data !== 'depth.npy';
    const expected = points ? 32 : config.data.examples.train;
    expect([config.data.scaling, config.training.batchSize]).toEqual([undefined, expected]);
    const { metrics } = await loadRun(run);
    const losses = metrics.map(({ training }) => training['loss']!);
    expect(losses).toHaveLength(2);
    expect(losses.every(Number.isFinite)).toBe(true);
    // In units of their own no number costs more than a few nats beside the logarithm of its size.
    if (likelihood === 'scaled') expect(losses[0]! / config.data.shape.reduce((a, b) => a * b, 1)).toBeLessThan(15);
    const again = await vaeFromDescription(config.model);
    expect(again.config).toEqual(parts);
    again.dispose();
  });

  it.each<[string, string[], string]>([
    [
      'counts.csv',
      ['--likelihood', 'poisson', '--standardize'],
      '--standardize makes other numbers of counts, which --likelihood poisson is for; leave out one of them',
    ],
    ['unit.npy', ['--likelihood', 'bernoulli', '--standardize'], 'is to be standardized; use gaussian'],
    ['amounts.npy', ['--likelihood', 'poisson'], '--likelihood poisson is for counts, but amounts.npy has the value '],
    ['amounts.npy', ['--likelihood', 'bernoulli'], 'is for values from 0 to 1, but amounts.npy has the value '],
    ['pixels.npy', ['--likelihood', 'bernoulli'], '(all are from 0 to 255: save them as uint8, or divided by 255); use gaussian'],
    ['signed.npy', ['--likelihood', 'bernoulli'], '(all are from -1 to 1: save them as (x + 1) / 2); use gaussian'],
    ['depth.npy', ['--likelihood', 'bernoulli'], '(all are from 0 to 65535: save them divided by that); use gaussian'],
    ['unit.npy', ['--batch-size', '100'], '--batch-size is 100 but there are only 81 training examples'],
  ])('%s %j is refused', async (data, options, message) => {
    const { code, err } = await vaekit('train', '--data', file(data), ...small, ...options, '--out', file('never'));
    expect([code, err]).toEqual([2, expect.stringContaining(message)]);
  });
});

it('samples of numbers on a scale of their own are in their units', async () => {
  await quickRun(file('units'), ['--data', file('amounts.npy'), ...small]);
  const sampled = await vaekit('sample', file('units'), '--count', '200', '--draw', '--out', file('units.csv'));
  expect(sampled.code).toBe(0);
  const rows = readFileSync(file('units.csv'), 'utf8').trimEnd().split('\n').slice(1);
  const amounts = rows.map((row) => Number(row.split(',')[0]));
  // The column lies between 20,000 and 29,000, and no decoder is far from its mean after two epochs.
  const mean = amounts.reduce((sum, value) => sum + value) / amounts.length;
  expect([rows.length, mean > 18_000 && mean < 31_000]).toEqual([200, true]);
});
