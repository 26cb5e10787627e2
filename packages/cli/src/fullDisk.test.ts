import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { temporaryFolders } from './temporaryFolder.test-helper.js';
import { vaekit } from './vaekit.test-helper.js';

const temporary = temporaryFolders();
const { open, writeFile } = fs.promises;
const points = ['--data', 'moons', '--limit', '100', '--hidden', '8', '--latent', '2', '--batch-size', '25'];

const noRoom = (): Error => Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });

/** From now on a file takes half of what is written to it and then says that the disk is full, once its path matches for the `nth` time. */
function fillDisk(matches: RegExp, nth = 1): void {
  let seen = 0;
  fs.promises.open = (async (path: string, ...rest: [string]) => {
    const file = await open(path, ...rest);
    if (!matches.test(path) || ++seen < nth) return file;
    const whole = file.writeFile;
    file.writeFile = async (content) => {
      await whole.call(file, (content as string).slice(0, (content as string).length / 2));
      throw noRoom();
    };
    return file;
  }) as typeof open;
  fs.promises.writeFile = (async (path: string, content: string, ...rest: []) => {
    if (!matches.test(path)) return writeFile(path, content, ...rest);
    await writeFile(path, content.slice(0, content.length / 2), ...rest);
    throw noRoom();
  }) as typeof writeFile;
  syncBuiltinESMExports();
}
function emptyDisk(): void {
  Object.assign(fs.promises, { open, writeFile });
  syncBuiltinESMExports();
}
afterEach(emptyDisk);

const metricsOf = (run: string): string =>
  fs.readFileSync(join(run, 'metrics.jsonl'), 'utf8').replaceAll(/"seconds":[\d.]+/g, '');

test.each([
  ['the optimizer of the second checkpoint', /optimizer[.]safetensors/, 2, 1],
  ['the pointer to the second checkpoint', /current[.]json/, 2, 1],
  ['the line of the third epoch', /metrics[.]jsonl/, 3, 2],
  ['the report', /report[.]html/, 1, 3],
  ['the result', /result[.]json/, 1, 3],
] as const)(
  'with %s the disk is full: one line and 1, nothing half-written, and the run goes on to the same end',
  async (_, file, nth, epochs) => {
    const [run, whole] = [join(temporary(), 'run'), join(temporary(), 'run')];
    expect((await vaekit('train', ...points, '--epochs', '3', '--out', whole)).code).toBe(0);
    fillDisk(file, nth);
    const { code, err } = await vaekit('train', ...points, '--epochs', '3', '--out', run);
    emptyDisk();
    expect(err).toMatch(
      /^vaekit train: \S+ cannot be written: the disk is full \(ENOSPC: [^)]*\); what was saved before is whole: make room, then go on with vaekit train --resume \S+run\n$/,
    );
    expect(err).toMatch(file);
    expect(code).toBe(1);
    const left = fs.readdirSync(run, { recursive: true }) as string[];
    expect(left.filter((name) => name.endsWith('.tmp') || /lock/.test(name))).toEqual([]);
    expect(metricsOf(run)).toMatch(/\n$/);
    // What is there is a run after so many epochs, without a word.
    expect(await vaekit('sample', run, '--count', '3', '--out', join(temporary(), 'rows.csv'))).toMatchObject({
      code: 0,
      err: '',
    });
    const resumed = await vaekit('train', '--resume', run, '--json');
    expect(resumed).toMatchObject({ code: 0, err: '' });
    expect(JSON.parse(resumed.out.split('\n')[0]!)).toMatchObject({ resumedAfter: epochs });
    expect(metricsOf(run)).toBe(metricsOf(whole));
  },
);

test.each([
  ['its configuration', /config[.]json/],
  ['its lock', /lock-1[.]json/],
  ['its first checkpoint', /model[.]safetensors/],
])('a run that cannot write %s leaves nothing', async (_, file) => {
  const run = join(temporary(), 'run');
  fillDisk(file);
  const { code, err } = await vaekit('train', ...points, '--epochs', '1', '--out', run);
  expect([code, err.split('\n').length]).toEqual([1, 2]);
  expect(err).toContain('cannot be written: the disk is full');
  expect(fs.existsSync(run)).toBe(false);
});
