import { mkdir, open, readdir, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { flushDirectory, writeFailure, writeFileSafely } from '@vaekit/core/node';
import type { RunStore } from '../runStore.js';
import { lockFolder } from './folderLock.js';

/** `undefined` where there is no such file or folder. */
const ifThere = async <T>(what: Promise<T>): Promise<T | undefined> =>
  what.catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR' || error.code === 'EISDIR') return undefined;
    throw error;
  });

/**
 * A run in a folder, there or yet to be made. Every file is flushed to the disk before it takes its place.
 *
 * @param folder its path, or a function that gives it where it moves
 */
export function folderRunStore(folder: string | (() => string)): RunStore {
  const place = typeof folder === 'string' ? (): string => folder : folder;
  const at = (path: string): string => join(place(), path);
  const inFolder = async (path: string): Promise<string> => {
    const made = await mkdir(dirname(path), { recursive: true }).catch((error: unknown) => {
      throw writeFailure(path, error);
    });
    if (made !== undefined) await flushDirectory(dirname(made));
    return path;
  };
  return {
    get name() {
      return place();
    },
    read: (path) => ifThere(readFile(at(path))),
    write: async (path, content) => writeFileSafely(await inFolder(at(path)), content),
    async append(path, content) {
      const whole = at(path);
      const file = await open(await inFolder(whole), 'a');
      try {
        const { size } = await file.stat();
        try {
          await file.writeFile(content);
          await file.sync();
        } catch (error) {
          // Of what did not fit nothing stays.
          await file.truncate(size).catch(() => undefined);
          throw writeFailure(whole, error);
        }
      } finally {
        await file.close();
      }
    },
    list: async (path = '') => ((await ifThere(readdir(at(path)))) ?? []).sort(),
    remove: (path) => rm(at(path), { recursive: true, force: true }),
    lock: () => lockFolder(place),
  };
}
