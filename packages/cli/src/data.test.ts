import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomStream } from '@vaekit/core';
import { namedSets, sprites, writeNpy } from '@vaekit/datasets';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { dataNames, fetchedNames, ownNames } from './commands/dataOptions.js';
import { loadData } from './data/loadData.js';
import { ownSets } from './data/ownSets.js';
import { configOf, quickRun } from './quickRun.test-helper.js';
import { vaekit } from './vaekit.test-helper.js';

let base: string;
const file = (...names: string[]): string => join(base, ...names);

/** A table of people, of whom every thirtieth has a weight that does not go with the height. */
function people(rows: number, seed: number): string {
  const normal = randomStream(seed).fillNormal(new Float32Array(2 * rows));
  const lines = Array.from({ length: rows }, (_, i) => {
    const odd = i % 30 === 7;
    const height = 170 + 10 * normal[2 * i]!;
    const weight = odd ? 70 + (i % 60 === 7 ? 60 : -45) : 0.9 * (height - 100) + 3 * normal[2 * i + 1]!;
    const known = i % 25 === 3 ? '' : weight.toFixed(1);
    return `person ${i},${height.toFixed(1)},${known},${['Rome', 'Oslo', 'Lima'][i % 3]!},Earth,${odd ? 'odd' : 'plain'}`;
  });
  return `name,height,weight,town,planet,kind\n${lines.join('\n')}\n`;
}

beforeAll(() => {
  base = mkdtempSync(join(tmpdir(), 'vaekit-cli-'));
  writeFileSync(file('people.csv'), people(300, 1));
  writeFileSync(file('others.csv'), people(90, 2));
  // No test may fetch anything.
  vi.stubEnv('VAEKIT_OFFLINE', '1');
  vi.stubEnv('VAEKIT_CACHE', file('cache'));
  vi.stubEnv('VAEKIT_DATA_MIRRORS', undefined);
});
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(base, { recursive: true, force: true });
});

describe('data list, info and fetch', () => {
  it('know every named set', async () => {
    expect([...fetchedNames].sort()).toEqual(namedSets.map(({ name }) => name).sort());
    const { code, out } = await vaekit('data', 'list');
    expect(code).toBe(0);
    expect(
      out
        .split('\n')
        .slice(1, -2)
        .map((line) => line.split(' ')[0]),
    ).toEqual(dataNames);
    for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
    const list = JSON.parse((await vaekit('data', 'list', '--json')).out) as { name: string; place: string }[];
    expect(list.find(({ name }) => name === 'kmnist')).toMatchObject({ place: 'missing', shape: [28, 28, 1], train: 60_000 });
    expect(list.find(({ name }) => name === 'sprites')).toMatchObject({ place: 'program', shape: [64, 64, 1] });
  });

  it.each(ownNames.filter((name) => !name.startsWith('sprites') || name === 'sprites-small'))(
    'list %s as it is',
    async (name) => {
      const { train, test, license } = await loadData(name);
      const counts = [train, test!].map(({ x }) => x.shape[0]);
      expect(ownSets[name]).toMatchObject({ shape: train.x.shape.slice(1), train: counts[0], test: counts[1], license });
    },
  );

  it('list sprites as they are', () => {
    const { train } = sprites({ size: 10 });
    expect(ownSets.sprites.shape).toEqual(train.x.shape.slice(1));
  });

  it('describe a table by its columns, and a set that is not here by what is known', async () => {
    const { out } = await vaekit('data', 'info', file('people.csv'));
    for (const words of [
      'CSV, 300 examples',
      'name: id; left out: every value differs',
      'planet: constant, Earth',
      'town: category of 3: Lima, Oslo, Rome',
    ])
      expect(out).toContain(words);
    for (const line of out.split('\n').filter((line) => !line.includes('sha256'))) expect(line.length).toBeLessThanOrEqual(100);
    const missing = await vaekit('data', 'info', 'kmnist');
    expect([missing.code, missing.out]).toEqual([0, expect.stringContaining('no; `vaekit data fetch kmnist` fetches it')]);
    const nowhere = await vaekit('data', 'info', './nowhere.csv');
    expect([nowhere.code, nowhere.err.trimEnd().split('\n')]).toEqual([1, [expect.stringContaining('nowhere.csv')]]);
  });

  it('refuse in a sentence: offline, an empty mirror, a mirror that lies', async () => {
    const offline = await vaekit('data', 'fetch', 'kmnist');
    expect([offline.code, offline.err]).toEqual([1, expect.stringContaining('VAEKIT_OFFLINE forbids to fetch it')]);
    mkdirSync(file('mirror', 'kmnist'), { recursive: true });
    const empty = await vaekit('data', 'fetch', 'kmnist', '--mirror', file('mirror'));
    expect(empty.code).toBe(1);
    expect(empty.err.trimEnd().split('\n').at(-1)).toMatch(/^vaekit data fetch: download/);
    for (const { name } of namedSets.find((set) => set.name === 'kmnist')!.files)
      writeFileSync(file('mirror', 'kmnist', name), 'lies');
    const lie = await vaekit('data', 'fetch', 'kmnist', '--mirror', file('mirror'));
    expect(lie.code).toBe(1);
    expect(lie.err).toMatch(/SHA-256|checksum|bytes/);
    expect((await vaekit('train', '--data', 'kmnist', '--out', file('never'))).code).toBe(1);
  });
});

describe('--data PATH', () => {
  it('a table trains, keeps its encoding, and scores other rows with it', async () => {
    await quickRun(file('run'), [
      ...['--data', file('people.csv'), '--label', 'kind', '--hidden', '16', '--latent', '1', '--batch-size', '30'],
      ...['--epochs', '25', '--lr', '0.02', '--test-fraction', '0.2'],
    ]);
    const { data, options } = await configOf(file('run'));
    expect(options).toMatchObject({ data: file('people.csv'), label: 'kind', likelihood: 'mixed-columns', 'test-fraction': 0.2 });
    expect(data).toMatchObject({ name: 'people.csv', shape: [5], classes: ['odd', 'plain'], examples: { test: 60, train: 216 } });
    expect(data.encoding!.columns.map(({ name }) => name)).toEqual(['name', 'height', 'weight', 'town', 'planet', 'kind']);

    const own = await vaekit('score', file('run'), '--out', file('own.csv'));
    expect([own.code, own.err, readFileSync(file('own.csv'), 'utf8').trimEnd().split('\n').length]).toEqual([0, '', 61]);
    const line = ['score', file('run'), '--data', file('others.csv'), '--samples', '20', '--anomalies', 'odd', '--top', '3'];
    const { code, out } = await vaekit(...line, '--out', file('others-scores.csv'), '--json');
    const record = JSON.parse(out) as { examples: number; rocAuc: number; top: { index: number }[] };
    expect([code, record.examples]).toEqual([0, 90]);
    expect(record.rocAuc).toBeGreaterThan(0.9);
    expect([7, 37, 67]).toContain(record.top[0]!.index);
    expect((await vaekit('evaluate', file('run'))).code).toBe(0);
  });

  it('is known by the bytes of its files, as sha256sum prints them', async () => {
    const sum = (content: Buffer | string): string => createHash('sha256').update(content).digest('hex');
    const table = readFileSync(file('people.csv'));
    for (const options of [{}, { label: 'kind', exclude: ['town'], testFraction: 0.2, validationFraction: 0.1, seed: 3 }])
      expect((await loadData(file('people.csv'), options)).sha256).toBe(sum(table));
    // `cd arrays && sha256sum x.npy y.npy | sha256sum`
    mkdirSync(file('arrays'));
    const arrays = {
      'y.npy': writeNpy({ data: Int32Array.of(1, 0), shape: [2] }),
      'x.npy': writeNpy({ data: Float32Array.of(1, 2), shape: [2, 1] }),
    };
    for (const [name, bytes] of Object.entries(arrays)) writeFileSync(file('arrays', name), bytes);
    const list = ['x.npy', 'y.npy'].map((name) => `${sum(readFileSync(file('arrays', name)))}  ${name}\n`).join('');
    for (const path of [file('arrays'), file('arrays', 'x.npy')]) expect((await loadData(path)).sha256).toBe(sum(list));
    writeFileSync(file('arrays', 'unread.txt'), 'a note');
    expect((await loadData(file('arrays'))).sha256).toBe(sum(list));
    writeFileSync(file('arrays', 'y.npy'), writeNpy({ data: Int32Array.of(0, 0), shape: [2] }));
    expect((await loadData(file('arrays'))).sha256).not.toBe(sum(list));
  });

  it('rows that do not fit are refused', async () => {
    writeFileSync(file('strange.csv'), 'name,age\na,17\n');
    const strange = await vaekit('score', file('run'), '--data', file('strange.csv'));
    expect([strange.code, strange.err]).toEqual([1, expect.stringContaining("there is no column 'height'")]);
    writeFileSync(file('x.npy'), writeNpy({ data: Float32Array.from({ length: 9 }, (_, i) => i), shape: [3, 3] }));
    const other = await vaekit('score', file('run'), '--data', file('x.npy'));
    expect([other.code, other.err]).toEqual([2, expect.stringContaining('is not a table, but people.csv is one')]);
    const gone = await vaekit('train', '--data', './gone.csv', '--out', file('never'));
    expect([gone.code, gone.err.trimEnd().split('\n').length]).toEqual([1, 1]);
    const column = await vaekit('train', '--data', file('people.csv'), '--label', 'knd', '--out', file('never'));
    expect([column.code, column.err]).toEqual([1, expect.stringContaining("'knd'")]);
    writeFileSync(file('people.csv'), people(300, 3));
    const changed = await vaekit('evaluate', file('run'));
    expect([changed.code, changed.err]).toEqual([1, expect.stringContaining('the data differ from those of the run')]);
  });

  it('a dialect that cannot be told is asked for, and kept with the run', async () => {
    const rows = Array.from({ length: 60 }, (_, i) => `${1 + (i % 7)},${234 + ((i * 37) % 500)}\t${(i * 13) % 11}`);
    writeFileSync(file('comma.tsv'), ['a\tb', ...rows].join('\n'));
    const unclear = await vaekit('data', 'info', file('comma.tsv'));
    expect([unclear.code, unclear.err]).toEqual([2, expect.stringContaining('--decimal=comma')]);
    const { out } = await vaekit('data', 'info', file('comma.tsv'), '--decimal', 'comma', '--delimiter', 'tab', '--header=true');
    expect(out).toMatch(/a: number, mean [34]\./);
    const line = [
      'train',
      '--data',
      file('comma.tsv'),
      '--decimal',
      'comma',
      '--missing',
      'NA,7',
      '--hidden',
      '4',
      '--latent',
      '1',
    ];
    expect((await vaekit(...line, '--batch-size', '10', '--epochs', '1', '--out', file('commas'))).code).toBe(0);
    expect(JSON.parse(readFileSync(file('commas', 'config.json'), 'utf8'))).toMatchObject({
      options: { decimal: 'comma', missing: ['NA', '7'] },
    });
    expect((await vaekit('train', '--resume', file('commas'), '--epochs', '2')).code).toBe(0);
    expect((await vaekit('score', file('commas'), '--data', file('comma.tsv'))).code).toBe(0);
    const named = await vaekit('train', '--data', 'moons', '--decimal', 'comma', '--out', file('never'));
    expect([named.code, named.err]).toEqual([2, expect.stringContaining('--decimal does not apply to moons')]);
  });

  it('JSON lines', async () => {
    writeFileSync(
      file('rows.jsonl'),
      Array.from({ length: 9 }, (_, i) => JSON.stringify({ a: i / 2, b: 'xy'[i % 2] })).join('\n'),
    );
    expect((await vaekit('data', 'info', file('rows.jsonl'))).out).toMatch(/JSON lines, 9 examples[^]*b: category of 2: x, y/);
  });

  it('an array is standardized on its training part when asked to', async () => {
    const numbers = randomStream(4)
      .fillNormal(new Float32Array(600))
      .map((value, i) => (i % 2 === 0 ? 50 + 9 * value : value / 100));
    writeFileSync(file('numbers.npy'), writeNpy({ data: numbers, shape: [300, 2] }));
    const options = ['--data', file('numbers.npy'), '--hidden', '8', '--latent', '1', '--batch-size', '30', '--epochs', '1'];
    await quickRun(file('scaled'), [...options, '--standardize']);
    const { data, model } = await configOf(file('scaled'));
    expect(data.scaling).toBeUndefined();
    const { parts } = model as unknown as {
      parts: Record<'input' | 'likelihood', { kind: string; mean: number[]; deviation: number[] }>;
    };
    expect([parts.input.kind, parts.likelihood.kind]).toEqual(['standardized', 'scaled']);
    expect(parts.input.mean[0]).toBeCloseTo(50, -0.5);
    expect(parts.likelihood.deviation[1]).toBeCloseTo(0.01, 2);
    const scores = (await vaekit('score', file('scaled'), '--data', file('numbers.npy'))).out.trimEnd().split('\n');
    expect(scores).toHaveLength(301);
    await quickRun(file('plain'), options);
    const { parts: same } = (await configOf(file('plain'))).model as unknown as { parts: object };
    expect(same).toEqual(parts);
    await quickRun(file('as-it-is'), [...options, '--standardize=false']);
    expect((await configOf(file('as-it-is'))).model).toMatchObject({ parts: { likelihood: { kind: 'gaussian' } } });
    const images = await vaekit('train', '--data', 'digits', '--standardize', '--out', file('never'));
    expect([images.code, images.err]).toEqual([
      2,
      expect.stringContaining('--standardize is for numbers, but digits has images'),
    ]);
    const label = await vaekit('train', '--data', file('numbers.npy'), '--label', 'a', '--out', file('never'));
    expect([label.code, label.err]).toEqual([2, expect.stringContaining('--label a is for tables')]);
  });
});
