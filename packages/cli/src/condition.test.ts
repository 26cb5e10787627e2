import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { conditionFigures } from './pictures/conditionFigures.js';
import { openRun, openRunData } from './run/openRun.js';
import { recordingTerminal } from './terminal.test-helper.js';
import { vaekit } from './vaekit.test-helper.js';

// A table whose columns depend on two others in a known way: y = 2·age + noise, and the word that goes with the dose. A model that is given age
// and dose has to draw them so.

let base: string;
const file = (name: string): string => join(base, name);
const rows = Array.from({ length: 400 }, (_, i) => {
  const age = 20 + ((i * 37) % 60);
  const dose = i % 3;
  const spread = ((i * 7919) % 101) / 50 - 1;
  return { age, dose: ['none', 'half', 'full'][dose]!, y: (2 * age + 3 * spread).toFixed(2), taken: dose > 0 ? 'yes' : 'no' };
});
const csv = (some: readonly object[]): string =>
  `${Object.keys(some[0]!).join(',')}\n${some.map((row) => Object.values(row).join(',')).join('\n')}\n`;
const options = [
  '--hidden',
  '32',
  '--latent',
  '2',
  '--epochs',
  '60',
  '--lr',
  '3e-3',
  '--batch-size',
  '40',
  '--no-preview',
  '--json',
];

beforeAll(async () => {
  base = mkdtempSync(join(tmpdir(), 'vaekit-condition-'));
  writeFileSync(file('all.csv'), csv(rows));
  writeFileSync(file('gap.csv'), csv([...rows.slice(0, 8), { ...rows[9]!, age: '' }]));
  const { code, err } = await vaekit(
    ...['train', '--model', 'cvae', '--data', file('all.csv'), '--condition', 'age,dose', ...options],
    ...['--engine', 'compiled', '--out', file('run')],
  );
  if (code !== 0) throw new Error(err);
});
afterAll(() => rmSync(base, { recursive: true, force: true }));

const parsed = (text: string): Record<string, string>[] => {
  const [head, ...lines] = text.trim().split('\n');
  const names = head!.split(',');
  return lines.map((line) => Object.fromEntries(line.split(',').map((cell, i) => [names[i]!, cell])));
};

describe('a model that is conditioned on columns of a table', () => {
  it('learns the other columns alone, and draws them as the condition says, in whole rows', async () => {
    const drawn = await vaekit('sample', file('run'), '--condition', 'age=30,dose=full', '--count', '200');
    expect([drawn.code, drawn.err]).toEqual([0, '']);
    const made = parsed(drawn.out);
    expect(Object.keys(made[0]!)).toEqual(['age', 'dose', 'y', 'taken']);
    expect(made.every(({ age, dose }) => age === '30' && dose === 'full')).toBe(true);
    const mean = made.reduce((sum, { y }) => sum + Number(y), 0) / made.length;
    expect(Math.abs(mean - 60)).toBeLessThan(10);
    expect(made.filter(({ taken }) => taken === 'yes').length).toBeGreaterThan(170);
    const other = parsed((await vaekit('sample', file('run'), '--condition', 'dose=none,age=70', '--count', '200')).out);
    expect(Math.abs(other.reduce((sum, { y }) => sum + Number(y), 0) / other.length - 140)).toBeLessThan(10);
    expect(other.filter(({ taken }) => taken === 'no').length).toBeGreaterThan(170);
  });

  it('shows in its report how the others follow it, beside the rows', async () => {
    expect(readFileSync(join(file('run'), 'report.html'), 'utf8')).toMatch(
      />Columns<[^]*>Columns together<[^]*>Condition: age<[^]*>Condition: dose</u,
    );
    const run = await openRun(file('run'), 'auto', recordingTerminal());
    const [byAge, byDose] = await conditionFigures(run, await openRunData(run, undefined));
    run.model.dispose();
    const y = byAge!.columns.find(({ name }) => name === 'y')!.parts[0]!.sweep;
    const span = byAge!.sweep.at(-1)! - byAge!.sweep[0]!;
    // Of y = 2·age + noise the slope, drawn and real; windows of rows are narrower at the ends.
    for (const which of ['drawn', 'real'] as const)
      expect(Math.abs((y.at(-1)![which]!.mean - y[0]![which]!.mean) / span - 2)).toBeLessThan(0.3);
    const taken = byDose!.columns.find(({ name }) => name === 'taken')!.parts.find(({ name }) => name === 'yes')!.settings;
    const shares = Object.fromEntries(byDose!.settings.map((setting, i) => [setting, Math.round(taken[i]!.drawn.mean)]));
    expect(shares).toEqual({ '= none': 0, '= half': 1, '= full': 1 });
  });

  it('has the scores that it ended with, and those of the other engine', async () => {
    const { test } = JSON.parse(readFileSync(join(file('run'), 'result.json'), 'utf8')) as { test: Record<string, number> };
    const again = JSON.parse((await vaekit('evaluate', file('run'), '--json')).out) as Record<string, number>;
    expect(again['loss']).toBeCloseTo(test['loss']!, 4);
    const short = ['--epochs', '2', ...options.filter((word) => word !== '60' && word !== '--epochs')];
    const line = ['train', '--model', 'cvae', '--data', file('all.csv'), '--condition', 'age,dose', ...short];
    const [compiled, eager] = [
      await vaekit(...line, '--engine', 'compiled', '--out', file('a')),
      await vaekit(...line, '--engine', 'eager', '--out', file('b')),
    ].map(({ out }) => (JSON.parse(out.trimEnd().split('\n').at(-1)!) as { test: Record<string, number> }).test);
    expect(Math.abs(eager!['loss']! - compiled!['loss']!)).toBeLessThan(1e-3 * Math.abs(compiled!['loss']!));
  });

  it('encodes, scores, reconstructs, is estimated by draws, exported and trained further', async () => {
    const codes = await vaekit('encode', file('run'), '--count', '3');
    expect([codes.code, codes.out.trim().split('\n').length]).toEqual([0, 4]);
    const scored = await vaekit('score', file('run'), '--data', file('all.csv'));
    expect([scored.code, parsed(scored.out).length]).toEqual([0, 400]);
    const whole = parsed((await vaekit('reconstruct', file('run'), '--data', file('all.csv'), '--all')).out);
    expect(whole.map(({ age, dose }) => `${age} ${dose}`)).toEqual(rows.map(({ age, dose }) => `${age} ${dose}`));
    const bound = JSON.parse((await vaekit('evaluate', file('run'), '--nll', '20', '--json')).out) as {
      nll: { mean: number; bounds: { k: number; value: number }[] };
    };
    // In units of the table, and tighter with more draws.
    expect(bound.nll.mean).toBeLessThan(bound.nll.bounds[0]!.value);
    const annealed = await vaekit('evaluate', file('run'), '--what', 'annealing', '--count', '3');
    expect(annealed.out).toMatch(
      /-log p\(x\|y\) <= -?[\d.]+  ± [\d.]+ over chains, by annealing of 3 examples[^]*no check: the model cannot choose the condition/u,
    );
    expect((await vaekit('export', file('run'), '--format', 'onnx')).code).toBe(0);
    const resumed = await vaekit('train', '--resume', file('run'), '--epochs', '61', '--json', '--no-preview');
    expect(resumed.code, resumed.err).toBe(0);
    const from = await vaekit(
      ...['train', '--from', file('run'), '--data', file('all.csv'), '--epochs', '1', '--no-preview', '--out', file('further')],
    );
    expect(from.code, from.err).toBe(0);
  });
});

describe('models besides the cvae', () => {
  // N(0, I) at every condition, importance weights, a flow.
  it.each(['vae', 'iwae', 'iaf-vae'])('%s takes it too, and draws as the condition says', async (model) => {
    const short = options.map((word) => (word === '60' ? '40' : word));
    const line = [
      'train',
      '--model',
      model,
      '--data',
      file('all.csv'),
      '--condition',
      'age,dose',
      ...short,
      '--engine',
      'compiled',
    ];
    const { code, err } = await vaekit(...line, '--out', file(model));
    expect(code, err).toBe(0);
    const drawn = parsed((await vaekit('sample', file(model), '--condition', 'age=30,dose=full', '--count', '200')).out);
    expect(Math.abs(drawn.reduce((sum, { y }) => sum + Number(y), 0) / drawn.length - 60)).toBeLessThan(15);
  });
});

describe('what has no meaning is refused by name', () => {
  const train = (...more: string[]): string[] => [
    'train',
    '--data',
    file('all.csv'),
    ...options,
    '--out',
    file('never'),
    ...more,
  ];
  it.each<[string, () => string[], string]>([
    [
      'a model without a place for it',
      () => train('--model', 'vamp-vae', '--condition', 'age'),
      '--condition age is not for vamp-vae, because pseudo-inputs have no condition of their own; take another --model, such as cvae',
    ],
    [
      'a column that is not there',
      () => train('--model', 'cvae', '--condition', 'agee'),
      '--condition names agee, but the columns are age, dose, y, taken (did you mean age?)',
    ],
    ['all columns', () => train('--model', 'cvae', '--condition', 'age,dose,y,taken'), 'leaves no column to learn'],
    [
      'a label beside it',
      () => train('--model', 'cvae', '--condition', 'age', '--label', 'dose'),
      '--condition age and --label dose name two conditions',
    ],
    [
      'a set without columns',
      () => ['train', '--model', 'cvae', '--data', 'moons', '--condition', 'age', ...options],
      'names columns of a table or quadrants of images, but moons is neither',
    ],
    [
      'no condition of samples',
      () => ['sample', file('run')],
      'is conditioned on age, dose; give --condition age=VALUE,dose=VALUE',
    ],
    [
      'a part of it',
      () => ['sample', file('run'), '--condition', 'age=3'],
      '--condition is age=3; expected age=VALUE,dose=VALUE',
    ],
    [
      'a word for a number',
      () => ['sample', file('run'), '--condition', 'age=old,dose=full'],
      '--condition has age=old; expected a number',
    ],
    ['a category that is not known', () => ['sample', file('run'), '--condition', 'age=30,dose=two'], '\'dose\' is "two"'],
    [
      'a row without it',
      () => ['score', file('run'), '--data', file('gap.csv')],
      'has no age that training saw in row 8, but the model is conditioned on it',
    ],
    ['classes', () => ['classify', file('run')], 'is conditioned on age, dose, not on classes, so it cannot classify'],
    ['paths of codes', () => ['interpolate', file('run')], 'which each example has its own of'],
    ['ways through codes', () => ['traverse', file('run')], 'with vaekit sample'],
    [
      'a fitted prior',
      () => ['fit-prior', file('run'), '--prior', 'maf', '--out', file('fitted')],
      'a prior of all its codes is not p(z|c)',
    ],
  ])('%s', async (_, line, message) => {
    const { code, err } = await vaekit(...line());
    expect(err).toContain(message);
    expect(code).toBeGreaterThan(0);
  });
});
