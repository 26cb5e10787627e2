import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { totalsLine } from './totals.mjs';
import { root } from './workspace.mjs';

let folder;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'vaekit-totals-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let runs = 0;

/** The totals of a real vitest run over these files. */
function totalsOf(files) {
  runs += 1;
  const home = join(folder, String(runs));
  mkdirSync(home);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(home, name), text);
  const out = join(home, 'totals.json');
  const reporter = pathToFileURL(join(root, 'scripts', 'lib', 'totalsReporter.mjs')).href;
  const { status } = spawnSync(
    process.execPath,
    [join(root, 'node_modules', 'vitest', 'vitest.mjs'), 'run', '--root', home, '--globals', `--reporter=${reporter}`],
    { cwd: home, env: { ...process.env, VAEKIT_TOTALS: out }, encoding: 'utf8' },
  );
  return { ...JSON.parse(readFileSync(out, 'utf8')), status };
}

test('counts tests by their state', () => {
  const files = {
    'a.test.js': `test('1', () => {}); test('2', () => {}); test('3', () => { throw new Error('no'); }); test.skip('4', () => {}); test.todo('5');`,
    'b.test.js': `describe('inner', () => { test('6', () => {}); test.fails('7', () => { throw new Error('as told'); }); });`,
  };
  expect(totalsOf(files)).toEqual({ passed: 4, failed: 1, skipped: 2, status: 1 });
});

test('a file that does not load, a suite whose hook throws and an error nobody caught each count as failed', () => {
  const fine = { 'fine.test.js': `test('1', () => {});` };
  expect(totalsOf({ ...fine, 'broken.test.js': `import './missing.js'; test('2', () => {});` })).toEqual({
    passed: 1,
    failed: 1,
    skipped: 0,
    status: 1,
  });
  expect(totalsOf({ ...fine, 'empty.test.js': '' })).toEqual({ passed: 1, failed: 1, skipped: 0, status: 1 });
  const hook = totalsOf({
    ...fine,
    'hook.test.js': `describe('s', () => { beforeAll(() => { throw new Error('no'); }); test('2', () => {}); });`,
  });
  expect(hook).toMatchObject({ passed: 1, status: 1 });
  expect(hook.failed).toBeGreaterThanOrEqual(1);
  const stray = totalsOf({ 'stray.test.js': `test('1', () => { Promise.reject(new Error('nobody caught it')); });` });
  expect(stray).toEqual({ passed: 1, failed: 1, skipped: 0, status: 1 });
});

test('the line names the skipped only where there are any', () => {
  expect(totalsLine({ passed: 12, failed: 0, skipped: 0 })).toBe('12 passed, 0 failed');
  expect(totalsLine({ passed: 12, failed: 1, skipped: 3 })).toBe('12 passed, 1 failed, 3 skipped');
});
