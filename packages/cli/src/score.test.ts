import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { quickRun } from './quickRun.test-helper.js';
import { vaekit } from './vaekit.test-helper.js';

let base: string;
const file = (name: string): string => join(base, name);

beforeAll(async () => {
  base = mkdtempSync(join(tmpdir(), 'vaekit-cli-'));
  const common = ['--limit', '200', '--hidden', '16', '--latent', '3', '--batch-size', '50', '--epochs', '2'];
  await quickRun(file('means'), [
    ...['--data', 'digits', '--model', 'class-mean-cvae', '--separation', '1', '--beta', '3', '--dropout', '0.2', ...common],
  ]);
  await quickRun(file('points'), ['--data', 'moons', '--latent', '1', ...common.filter((_, i) => i !== 4 && i !== 5)]);
});
afterAll(() => rmSync(base, { recursive: true, force: true }));

function table(text: string): Record<string, number>[] {
  const [head, ...rows] = text.trimEnd().split('\n');
  const names = head!.split(',');
  return rows.map((row) => Object.fromEntries(row.split(',').map((cell, i) => [names[i]!, Number(cell)])));
}

const meanOf = (rows: readonly Record<string, number>[], name: string): number =>
  rows.reduce((sum, row) => sum + row[name]!, 0) / rows.length;

describe('score', () => {
  it('means are what evaluate says, without the weight of the KL and the penalties', async () => {
    const rows = table((await vaekit('score', file('means'), '--count', '300', '--seed', '4')).out);
    expect(Object.keys(rows[0]!)).toEqual(['index', 'label', 'reconstruction', 'kl', 'score']);
    expect(rows.map(({ index }) => index)).toEqual(Array.from({ length: 300 }, (_, i) => i));
    const told = JSON.parse((await vaekit('evaluate', file('means'), '--count', '300', '--seed', '4', '--json')).out) as {
      loss: number;
      reconstruction: number;
      kl: number;
    };
    expect(meanOf(rows, 'reconstruction')).toBeCloseTo(told.reconstruction, 3);
    expect(meanOf(rows, 'kl')).toBeCloseTo(told.kl, 3);
    for (const { reconstruction, kl, score } of rows) expect(score).toBeCloseTo(reconstruction! + kl!, 3);
    expect(told.loss).toBeGreaterThan(meanOf(rows, 'score'));
  });

  it('with importance samples means are the estimate of evaluate', async () => {
    const rows = table((await vaekit('score', file('means'), '--count', '100', '--samples', '20')).out);
    const told = JSON.parse((await vaekit('evaluate', file('means'), '--count', '100', '--nll', '20', '--json')).out) as {
      pseudoNll: { mean: number; monteCarloError: number };
    };
    // Other draws of as many codes.
    const { mean, monteCarloError } = told.pseudoNll;
    expect(Math.abs(meanOf(rows, 'score') - mean)).toBeLessThan(6 * monteCarloError);
    for (const { reconstruction, kl, score } of rows) expect(score).toBeLessThanOrEqual(reconstruction! + kl! + 1e-3);
  });

  it('every row has the divergence of its own code', async () => {
    const rows = table((await vaekit('score', file('points'))).out);
    const codes = table((await vaekit('encode', file('points'), '--variance')).out);
    expect(rows).toHaveLength(codes.length);
    rows.forEach(({ kl, label }, row) => {
      const { z0, logVar0, label: wanted } = codes[row]!;
      expect(label).toBe(wanted);
      expect(kl).toBeCloseTo(0.5 * (Math.exp(logVar0!) + z0! ** 2 - 1 - logVar0!), 4);
    });
  });

  it('writes CSV or NPY with the same numbers, and a summary', async () => {
    const line = ['score', file('means'), '--count', '40', '--anomalies', '0,7-9', '--top', '3'];
    const { code, out, err } = await vaekit(...line, '--out', file('scores.csv'));
    expect([code, err]).toEqual([0, '']);
    const rows = table(readFileSync(file('scores.csv'), 'utf8'));
    const lines = out.trimEnd().split('\n');
    expect(lines[0]).toBe(`wrote ${file('scores.csv')}`);
    expect(lines[1]).toMatch(/^40 test examples, nats: -ELBO \d+\.\d\d on average, median \d+\.\d\d, 99 % below \d+\.\d\d$/);
    expect(lines[2]).toMatch(/^ROC AUC of 0,7,8,9: [01]\.\d{3}, average precision [01]\.\d{3}$/);
    expect(lines[3]).toMatch(
      /^alarm above [\d.]+ \(false for \d\.\d % of \d+ normal validation examples(?:, too few to set 5\.0 %: the highest score is taken)?\): precision (?:none|[\d.]+ %), recall [\d.]+ %, false for [\d.]+ % of these$/,
    );
    const best = rows.reduce((a, b) => (b['score']! > a['score']! ? b : a));
    expect(lines[5]!.trim().split(/\s+/)).toEqual([String(best['index']), best['score']!.toFixed(2), String(best['label'])]);
    expect(lines).toHaveLength(8);

    const { out: json } = await vaekit(...line, '--out', file('scores.npy'), '--json');
    const record = JSON.parse(json) as { rocAuc: number; top: { index: number }[]; mean: { score: number }; file: string };
    expect(record.file).toBe(file('scores.npy'));
    expect(record.top.map(({ index }) => index)).toContain(best['index']);
    expect(record.mean.score).toBeCloseTo(meanOf(rows, 'score'), 4);
    const bytes = readFileSync(file('scores.npy'));
    const start = 10 + bytes.readUInt16LE(8);
    expect(bytes.length).toBe(start + 40 * 20);
    rows.forEach(({ index, label, reconstruction, kl, score }, row) => {
      const at = start + 20 * row;
      expect([bytes.readInt32LE(at), bytes.readInt32LE(at + 4)]).toEqual([index, label]);
      for (const [i, value] of [reconstruction, kl, score].entries())
        expect(bytes.readFloatLE(at + 8 + 4 * i)).toBe(Math.fround(value!));
    });
  });

  it.each([
    [['--out', 'x.txt'], '--out x.txt ends in .txt; expected one of .csv, .npy'],
    [['--count', '5000'], '--count is 5000 but the test split has only 2000 examples'],
    [['--anomalies', '12'], '--anomalies is 12; expected classes from 0 to 9'],
    [['--split', 'tests'], '--split is tests; expected one of test, validation, train (did you mean test?)'],
  ])('%j is refused', async (options, message) => {
    const { code, out, err } = await vaekit('score', file('means'), ...options);
    expect([code, out, err]).toEqual([2, '', expect.stringContaining(message)]);
    expect(existsSync('x.txt')).toBe(false);
  });
});
