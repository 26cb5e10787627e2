import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { VaeConfig } from '@vaekit/core';
import { compareRuns } from '@vaekit/pictures';
import { writeSweepPlan } from '@vaekit/runs';
import { folderRunStore } from '@vaekit/runs/node';
import { finishRun, quickRun } from './quickRun.test-helper.js';
import { runOutline } from './run/runOutline.js';
import { recordingTerminal } from './terminal.test-helper.js';
import { vaekitOn } from './vaekit.test-helper.js';

const vaekit = (...args: string[]) => vaekitOn({ columns: 100 }, ...args);

let base: string;
const file = (name: string): string => join(base, name);
const test = { loss: 2.5, reconstruction: 1.5, kl: 1 };

beforeAll(async () => {
  base = mkdtempSync(join(tmpdir(), 'vaekit-cli-'));
  const common = ['--data', 'moons', '--limit', '200', '--hidden', '8', '--batch-size', '50'];
  await quickRun(file('narrow'), [...common, '--latent', '1', '--epochs', '2']);
  await quickRun(file('wide'), [...common, '--latent', '2', '--epochs', '3']);
  await quickRun(file('under way'), [...common, '--latent', '2', '--epochs', '3']);
  await quickRun(file('pictures'), ['--data', 'rectangles', ...common.slice(2), '--latent', '1', '--epochs', '1']);
  await finishRun(file('narrow'), { epochs: 2, bestEpoch: 1, stopped: 'completed', test });
  await finishRun(file('wide'), { epochs: 3, bestEpoch: 3, stopped: 'completed', test: { ...test, loss: 2.2, kl: 0.7 } });
});
afterAll(() => rmSync(base, { recursive: true, force: true }));

const lines = (text: string): string[][] =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => line.split(/\s{2,}/));

describe('compare', () => {
  it('shows the options that differ and how the runs ended', async () => {
    const { code, out, err } = await vaekit('compare', file('narrow'), file('wide'), file('under way'));
    expect([code, err]).toEqual([0, '']);
    const rows = lines(out);
    expect(rows[0]).toEqual(['', 'narrow', 'wide', 'under way']);
    expect(rows).toContainEqual(['latent', '1', '2', '2']);
    expect(rows).toContainEqual(['epochs', '2', '3', '3']);
    expect(rows).toContainEqual(['model of epoch', '1', '3', '3']);
    expect(rows).toContainEqual(['test loss', '2.50', '2.20', '-']);
    expect(rows).toContainEqual(['test -ELBO', '2.50', '2.20', '-']);
    expect(rows).toContainEqual(['test KL', '1.00', '0.70', '-']);
    expect(rows.map(([name]) => name)).not.toContain('seed');
    const metrics = readFileSync(file('narrow') + '/metrics.jsonl', 'utf8').split('\n');
    const { validation } = JSON.parse(metrics[0]!) as { validation: { loss: number } };
    expect(rows.find(([name]) => name === 'validation loss')![1]!.split(' ')[0]).toBe(validation.loss.toFixed(2));
  });

  it('marks nothing where losses do not compare', async () => {
    const { out } = await vaekit('compare', file('narrow'), file('pictures'));
    expect(out).toContain('the runs differ in the data, so that losses do not compare');
    expect(out).not.toContain(' *');
    expect(lines(out)).toContainEqual(['data', 'moons', 'rectangles']);
  });

  it('compares losses of one objective only: weights of terms and draws that are in them', async () => {
    const [a, b] = [await runOutline(file('narrow'), recordingTerminal()), await runOutline(file('wide'), recordingTerminal())];
    const best = (first: object, second: object, parts: Partial<VaeConfig> = {}): number | undefined => {
      const { model } = b.config;
      const other = { ...model, parts: { ...model.parts, ...parts } };
      const runs = [a, b].map((run, i) => ({
        ...run,
        config: {
          ...run.config,
          options: { ...run.config.options, ...[first, second][i] },
          model: [run.config.model, other][i]!,
        },
      }));
      return compareRuns(runs).results.find(({ name }) => name === 'test loss')!.best;
    };
    expect(best({}, {})).toBe(1);
    expect(best({ beta: 2 }, {})).toBeUndefined();
    expect(best({}, { beta: undefined, k: 5 })).toBeUndefined();
    expect(best({}, { separation: 1, margin: 4 })).toBeUndefined();
    expect(best({ separation: 1, margin: 3 }, { separation: 1, margin: 4 })).toBeUndefined();
    expect(best({ separation: 1, margin: 4 }, { separation: 1, margin: 4 })).toBe(1);
    // A separation of 0 is a model without it, and its margin is read by nobody.
    expect(best({}, { separation: 0, margin: 9 })).toBe(1);
    // How the weight of the KL came to its value makes no difference to the value.
    const warmed = { ...b.config.model.parts.objective, beta: { kind: 'linearWarmup', steps: 9, to: 1 } };
    expect(best({}, {}, { objective: warmed })).toBe(1);
    // A model may have another weight without being told.
    const heavier = { ...b.config.model.parts.objective, beta: { kind: 'constant', value: 4 } };
    expect(best({}, {}, { objective: heavier })).toBeUndefined();
    expect(best({}, {}, { objective: { kind: 'reconstruction' } })).toBeUndefined();
    expect(best({ 'total-correlation': 2 }, { 'total-correlation': 3 })).toBeUndefined();
    expect(best({}, {}, { posterior: { kind: 'vectorQuantized', commitment: 0.5 } })).toBeUndefined();
  });

  it('keeps to the width: many runs go on below', async () => {
    const names = Array.from({ length: 8 }, (_, i) => `run ${i} with a name that is too long for a column`);
    for (const name of names) {
      mkdirSync(file(name));
      for (const part of ['config.json', 'metrics.jsonl'])
        writeFileSync(join(file(name), part), readFileSync(join(file('wide'), part)));
    }
    const { code, out } = await vaekit('compare', ...names.map(file));
    expect(code).toBe(0);
    for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
    expect(out.match(/parameters/g)!.length).toBeGreaterThan(1);
    expect(out).toContain('the options of all runs are the same');
  });

  it('writes a page, never over a file unless told to', async () => {
    const line = ['compare', file('narrow'), file('wide'), '--out', file('page.html'), '--title', 'One & two'];
    expect((await vaekit(...line)).out).toContain(`wrote ${file('page.html')}`);
    const page = readFileSync(file('page.html'), 'utf8');
    for (const word of [
      'One &amp; two',
      'Best by test loss wide (2.20)',
      'Validation -ELBO',
      'Each line ends where its run does',
      '<svg',
    ])
      expect(page).toContain(word);
    const again = await vaekit(...line);
    expect([again.code, again.err]).toEqual([2, expect.stringContaining('exists already')]);
    expect((await vaekit(...line, '--force')).code).toBe(0);
  });

  it('tells all as JSON', async () => {
    const record = JSON.parse((await vaekit('compare', file('narrow'), file('wide'), '--json')).out) as {
      runs: { run: string; ended: boolean; differences: Record<string, unknown>; results: Record<string, unknown> }[];
    };
    expect(record.runs.map(({ run, ended }) => [run, ended])).toEqual([
      [file('narrow'), true],
      [file('wide'), true],
    ]);
    expect(record.runs[1]!.differences['latent']).toBe('2');
    expect(record.runs[1]!.results['test -ELBO']).toBeCloseTo(2.2, 6);
  });

  it('says how many trainings of a sweep are not there', async () => {
    const trials = ['narrow', 'gone'].map((name) => ({ name, options: {} }));
    await writeSweepPlan(folderRunStore(base), { common: [], trials });
    const part = await vaekit('compare', base);
    expect([part.code, part.out.replaceAll(/\s+/g, ' ')]).toEqual([
      0,
      expect.stringContaining(`1 of 2 trainings of ${base} left no run: not begun, refused or failed;`),
    ]);
    const resumed = await vaekit('sweep', '--resume', file('narrow'));
    expect([resumed.code, resumed.err]).toEqual([
      2,
      expect.stringContaining('it has no sweep.json; give a folder that vaekit sweep wrote'),
    ]);
  });

  it('refuses what is no run, or given twice', async () => {
    mkdirSync(file('empty'));
    const empty = await vaekit('compare', file('narrow'), file('empty'));
    expect([empty.code, empty.err]).toEqual([1, expect.stringContaining(`cannot read ${join(file('empty'), 'config.json')}`)]);
    const twice = await vaekit('compare', file('narrow'), `${file('narrow')}/`);
    expect([twice.code, twice.err]).toEqual([2, `vaekit compare: ${file('narrow')}/ is given twice; once is enough\n`]);
    expect((await vaekit('compare', file('nowhere'))).err).toContain('does not exist');
    expect((await vaekit('compare')).err).toContain('RUN is missing');
    const ending = await vaekit('compare', file('narrow'), '--out', file('page.pdf'));
    expect([ending.code, existsSync(file('page.pdf'))]).toEqual([2, false]);
  });
});
