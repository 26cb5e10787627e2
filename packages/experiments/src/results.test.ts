import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { experiments } from './list.js';
import { type ExperimentResult, figuresOf } from './result.js';
import { verdictWords } from './verdict.js';

// The committed results of the full runs, against the claims and thresholds of the sources.

const folder = join(import.meta.dirname, '../results');
const resultOf = (name: string): ExperimentResult =>
  JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')) as ExperimentResult;

it('has a result of every experiment, and of nothing else', () => {
  expect(readdirSync(folder).sort()).toEqual(experiments.map(({ name }) => `${name}.json`).sort());
});

describe.each(experiments.map((one) => [one.name, one] as const))('%s', (name, { load }) => {
  const result = resultOf(name);

  it('is of this claim, under this criterion', async () => {
    const experiment = await load();
    expect(experiment.name).toBe(name);
    expect([result.experiment, result.claim, result.criterion]).toEqual([name, experiment.claim.en, experiment.criterion.en]);
  });

  it('is of a full run over at least three seeds', () => {
    expect(result.quick).toBe(false);
    expect(new Set(result.seeds).size).toBeGreaterThanOrEqual(3);
    expect(result.command).toBe(`vaekit experiment ${name} --seed ${result.seeds.join(',')}`);
    // A figure has a value for each seed, or one where chance has no part in it.
    for (const [figure, { values }] of Object.entries(result.figures))
      expect([1, result.seeds.length], figure).toContain(values.length);
  });

  it('has the verdict that follows from its figures', async () => {
    const verdict = (await load()).decide(figuresOf(result));
    expect([verdictWords(verdict).en, verdict.because.en]).toEqual([result.verdict, result.because]);
  });

  it('is left open where there was one seed, unless nothing was left to chance', async () => {
    const { decide } = await load();
    const figures = figuresOf(result);
    const first = Object.fromEntries(
      Object.entries(figures).map(([figure, { unit, values }]) => [figure, { unit, values: values.slice(0, 1) }]),
    );
    const byChance = Object.values(figures).some(({ values }) => values.length > 1);
    const { verdict } = decide(first);
    if (byChance) expect(['does not hold', 'not decided']).toContain(verdict);
    else expect(verdict).toBe(decide(figures).verdict);
  });
});
