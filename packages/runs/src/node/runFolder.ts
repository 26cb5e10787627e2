import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { flushDirectory } from '@vaekit/core/node';
import { RunLockedError } from '../runLockedError.js';
import type { RunLock, RunStore } from '../runStore.js';
import { lockHolder } from './folderLock.js';
import { folderRunStore } from './folderRunStore.js';

/** A run folder under construction. */
export interface RunFolder {
  /** Where the run is to be. */
  readonly path: string;
  /** Its files, wherever they are. */
  readonly store: RunStore;
  /** The run has something worth keeping: it takes the place of the run that it replaces. Nothing happens the second time. */
  keep(): Promise<void>;
  /** Nothing worth keeping was made: the new folder goes, and a run that it was to replace stays. No effect after `keep`. */
  discard(): Promise<void>;
}

/** Beside a run that is being replaced: the one that is to take its place, and itself while it is moved out of the way. */
const beside = (path: string, what: 'former' | 'new'): string =>
  join(dirname(resolve(path)), `.${basename(resolve(path))}.${what}`);

const remove = (path: string): Promise<void> => rm(path, { recursive: true, force: true });

const CROWDED = ['EEXIST', 'ENOENT', 'ENOTEMPTY', 'EPERM'];

/**
 * Puts a run back that was moved out of the way by a process that died before it had put another in its place. Whoever is about to look at a
 * run folder calls this first.
 *
 * @returns what there is to say about it
 * @throws RunLockedError where a process has the run out of the way for longer than five seconds
 */
export async function settleRunFolder(path: string): Promise<readonly string[]> {
  const former = beside(path, 'former');
  for (let attempt = 0; !existsSync(path) && existsSync(former); attempt++) {
    const writer = await lockHolder(beside(path, 'new'));
    if (writer !== undefined) {
      if (attempt > 100) throw new RunLockedError(path, writer.holder);
      await sleep(50);
      continue;
    }
    try {
      await rename(former, path);
      return [`${path} was being replaced when the program ended; the run is back in its place`];
    } catch (error) {
      // Another command has put it back already.
      if (!CROWDED.includes((error as NodeJS.ErrnoException).code ?? '') || attempt > 100) throw error;
    }
  }
  return [];
}

/** Removes what a replacement that was cut off left next to a run; only for the holder of the run's lock. */
export async function tidyRunFolder(path: string): Promise<void> {
  await remove(beside(path, 'new'));
  await remove(beside(path, 'former'));
}

/**
 * Whether a folder holds nothing but what a training leaves whose process dies before its configuration is written: its lock, and a file that was not
 * finished. Nothing of value is in it, so a new run may take its place; an empty folder is one, too.
 */
export async function isUnfinishedStart(path: string): Promise<boolean> {
  const names = await readdir(path).catch(() => undefined);
  return names?.every((name) => /^lock-\d+\.json$|^config\.json\.\d+-\d+\.tmp$/.test(name)) ?? false;
}

/** Makes a folder and those above it. That of Node never ends where a folder that exists takes no others, as `/proc` does. */
async function makeFolders(path: string): Promise<void> {
  if (existsSync(path)) return;
  const parent = dirname(path);
  try {
    await mkdir(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return;
    if (code !== 'ENOENT' || parent === path) throw error;
    await makeFolders(parent);
    await mkdir(path).catch((again: NodeJS.ErrnoException) => {
      // Another process has made it meanwhile.
      if (again.code !== 'EEXIST') throw again;
    });
  }
}

/** Makes the folder of a new run; `undefined` where something is there already. @throws Error of the file system */
export async function createRunFolder(path: string): Promise<RunFolder | undefined> {
  await makeFolders(dirname(resolve(path)));
  try {
    await mkdir(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return undefined;
    throw error;
  }
  let kept = false;
  return {
    path,
    store: folderRunStore(path),
    async keep() {
      kept = true;
    },
    async discard() {
      if (!kept) await remove(path);
    },
  };
}

/**
 * Makes the folder of a run that is to replace another. It is written beside that one, which stays in its place, and locked, until `keep`
 * exchanges the two by renaming. If the program dies between the two renames, {@link settleRunFolder} undoes the first.
 *
 * @throws RunLockedError where the run that is there is being written
 */
export async function replaceRunFolder(path: string): Promise<RunFolder> {
  const [fresh, former] = [beside(path, 'new'), beside(path, 'former')];
  let [replaced, place] = [path, fresh];
  const lock: RunLock = await folderRunStore(() => replaced).lock();
  try {
    await tidyRunFolder(path);
    await mkdir(fresh);
  } catch (error) {
    await lock.release();
    throw error;
  }
  let done = false;
  return {
    path,
    store: folderRunStore(() => place),
    async keep() {
      if (done) return;
      await rename(path, former);
      replaced = former;
      try {
        await rename(fresh, path);
      } catch (error) {
        await rename(former, path);
        replaced = path;
        throw error;
      }
      done = true;
      place = path;
      await flushDirectory(dirname(resolve(path)));
      await remove(former);
      await lock.release();
    },
    async discard() {
      if (done) return;
      done = true;
      await remove(fresh);
      await lock.release();
    },
  };
}
