import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { quickRun } from './quickRun.test-helper.js';
import { vaekit } from './vaekit.test-helper.js';

let base: string;
const file = (name: string): string => join(base, name);

beforeAll(async () => {
  base = mkdtempSync(join(tmpdir(), 'vaekit-evaluate-'));
  const images = ['--data', 'digits', '--limit', '200', '--hidden', '8', '--epochs', '1', '--batch-size', '50'];
  await quickRun(file('bits'), [...images, '--model', 'vae', '--latent', '2', '--binarize', 'static']);
  await quickRun(file('beta'), [...images, '--model', 'vae', '--latent', '2', '--binarize', 'static', '--beta', '4']);
  await quickRun(file('classes'), [...images, '--model', 'class-mean-cvae', '--latent', '2']);
  await quickRun(file('pixels'), [...images, '--model', 'pixelcnn-vae', '--binarize', 'static', '--pixel-channels', '2']);
  await quickRun(file('full'), [...images, '--model', 'full-covariance-vae', '--latent', '2']);
  const points = ['--data', 'moons', '--limit', '200', '--hidden', '8', '--epochs', '1', '--batch-size', '50'];
  await quickRun(file('labeled'), [...points, '--model', 'class-mean-cvae', '--latent', '1']);
  await quickRun(file('points'), [...points, '--model', 'vae', '--latent', '1']);
});
afterAll(() => rmSync(base, { recursive: true, force: true }));

const interval = { mean: expect.any(Number), low: expect.any(Number), high: expect.any(Number) };

describe('evaluate --what', () => {
  it.each([
    ['bits', 'likelihood', [], { nll: { draws: 100 } }],
    [
      'bits',
      'generation',
      [],
      { generation: { samples: 60, features: "vaekit's digit classifier", floor: { frechet: expect.any(Number) } } },
    ],
    ['points', 'generation', [], { generation: { features: 'the values themselves' } }],
    ['bits', 'annealing', ['--count', '3'], { annealing: { examples: 3, chains: 4, check: { gap: expect.any(Number) } } }],
    ['bits', 'reconstruction', [], { reconstruction: { squaredError: interval, ssim: interval, psnr: interval } }],
    ['points', 'reconstruction', [], { reconstruction: { squaredError: interval } }],
    [
      'classes',
      'classes',
      [],
      { classes: { accuracy: interval, calibration: { bins: expect.any(Array) }, stationarityGap: expect.any(Number) } },
    ],
    [
      'bits',
      'outliers',
      ['--against', 'rectangles'],
      {
        outliers: {
          against: 'rectangles',
          scores: { elbo: { rocAuc: interval }, compressedSize: { averagePrecision: interval } },
        },
      },
    ],
    [
      'bits',
      'baselines',
      [],
      { baselines: { trained: 180, baselines: { 'Bernoulli mixture of 18': { nll: interval, better: interval } } } },
    ],
    ['points', 'baselines', [], { baselines: { baselines: { 'probabilistic PCA of 1': { nll: interval } } } }],
    ['pixels', 'baselines', [], { baselines: { baselines: { 'Bernoulli mixture of 18': { nll: interval } } } }],
    // Beside what sees no label, p(x).
    ['labeled', 'baselines', [], { baselines: { protocol: { quantity: '-log p(x) = -log sum_y p(y) p(x|y)' } } }],
    ['points', 'gaps', [], { gaps: { heldOut: { approximation: interval }, training: { amortization: interval } } }],
  ] as const)('%s: %s', async (run, what, more, expected) => {
    const count = what === 'outliers' ? '20' : '60';
    const line = [
      'evaluate',
      file(run),
      '--what',
      what,
      ...more,
      ...(run === 'points' || run === 'labeled' || what === 'annealing' ? [] : ['--count', count]),
    ];
    const told = await vaekit(...line, '--json');
    expect([told.code, told.err]).toEqual([0, '']);
    expect(JSON.parse(told.out)).toMatchObject(expected);
  });

  it('tells rates at equal rate, in words', async () => {
    const { code, out } = await vaekit('evaluate', file('bits'), '--what', 'rates', '--against', file('beta'), '--count', '10');
    expect(code).toBe(0);
    expect(out).toMatch(/rate and distortion in nats, of codes fitted to 10 examples/);
    expect(out).toMatch(/at equal rate, beside .*beta, with 95 % intervals over the examples:/);
    // A curve is equal to itself at each of its rates.
    const same = await vaekit('evaluate', file('bits'), '--what', 'rates', '--against', file('bits'), '--count', '5');
    expect(same.out.match(/\(equal\)/g)).toHaveLength(7);
    expect(same.out).not.toMatch(/better|worse|told apart/);
    const one = await vaekit('evaluate', file('bits'), '--what', 'rates', '--against', file('beta'), '--count', '1');
    expect(one.code).toBe(2);
    expect(one.err).toContain('--what rates --against needs at least 2 examples, for intervals, got 1; give more');
  });

  it('says that a training has not ended', async () => {
    const { out } = await vaekit('evaluate', file('points'), '--count', '5');
    expect(out).toContain('the training has not ended: 1 of 1 epochs are done; vaekit train --resume');
    expect(JSON.parse((await vaekit('evaluate', file('points'), '--count', '5', '--json')).out)).toMatchObject({ ended: false });
  });

  it('names log p(x|y), a pseudo-likelihood and crossed bounds as what they are', async () => {
    const ask = async (what: string): Promise<string> =>
      (await vaekit('evaluate', file('classes'), '--what', what, '--count', '3')).out;
    expect(await ask('gaps')).toMatch(
      /3 held-out examples: log p\(x\|y\) \(pseudo-likelihood\) >= -[\d.]+  ± [\d.]+ over draws, best ELBO -\d/,
    );
    const annealed = await ask('annealing');
    expect(annealed).toMatch(
      /^-log p\(x\|y\) \(pseudo-likelihood\) <= [\d.]+  ± [\d.]+ over chains, by annealing of 3 examples/m,
    );
    expect(annealed).toMatch(/the truth is between .* a gap of \d|have met, .* a gap of -\d/);
    // An accuracy is a share.
    const [, low, high] = /accuracy [\d.]+ \((\S+) to (\S+)\)/.exec(await ask('classes'))!;
    expect([Number(low) >= 0, Number(high) <= 1]).toEqual([true, true]);
  });

  it.each([
    [['bits', '--what', 'outliers'], 2, 'give a data set, a file or a folder with --against'],
    [['bits', '--what', 'doctor', '--against', 'x'], 2, '--against is for --what outliers or --what rates'],
    [['classes', '--what', 'outliers', '--against', 'rectangles'], 2, 'needs a model without classes or conditions'],
    [['classes', '--what', 'baselines'], 2, 'compares likelihoods of bits'],
    [['bits', '--what', 'rates', '--against', 'points'], 2, 'distortions of different data or likelihoods do not compare'],
    [['bits', '--what', 'outliers', '--against', 'moons'], 2, '--against moons has examples of shape [2]'],
    [['bits', '--what', 'classes'], 1, 'which cannot classify'],
    [['bits', '--what', 'doctor', '--split', 'train'], 2, 'that the model has not seen beside those of its training'],
    [['full', '--what', 'gaps'], 1, 'full, a run of full-covariance-vae: the posterior (fullNormal) is no diagonal normal'],
  ] as const)('refuses %j', async ([run, ...more], code, message) => {
    const line = more.map((word, at) => (word === 'points' && more[at - 1] === '--against' ? file(word) : word));
    const told = await vaekit('evaluate', file(run), ...line, '--count', '20');
    expect(told.code).toBe(code);
    expect(told.err).toContain(message);
  });
});

it('answers for rows with gaps by what was observed, as classify does', async () => {
  const cell = (row: number, column: number): string =>
    (row + 3 * column) % 4 === 0 ? '' : Math.sin(row * (column + 1)).toFixed(3);
  const rows = Array.from(
    { length: 80 },
    (_, row) => `${cell(row, 0)},${cell(row, 1)},${cell(row, 2)},${row % 3 === 0 ? 'ill' : 'well'}`,
  );
  writeFileSync(file('gaps.csv'), `a,b,c,state\n${rows.join('\n')}\n`);
  const options = ['--data', file('gaps.csv'), '--label', 'state', '--model', 'm2-vae', '--hidden', '8', '--latent', '2'];
  await quickRun(file('gaps'), [...options, '--epochs', '1', '--test-fraction', '0.5']);
  const classified = JSON.parse((await vaekit('classify', file('gaps'), '--json')).out) as { accuracy: number };
  const evaluated = JSON.parse((await vaekit('evaluate', file('gaps'), '--what', 'classes', '--json')).out) as {
    accuracy: number;
    classes: { accuracy: { mean: number } };
  };
  expect([evaluated.accuracy, evaluated.classes.accuracy.mean]).toEqual([classified.accuracy, classified.accuracy]);
  const { err } = await vaekit('evaluate', file('gaps'), '--what', 'generation');
  expect(err).toMatch(/needs examples without missing values, but \d+ of 40 have some/);
  // Others to judge do not fill what it was trained on.
  const whole = Array.from({ length: 20 }, (_, row) => `${row},${row / 2},1,${row % 3 === 0 ? 'ill' : 'well'}`);
  writeFileSync(file('whole.csv'), `a,b,c,state\n${whole.join('\n')}\n`);
  const given = await vaekit('evaluate', file('gaps'), '--what', 'generation', '--data', file('whole.csv'));
  expect(given.err).toMatch(/\d+ of 20 have some: the run was trained on examples with gaps; fill them .* and train again/);
});

it('says how to go on where the data of a run were moved', async () => {
  const table = Array.from({ length: 40 }, (_, row) => `${Math.sin(row).toFixed(3)},${Math.cos(3 * row).toFixed(3)}`);
  writeFileSync(file('own.csv'), `a,b\n${table.join('\n')}\n`);
  await quickRun(file('own'), ['--data', file('own.csv'), '--hidden', '4', '--epochs', '1', '--latent', '2']);
  mkdirSync(file('elsewhere'));
  renameSync(file('own.csv'), file('elsewhere/own.csv'));
  const { code, err } = await vaekit('evaluate', file('own'));
  expect([code, err]).toEqual([
    1,
    `vaekit evaluate: the run was trained on own.csv, but '${file('own.csv')}' does not exist; give the folder where it is now with --data-dir\n`,
  ]);
  expect((await vaekit('evaluate', file('own'), '--data-dir', file('elsewhere'))).code).toBe(0);
});

describe('report --trust', () => {
  it('has a section with findings, figures and pictures', async () => {
    const { code, out } = await vaekit('report', file('points'), '--trust');
    expect([code, out]).toEqual([0, `wrote ${file('points')}/report.html\n`]);
    const page = readFileSync(file('points/report.html'), 'utf8');
    for (const text of [
      '>Trust</h2>',
      'What each number of the code carries',
      'How much code for how good',
      'Log p(x) above the ELBO',
      'Samples told from examples',
    ])
      expect(page).toContain(text);
    const refused = await vaekit('report', file('points'), '--against', 'moons');
    expect([refused.code, refused.err]).toEqual([2, expect.stringContaining('--against is for the section of --trust')]);
  });
});
