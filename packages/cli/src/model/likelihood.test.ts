import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeNpy } from '@vaekit/datasets';
import { likelihoods } from '@vaekit/models';
import { encodePng } from '@vaekit/viz';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { configOf, quickRun } from '../quickRun.test-helper.js';
import { vaekit } from '../vaekit.test-helper.js';

let base: string;
const file = (name: string): string => join(base, name);
beforeAll(() => {
  base = mkdtempSync(join(tmpdir(), 'vaekit-cli-'));
  const rows = Array.from(
    { length: 120 },
    (_, i) => `${i % 7},${(i * 37) % 11 > 5},${['a', 'b', 'c'][(i * i) % 3]!},${(i * 13) % 17}.5`,
  );
  writeFileSync(file('table.csv'), `count,flag,class,real\n${rows.join('\n')}\n`);
  writeFileSync(
    file('counts.npy'),
    writeNpy({ data: Float32Array.from({ length: 360 }, (_, i) => (i * 7) % 5), shape: [120, 3] }),
  );
  mkdirSync(file('colors'));
  for (let i = 0; i < 110; i++) {
    const pixels = Uint8Array.from({ length: 3 * 16 }, (_, j) => (i * 37 + j * (5 + (i % 3))) % 256);
    writeFileSync(join(file('colors'), `${i}.png`), encodePng({ width: 4, height: 4, channels: 3, data: pixels }));
  }
});
afterAll(() => rmSync(base, { recursive: true, force: true }));

const sets = {
  categories: 'rectangles',
  columns: 'table.csv',
  counts: 'counts.npy',
  levels: 'rectangles',
  real: 'moons',
  unitInterval: 'rectangles',
} as const;

/** A set that each likelihood describes. */
function dataFor(name: string): string {
  const { support, needs } = likelihoods.find((one) => one.name === name)!;
  const set = needs === 'color' ? 'colors' : sets[support];
  return set === 'moons' || set === 'rectangles' ? set : file(set);
}

const cases: [name: string, sigma: string | undefined][] = [
  ...likelihoods.map(({ name }): [string, undefined] => [name, undefined]),
  ['gaussian', 'predicted'],
  ['gaussian', 'optimal'],
  ['gaussian', 'per-pixel'],
  ['gaussian', '0.3'],
  ['student-t', 'predicted'],
  ['discretized-logistic', 'learned'],
];

describe('--likelihood', () => {
  it.each(cases)('%s, sigma %s: trains, is scored, and comes back', async (name, sigma) => {
    const run = file(`${name}-${sigma}`);
    const line = ['--data', dataFor(name), '--likelihood', name, ...(sigma === undefined ? [] : ['--sigma', sigma])];
    await quickRun(run, [...line, '--limit', '80', '--hidden', '8', '--latent', '2', '--batch-size', '36', '--epochs', '2']);
    const config = await configOf(run);
    expect(config.options.likelihood).toBe(name);
    expect(config.quantity).toBe(name === 'bernoulli' || sigma === 'optimal' ? 'pseudoNll' : 'nll');
    const { code, out, err } = await vaekit('score', run, '--samples', '3');
    expect([code, err]).toEqual([0, '']);
    for (const cell of out
      .trimEnd()
      .split('\n')
      .slice(1)
      .flatMap((row) => row.split(',').slice(-3)))
      expect(Number.isFinite(Number(cell))).toBe(true);
    expect((await vaekit('sample', run, '--count', '3', '--draw', '--out', `${run}.csv`)).code).toBe(0);
    for (const format of ['onnx', 'tfjs']) {
      const exported = await vaekit('export', run, '--format', format);
      expect([exported.code, exported.err]).toEqual([0, '']);
    }
  });

  it('is chosen by the data where none is asked for', async () => {
    const short = ['--limit', '80', '--hidden', '8', '--latent', '2', '--batch-size', '36', '--epochs', '1'];
    for (const [data, name] of [
      [file('table.csv'), 'mixed-columns'],
      [file('counts.npy'), 'gaussian'],
      ['rectangles', 'bernoulli'],
    ] as const) {
      await quickRun(file(`by-${name}`), ['--data', data, ...short]);
      expect((await configOf(file(`by-${name}`))).options.likelihood).toBe(name);
    }
  });

  it.each([
    ...likelihoods
      .filter(({ support }) => support !== 'real' && support !== 'columns')
      .map(({ name, data }): [string[], string] => [
        ['--data', 'moons', '--likelihood', name],
        `--likelihood ${name} is for ${data}, but moons has `,
      ]),
    [
      ['--data', 'moons', '--likelihood', 'mixed-columns'],
      '--likelihood mixed-columns is for tables, each column by its kind, but moons is not a table; use gaussian',
    ],
    ...likelihoods
      .filter(({ needs }) => needs === 'color')
      .map(({ name, data }): [string[], string] => [
        ['--data', 'rectangles', '--likelihood', name],
        `--likelihood ${name} is for ${data}, but rectangles has examples of shape [28,28,1]; use bernoulli`,
      ]),
    ...likelihoods
      .filter(({ support, widths }) => widths.length === 0 && sets[support] === 'rectangles')
      .map(({ name }): [string[], string] => [
        ['--data', 'rectangles', '--likelihood', name, '--sigma', 'learned'],
        `--sigma does not apply to --likelihood ${name}; leave it out`,
      ]),
    [
      ['--data', 'moons', '--likelihood', 'laplace', '--sigma', 'optimal'],
      '--sigma optimal does not work with --likelihood laplace; expected one of learned, per-pixel, predicted, a number above 0',
    ],
    [
      ['--data', 'moons', '--sigma', '-1'],
      '--sigma is -1; expected one of learned, per-pixel, predicted, optimal, or a number above 0',
    ],
    [
      ['--data', 'rectangles', '--likelihood', 'laplace', '--binarize', 'static'],
      '--binarize static makes bits, which a laplace likelihood does not describe',
    ],
    [['--data', 'moons', '--arch', 'resnet'], '--arch resnet needs images, but moons has points; use mlp'],
  ])('%j is refused', async (line, message) => {
    const { code, out, err } = await vaekit('train', ...line, '--out', file('never'));
    expect([code, out, err]).toEqual([2, '', expect.stringContaining(message)]);
  });
});

it('--arch resnet trains, and its run comes back', async () => {
  const options = ['--limit', '40', '--latent', '2', '--batch-size', '18', '--epochs', '1', '--hidden', '8', '--batch-norm'];
  await quickRun(file('resnet'), ['--data', 'rectangles', '--arch', 'resnet', ...options]);
  const { code, err } = await vaekit('score', file('resnet'), '--count', '20');
  expect([code, err]).toEqual([0, '']);
});
