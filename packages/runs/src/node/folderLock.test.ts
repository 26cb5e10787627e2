import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolders } from '../temporaryFolder.test-helper.js';
import { lockFolder, lockHolder } from './folderLock.js';

const temporary = temporaryFolders();

/** The number of a process that is gone. */
const gone = spawnSync(process.execPath, ['--version']).pid;
const left = (holder: object): string =>
  JSON.stringify({ host: hostname(), since: '2026-01-02T03:04:05.000Z', token: 'old', ...holder });

test('the second taker is refused with the name of the first, and nothing is left in the end', async () => {
  const folder = join(temporary(), 'run');
  const lock = await lockFolder(() => folder);
  const { pid } = process;
  await expect(lockFolder(() => folder)).rejects.toThrow(
    new RegExp(
      `^${folder} is being written by process ${pid} on ${hostname()}, since \\S+Z; wait until it ends, or stop it \\(if that process is gone, remove ${join(folder, 'lock-1.json')}\\)$`,
    ),
  );
  expect(JSON.parse(readFileSync(join(folder, 'lock-1.json'), 'utf8'))).toMatchObject({ pid, host: hostname() });
  expect(await lockHolder(folder)).toMatchObject({ holder: { pid } });
  await lock.release();
  await lock.release();
  expect(readdirSync(folder)).toEqual([]);
  expect(await lockHolder(folder)).toBeUndefined();
});

test('a lock is gone before its release is awaited, so that a process that ends meanwhile leaves none', async () => {
  const folder = temporary();
  const released = (await lockFolder(() => folder)).release();
  expect(readdirSync(folder)).toEqual([]);
  await released;
});

test.each([
  ['a process of this machine that is gone', left({ pid: gone })],
  ['an earlier process of the same number', left({ pid: process.pid })],
])('the lock of %s is taken over', async (_, content) => {
  const folder = temporary();
  writeFileSync(join(folder, 'lock-1.json'), content);
  expect(await lockHolder(folder)).toBeUndefined();
  const lock = await lockFolder(() => folder);
  expect(readdirSync(folder)).toEqual(['lock-2.json']);
  await lock.release();
  expect(readdirSync(folder)).toEqual([]);
});

test('a lock of another machine is not, nor one that is just being written', async () => {
  const folder = temporary();
  writeFileSync(join(folder, 'lock-4.json'), left({ pid: gone, host: 'elsewhere' }));
  await expect(lockFolder(() => folder)).rejects.toThrow(
    `is being written by process ${gone} on elsewhere, since 2026-01-02T03:04:05.000Z`,
  );
  const other = temporary();
  writeFileSync(join(other, 'lock-1.json'), '');
  expect(await lockHolder(other)).toEqual(expect.objectContaining({ name: 'lock-1.json' }));
  const second = lockFolder(() => other);
  setTimeout(() => writeFileSync(join(other, 'lock-1.json'), left({ pid: process.ppid })), 100);
  await expect(second).rejects.toThrow(`is being written by process ${process.ppid}`);
});

test('one whose process was killed while it wrote it is taken over after two seconds', async () => {
  const folder = temporary();
  writeFileSync(join(folder, 'lock-1.json'), '{"pid":');
  const lock = await lockFolder(() => folder);
  expect(readdirSync(folder)).toEqual(['lock-2.json']);
  await lock.release();
});

test.runIf(process.platform === 'linux')('the lock of a process whose number another got is taken over', async () => {
  const folder = temporary();
  writeFileSync(join(folder, 'lock-1.json'), left({ pid: process.ppid, began: '1' }));
  expect(await lockHolder(folder)).toBeUndefined();
  await (await lockFolder(() => folder)).release();
  expect(readdirSync(folder)).toEqual([]);
});

test('of many takers of one lock that was left behind one wins, time and again', async () => {
  for (let round = 0; round < 40; round++) {
    const folder = join(temporary(), String(round));
    mkdirSync(folder);
    writeFileSync(join(folder, 'lock-1.json'), left({ pid: gone }));
    const takers = await Promise.allSettled(Array.from({ length: 8 }, () => lockFolder(() => folder)));
    const winners = takers.filter((taker) => taker.status === 'fulfilled');
    expect(winners).toHaveLength(1);
    await winners[0]!.value.release();
    expect(readdirSync(folder)).toEqual([]);
  }
});

test('a lock goes along with the folder it is in', async () => {
  const base = temporary();
  let folder = join(base, 'a');
  const lock = await lockFolder(() => folder);
  renameSync(folder, join(base, 'b'));
  folder = join(base, 'b');
  await lock.release();
  expect(readdirSync(folder)).toEqual([]);
});
