import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolders } from '../temporaryFolder.test-helper.js';
import { writeRun } from '../writeRun.js';
import { createRunFolder, isUnfinishedStart, replaceRunFolder, settleRunFolder, tidyRunFolder } from './runFolder.js';

const temporary = temporaryFolders();

/** A folder with an old run in it. */
function oldRun(): { base: string; path: string } {
  const base = temporary();
  const path = join(base, 'run');
  mkdirSync(path);
  writeFileSync(join(path, 'config.json'), 'old');
  return { base, path };
}

const content = (path: string): string => readFileSync(join(path, 'config.json'), 'utf8');

test('a new folder stays when it is kept and goes when it is not; one that is there is not made again', async () => {
  const path = join(temporary(), 'a', 'run');
  const gone = await createRunFolder(path);
  await gone!.discard();
  expect(existsSync(path)).toBe(false);
  const kept = await createRunFolder(path);
  await kept!.keep();
  await kept!.discard();
  expect(existsSync(path)).toBe(true);
  expect(await createRunFolder(path)).toBeUndefined();
});

test('the run that is replaced stays in its place until the new one is kept', async () => {
  const { base, path } = oldRun();
  const discarded = await replaceRunFolder(path);
  await discarded.store.write('config.json', 'new');
  expect(content(path)).toBe('old');
  await discarded.discard();
  expect([readdirSync(base), readdirSync(path)]).toEqual([['run'], ['config.json']]);

  const folder = await replaceRunFolder(path);
  const writer = await writeRun(folder.store);
  await folder.store.write('config.json', 'new');
  expect(folder.store.name).toBe(join(base, '.run.new'));
  await folder.keep();
  await folder.keep();
  await folder.discard();
  expect([folder.store.name, content(path)]).toEqual([path, 'new']);
  // It is still being written, in its new place.
  await folder.store.write('more', '');
  await expect(writeRun(folder.store)).rejects.toThrow(`${path} is being written by process ${process.pid}`);
  await writer.close();
  expect([readdirSync(base), readdirSync(path)]).toEqual([['run'], ['config.json', 'more']]);
});

test.each([
  ['nothing', [], true],
  ['a lock and a configuration that was being written', ['lock-1.json', 'config.json.123-1.tmp'], true],
  ['a configuration', ['config.json', 'lock-1.json'], false],
  ['a stranger’s file', ['lock-1.json', 'notes.tmp'], false],
  ['a checkpoint', ['checkpoints'], false],
])('a folder with %s is an unfinished start or is not', async (_, names, expected) => {
  const path = temporary();
  for (const name of names) writeFileSync(join(path, name), '');
  expect(await isUnfinishedStart(path)).toBe(expected);
  expect(await isUnfinishedStart(join(path, 'not', 'there'))).toBe(false);
});

test('a run that is being written, or replaced by another process, is not replaced', async () => {
  const { path } = oldRun();
  const first = await replaceRunFolder(path);
  await expect(replaceRunFolder(path)).rejects.toThrow(`${path} is being written by process`);
  await first.discard();
});

test('a run that was moved out of the way by a process that died is put back, once, with a word', async () => {
  const { base, path } = oldRun();
  mkdirSync(join(base, '.run.new'));
  renameSync(path, join(base, '.run.former'));
  const said = await Promise.all(Array.from({ length: 5 }, () => settleRunFolder(path)));
  expect(said.flat()).toEqual([`${path} was being replaced when the program ended; the run is back in its place`]);
  expect(content(path)).toBe('old');
  expect(await settleRunFolder(path)).toEqual([]);
  await tidyRunFolder(path);
  expect(readdirSync(base)).toEqual(['run']);
});

test('whoever looks between the two renames of a living process waits for the second', async () => {
  const { base, path } = oldRun();
  const folder = await replaceRunFolder(path);
  const writer = await writeRun(folder.store);
  await folder.store.write('config.json', 'new');
  renameSync(path, join(base, '.run.former'));
  const waiting = settleRunFolder(path);
  await new Promise((resolve) => setTimeout(resolve, 120));
  expect(existsSync(path)).toBe(false);
  renameSync(join(base, '.run.new'), path);
  expect(await waiting).toEqual([]);
  expect(content(path)).toBe('new');
  await writer.close();
});

test('what two replacements left behind does not disturb a third', async () => {
  const { base, path } = oldRun();
  for (const name of ['.run.new', '.run.former']) mkdirSync(join(base, name));
  const folder = await replaceRunFolder(path);
  await folder.store.write('config.json', 'new');
  await folder.keep();
  expect([readdirSync(base), content(path)]).toEqual([['run'], 'new']);
});

test.skipIf(process.platform !== 'linux')('ends where no folder can be made', async () => {
  await expect(createRunFolder('/proc/no/run')).rejects.toThrow('ENOENT');
});
