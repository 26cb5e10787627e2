import { readFileSync } from 'node:fs';
import {
  type ComparedRun,
  compareRuns,
  comparisonPage,
  differenceText,
  groupedComparison,
  spreadTexts,
  unendedTexts,
} from '@vaekit/pictures';
import { describe, expect, it } from 'vitest';
import { compareSeeds } from './compareSeeds.js';

interface Oracle {
  readonly narrow: readonly number[];
  readonly wide: readonly number[];
  readonly ofNarrow: object;
  readonly paired: object;
  readonly independent: object;
  readonly spread: number;
}

// By SciPy (oracles/seeds.py).
const oracle = JSON.parse(readFileSync(new URL('../../oracles/seeds.json', import.meta.url), 'utf8')) as Oracle;

/** A run of `epochs` epochs that ended with this −ELBO on the test part. */
function run(seed: number, elbo: number, options: object = {}, epochs = 2): ComparedRun {
  const scores = { loss: elbo, reconstruction: elbo - 1, kl: 1 };
  const config = {
    versions: { vaekit: '1.2.3', tfjs: '4.22.0' },
    options: { model: 'vae', likelihood: 'bernoulli', binarize: 'none', latent: 2, validation: 0.1, seed, ...options },
    training: { epochs, batchSize: 4, seed, optimizer: { kind: 'adam' } },
    backend: 'cpu',
    engine: { name: 'eager' },
    parameters: 1234,
    quantity: 'nll',
    data: { name: 'bars', source: 'made here', license: 'CC0-1.0', shape: [4], examples: { train: 8 }, sha256: 'a'.repeat(64) },
    model: { parts: { objective: { kind: 'elbo' }, posterior: { kind: 'diagonalNormal' }, prior: { kind: 'standardNormal' } } },
  } as unknown as ComparedRun['config'];
  const metrics = Array.from({ length: epochs }, (_, i) => ({
    epoch: i + 1,
    training: scores,
    validation: { ...scores, reconstruction: elbo - 1 + (epochs - 1 - i) / 10 },
    seconds: 0.5,
  }));
  const name = `${seed}-${JSON.stringify(options)}`;
  return { name, folder: `runs/${name}`, config, metrics, result: { epochs, stopped: 'completed', test: scores } };
}

const narrow = oracle.narrow.map((elbo, seed) => run(seed, elbo));
const wide = oracle.wide.map((elbo, seed) => run(seed, elbo, { latent: 8 }));
const close = (record: object): object =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [name, expect.closeTo(value as number, 10) as number]));

function compared(runs: readonly ComparedRun[]) {
  const comparison = compareRuns(runs);
  const seeds = compareSeeds(runs, comparison)!;
  return { comparison, seeds, row: seeds.rows.find(({ name }) => name === 'test -ELBO')! };
}

describe('compareSeeds', () => {
  it('groups what differs in the seed alone: means, intervals, and differences paired by seed', () => {
    const { seeds, row, comparison } = compared([...narrow, ...wide]);
    expect(seeds.groups).toEqual([
      { name: 'latent 2', runs: [0, 1, 2, 3], seeds: [0, 1, 2, 3] },
      { name: 'latent 8', runs: [4, 5, 6, 7], seeds: [0, 1, 2, 3] },
    ]);
    expect(row.means[0]).toEqual(close(oracle.ofNarrow));
    expect(row.differences).toEqual([{ group: 1, against: 0, paired: true, ...close(oracle.paired) }]);
    expect(row.best).toBe(1);
    const { results, differences } = groupedComparison(seeds, comparison);
    expect(results.find(({ name }) => name === 'test -ELBO')!.values[0]).toMatch(/^2\.56 ± 0\.1\d$/);
    expect(differences).toContainEqual({ name: 'seeds', values: ['0-3', '0-3'] });
    expect(differenceText(seeds, row, row.differences[0]!)).toContain('test -ELBO: latent 8 − latent 2 = -0.24, 95 % interval');
  });

  it('takes other seeds, and other splits, as independent samples', () => {
    const { row } = compared([...narrow.slice(0, 3), ...wide]);
    expect(row.differences).toEqual([{ group: 1, against: 0, paired: false, ...close(oracle.independent) }]);
    const otherSplit = oracle.wide.map((elbo, seed) => run(seed, elbo, { latent: 8, validation: 0.2 }));
    expect(compared([...narrow, ...otherSplit]).row.differences[0]!.paired).toBe(false);
  });

  it('stars nothing whose difference is within its interval, or to a single run', () => {
    const near = oracle.narrow.map((elbo, seed) => run(seed, elbo + (seed % 2 === 0 ? 0.2 : -0.21), { latent: 8 }));
    expect(compared([...narrow, ...near]).row.best).toBeUndefined();
    const { row } = compared([...narrow, wide[0]!]);
    expect([row.best, row.differences]).toEqual([undefined, []]);
    const elsewhere = wide.map((one) => ({ ...one, config: { ...one.config, data: { ...one.config.data, sha256: 'b' } } }));
    expect(compared([...narrow, ...elsewhere]).row.best).toBeUndefined();
  });

  it('stars no mean of seeds of which some diverged, and names those', () => {
    // Those that are left are better than the narrow ones by more than the interval, 1.29 beside 0.36.
    const diverged = oracle.wide.map((elbo, seed): ComparedRun => {
      const one = run(seed, elbo - 1, { latent: 8 });
      const { result: _, ...begun } = one;
      return seed === 1 || seed === 3 ? begun : one;
    });
    const runs = [...narrow, ...diverged];
    const { row, seeds, comparison } = compared(runs);
    expect(row.best).toBeUndefined();
    expect(row.means[1]!.mean).toBeCloseTo((oracle.wide[0]! + oracle.wide[2]!) / 2 - 1, 10);
    expect(seeds.groups.map(({ unended }) => unended)).toEqual([undefined, [1, 3]]);
    const [text, ...more] = unendedTexts(seeds);
    expect(text).toContain(
      'latent 8: 2 of 4 seeds have no result (1,3): under way, stopped or diverged; test figures are of the others',
    );
    expect(more).toEqual([]);
    expect(comparisonPage(runs, comparison, { seeds })).toContain(`${text}.`);
    // What is better than those that are left is better than all: the others diverged.
    const worse = diverged.map((one) => ({
      ...one,
      ...(one.result === undefined ? {} : { result: { ...one.result, test: { ...one.result.test, reconstruction: 9 } } }),
    }));
    expect(compared([...narrow, ...worse]).row.best).toBe(0);
    const none = wide.map(({ result: _, ...begun }) => begun);
    expect(unendedTexts(compared([...narrow, ...none]).seeds)[0]).toMatch(/4 of 4 seeds have no result .*diverged$/u);
  });

  it('says nothing where no two runs differ in the seed alone', () => {
    for (const runs of [
      [narrow[0]!, wide[0]!],
      [narrow[0]!, narrow[0]!],
    ])
      expect(compareSeeds(runs, compareRuns(runs))).toBeUndefined();
  });

  it('calls groups that only versions tell apart by their first runs, and a single one by its model', () => {
    const later = narrow.map((one) => {
      const config = { ...one.config, versions: { ...one.config.versions, tfjs: '4.23.0' } };
      return { ...one, name: `later ${one.name}`, config };
    });
    const names = (runs: readonly ComparedRun[]) => compared(runs).seeds.groups.map(({ name }) => name);
    expect(names(narrow)).toEqual(['vae']);
    expect(names([...narrow, ...later])).toEqual(['0-{}', 'later 0-{}']);
  });

  it('puts what equal steps gave beside what the whole trainings gave', () => {
    const longer = oracle.wide.map((elbo, seed) => run(seed, elbo, { latent: 8 }, 5));
    const { seeds } = compared([...narrow, ...longer]);
    const at = (name: string) => seeds.rows.find((row) => row.name === name)!.means.map((mean) => mean!.mean);
    // Two epochs of two steps; three epochs before its last, a longer one was 0.3 above its end.
    expect(at('validation -ELBO at 4 steps')[1]! - at('validation -ELBO')[1]!).toBeCloseTo(0.3, 10);
    expect(at('validation -ELBO at 1.00 seconds')[0]).toBeCloseTo(at('validation -ELBO')[0]!, 10);
  });

  it('states what the seed, the test set and the draws of the code move apart', () => {
    const errors = { testSet: 0.4, monteCarlo: 0.05, examples: 10 };
    const kept = narrow.map((one) => ({ ...one, result: { ...one.result!, errors } }));
    const { seeds, comparison } = compared([...kept, ...wide]);
    expect(seeds.spreads[0]!.seeds).toBeCloseTo(oracle.spread, 10);
    expect(seeds.spreads[0]).toMatchObject({ testSet: expect.closeTo(0.4, 10), monteCarlo: expect.closeTo(0.05, 10) });
    expect(seeds.spreads[1]).toBeUndefined();
    const [text, ...more] = spreadTexts(seeds);
    expect(text).toBe(
      'latent 2: a test -ELBO moves by 0.10 with the seed, 0.40 with the test set, 0.05 with the draws of the code (standard deviations)',
    );
    expect(more).toEqual([]);
    for (const [options, said] of [
      [{ data: './own.csv' }, 'with the seed and its split,'],
      [{ data: 'digits', binarize: 'static' }, 'with the seed and its bits,'],
      [{ data: 'digits' }, 'with the seed,'],
    ] as const) {
      const group = oracle.narrow.map((elbo, seed) => run(seed, elbo, options));
      const own = group.map((one) => ({ ...one, result: { ...one.result!, errors } }));
      expect(spreadTexts(compared(own).seeds)[0]).toContain(said);
    }
    expect(comparisonPage([...kept, ...wide], comparison, { seeds })).toContain(`${text}.`);
    // Draws that vary more than the seeds leave nothing for these.
    const noisy = narrow.map((one) => ({ ...one, result: { ...one.result!, errors: { ...errors, monteCarlo: 9 } } }));
    expect(compared(noisy).seeds.spreads[0]!.seeds).toBe(0);
  });

  it('draws groups as lines with bands, as long as their runs are', () => {
    const runs = [...narrow, ...oracle.wide.map((elbo, seed) => run(seed, elbo, { latent: 8 }, 5))];
    const { comparison, seeds } = compared(runs);
    const page = comparisonPage(runs, comparison, { seeds });
    for (const words of ['Over seeds', 'paired by seed', 'Lines are means over seeds', 'latent 8 from', 'at 5'])
      expect(page).toContain(words);
  });
});
