import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { otherExamples } from './data/otherExamples.js';
import { quickRun } from './quickRun.test-helper.js';
import { openRun } from './run/openRun.js';
import { recordingTerminal } from './terminal.test-helper.js';
import { vaekit } from './vaekit.test-helper.js';

// Sohn, Lee and Yan 2015: a digit of which a quadrant is given, and the model completes the others.

let base: string;
beforeAll(() => {
  base = mkdtempSync(join(tmpdir(), 'vaekit-quadrants-'));
});
afterAll(() => rmSync(base, { recursive: true, force: true }));

it('is trained in both engines, goes on, is scored, and its report shows completions', { timeout: 240_000 }, async () => {
  const line = ['train', '--model', 'cvae', '--data', 'digits', '--condition', 'lower-left', '--limit', '200'];
  const options = ['--hidden', '32', '--latent', '4', '--epochs', '2', '--no-preview', '--json'];
  const losses: number[] = [];
  for (const engine of ['compiled', 'eager']) {
    const { code, out, err } = await vaekit(...line, ...options, '--engine', engine, '--out', join(base, engine));
    expect(code, err).toBe(0);
    losses.push((JSON.parse(out.trimEnd().split('\n').at(-1)!) as { test: { loss: number } }).test.loss);
  }
  expect(Math.abs(losses[0]! - losses[1]!)).toBeLessThan(1e-3 * losses[1]!);
  const run = join(base, 'compiled');
  const { test } = JSON.parse(readFileSync(join(run, 'result.json'), 'utf8')) as { test: { loss: number } };
  const again = JSON.parse((await vaekit('evaluate', run, '--json')).out) as { loss: number };
  expect(again.loss).toBeCloseTo(test.loss, 3);
  const resumed = await vaekit('train', '--resume', run, '--epochs', '3', '--json', '--no-preview');
  expect(resumed.code, resumed.err).toBe(0);
  expect(existsSync(join(run, 'pictures', 'completions.png'))).toBe(true);
  const sampled = await vaekit('sample', run);
  expect(sampled.err).toContain('completes images of which it is given the lower-left');
});

it('is given bits of other images too, where it was trained on bits', async () => {
  const folder = join(base, 'bits');
  const options = ['--model', 'cvae', '--data', 'digits', '--condition', 'lower-left', '--binarize', 'static'];
  await quickRun(folder, [...options, '--limit', '200', '--hidden', '8', '--latent', '2', '--epochs', '1']);
  const terminal = recordingTerminal();
  const run = await openRun(folder, 'auto', terminal);
  const { condition, x } = await otherExamples(run, 'digits', terminal);
  run.model.dispose();
  expect([new Set(condition!.data).size, new Set(x.data).size]).toEqual([2, 2]);
});
