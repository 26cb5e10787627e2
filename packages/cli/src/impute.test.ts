import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomStream } from '@vaekit/core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { main } from './main.js';
import { quickRun } from './quickRun.test-helper.js';
import { recordingTerminal } from './terminal.test-helper.js';

async function vaekit(args: readonly string[], input?: string) {
  const terminal = recordingTerminal(input === undefined ? {} : { input });
  const code = await main(args, terminal);
  return { code, out: terminal.text(), err: terminal.errors() };
}

let base: string;
const file = (name: string): string => join(base, name);
const gaps = 'name,weight,size,kind\nq1,5.3,,cat\nq2,,48,\nq3,24.5,50,dog\n';

/** Cats weigh 5 and are 10 long, dogs weigh 25 and are 50 long. */
function table(rows: number): string {
  const normal = randomStream(1).fillNormal(new Float32Array(rows));
  const lines = Array.from({ length: rows }, (_, i) => {
    const weight = (i % 2 === 0 ? 5 : 25) + normal[i]!;
    return `p${i},${weight.toFixed(1)},${Math.round(2 * weight)},${i % 2 === 0 ? 'cat' : 'dog'}`;
  });
  return `name,weight,size,kind\n${lines.join('\n')}\n`;
}

beforeAll(async () => {
  base = mkdtempSync(join(tmpdir(), 'vaekit-cli-'));
  writeFileSync(file('pets.csv'), table(120));
  const small = [
    '--data',
    file('pets.csv'),
    '--latent',
    '2',
    '--hidden',
    '16',
    '--batch-size',
    '20',
    '--lr',
    '0.02',
    '--engine',
    'eager',
  ];
  await quickRun(file('plain'), [...small, '--epochs', '12']);
  await quickRun(file('points'), [...small, '--epochs', '1', '--model', 'autoencoder']);
});
afterAll(() => rmSync(base, { recursive: true, force: true }));

it('gaps are filled with what goes with the rest of the row; what was observed stays as it was spelled', async () => {
  const { code, out, err } = await vaekit(['impute', file('plain'), '--data', '-'], gaps);
  expect([code, err]).toEqual([0, '']);
  const [head, ...rows] = out.trim().split('\n');
  expect(head).toBe('name,weight,size,kind');
  expect(
    rows.map((row) => row.replaceAll(/\d+(\.\d+)?(?=,)/g, (number, _, __, all: string) => (all.startsWith('q3') ? number : '#'))),
  ).toEqual(['q#,#,#,cat', 'q#,#,#,dog', 'q3,24.5,50,dog']);
  const [cat, dog] = rows.map((row) => row.split(','));
  expect([cat![1], dog![2]]).toEqual(['5.3', '48']);
  expect(Number(cat![2])).toBeLessThan(25);
  expect(Number.isInteger(Number(cat![2]))).toBe(true);
  expect(Number(dog![1])).toBeGreaterThan(15);
});

it('several completed sets come one after another, with their number', async () => {
  const line = ['impute', file('plain'), '--data', '-', '--multiple', '3', '--draws', '200', '--out', file('sets.csv'), '--json'];
  const { code, out, err } = await vaekit(line, gaps);
  expect([code, err]).toEqual([0, '']);
  expect(JSON.parse(out)).toMatchObject({ file: file('sets.csv'), examples: 3, missing: 3, draws: 200, multiple: 3 });
  const rows = readFileSync(file('sets.csv'), 'utf8')
    .trim()
    .split('\n')
    .map((row) => row.split(','));
  expect(rows[0]).toEqual(['imputation', 'name', 'weight', 'size', 'kind']);
  expect(rows.slice(1).map(([set, name]) => `${set} ${name}`)).toEqual(
    [1, 2, 3].flatMap((set) => ['q1', 'q2', 'q3'].map((name) => `${set} ${name}`)),
  );
  // In every set each field is there, and the sets differ in gaps alone.
  const given = gaps
    .trim()
    .split('\n')
    .slice(1)
    .map((row) => row.split(','));
  rows.slice(1).forEach(([, ...fields], at) => {
    expect(fields).not.toContain('');
    expect(fields).toEqual(given[at % 3]!.map((field, i) => (field === '' ? fields[i] : field)));
  });
  expect(new Set(rows.filter(([, name]) => name === 'q3').map((row) => row.slice(2).join())).size).toBe(1);
  expect(new Set(rows.filter(([, name]) => name === 'q2').map((row) => row[2])).size).toBeGreaterThan(1);
});

it('says where nothing is missing, where draws are few, and why an autoencoder cannot', async () => {
  const whole = await vaekit(['impute', file('plain'), '--count', '2', '--draws', '20']);
  expect([whole.code, whole.err]).toEqual([0, 'note: nothing is missing in the test split; its rows come back as they are\n']);
  const few = await vaekit(['impute', file('plain'), '--data', '-', '--draws', '5'], gaps);
  expect([few.code, few.err]).toEqual([
    0,
    'note: of 2 of 2 rows with gaps the 5 draws are worth fewer than 10; give more --draws\n',
  ]);
  // The least is of the rows with gaps, so that a row without any changes nothing.
  const json = async (text: string): Promise<{ leastEffectiveDraws: number }> =>
    JSON.parse(
      (
        await vaekit(
          ['impute', file('plain'), '--data', '-', '--draws', '50', '--out', file('least.csv'), '--force', '--json'],
          text,
        )
      ).out,
    );
  const { leastEffectiveDraws } = await json(gaps);
  expect((await json(`${gaps}q4,900,-700,dog\n`)).leastEffectiveDraws).toBe(leastEffectiveDraws);
  const refused = await vaekit(['impute', file('points'), '--data', '-'], gaps);
  expect([refused.code, refused.out]).toEqual([1, '']);
  expect(refused.err).toContain(
    'is autoencoder, whose codes have no density to weigh draws by, so it cannot impute; take vaekit reconstruct',
  );
});

it('--degrees belongs to likelihoods that have some', async () => {
  const line = ['train', '--data', 'moons', '--likelihood', 'laplace', '--degrees', '3', '--out', file('never')];
  expect(await vaekit(line)).toEqual({
    code: 2,
    out: '',
    err: expect.stringContaining(
      '--degrees 3 belongs to --likelihood student-t, but the likelihood is laplace; give that, or leave it out',
    ),
  });
});
