import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { vaekit } from './vaekit.test-helper.js';

let base: string;
beforeAll(() => {
  base = mkdtempSync(join(tmpdir(), 'vaekit-cli-'));
});
afterAll(() => rmSync(base, { recursive: true, force: true }));

it('writes a page in both languages and the result, and says what was found', async () => {
  const { code, out, err } = await vaekit('experiment', 'lee-form', '--quick', '--out', join(base, 'one'));
  expect([code, out]).toEqual([0, `${join(base, 'one/lee-form/index.html')}\n`]);
  expect(err).toContain('holds when s is the logarithm of the variance');
  expect(readdirSync(join(base, 'one')).sort()).toEqual(['lee-form']);
  expect(readdirSync(join(base, 'one/lee-form')).sort()).toEqual(['index.html', 'index.zh.html', 'result.json']);
  const result = JSON.parse(readFileSync(join(base, 'one/lee-form/result.json'), 'utf8')) as Record<string, unknown>;
  expect(result).toMatchObject({
    experiment: 'lee-form',
    verdict: 'holds when s is the logarithm of the variance',
    seeds: [0, 1, 2],
    quick: true,
    command: 'vaekit experiment lee-form --quick --seed 0,1,2',
  });
  expect(Object.keys(result)).toEqual(expect.arrayContaining(['claim', 'criterion', 'because', 'figures', 'data']));
});

it('answers as JSON', async () => {
  const { code, out } = await vaekit('experiment', 'lee-form', '--quick', '--seed', '3-4', '--out', join(base, 'two'), '--json');
  const { page, results, failed } = JSON.parse(out) as { page: string; results: { seeds: number[] }[]; failed: string[] };
  expect([code, page, failed]).toEqual([0, join(base, 'two/lee-form/index.html'), []]);
  expect(results.map(({ seeds }) => seeds)).toEqual([[3, 4]]);
});

it.each([
  [['experiment', 'lee-from'], 'unknown experiment lee-from (did you mean lee-form?); expected one of all, '],
  [['experiment', 'lee-form', '--seed', '1,1'], '--seed 1,1 names a seed twice'],
  [['experiment'], 'experiment'],
])('refuses %j', async (line, message) => {
  const { code, out, err } = await vaekit(...line);
  expect([code, out]).toEqual([2, '']);
  expect(err).toContain(message);
});

it('names data that are no gray images', async () => {
  const { code, err } = await vaekit('experiment', 'lee-form', '--data', 'moons', '--out', join(base, 'three'));
  expect(code).toBe(1);
  expect(err).toContain(
    'experiments need gray images, [n,height,width,1]; those of moons have shape [8000,2]; choose another data set',
  );
});
