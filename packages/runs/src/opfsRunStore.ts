import { messageOf } from '@vaekit-internal/base';
import { RunLockedError } from './runLockedError.js';
import type { RunHolder, RunLock, RunStore } from './runStore.js';

const LOCK_FILE = 'lock.json';

const nameOf = (error: unknown): string | undefined => (error as { name?: string } | undefined)?.name;
const isMissing = (error: unknown): boolean => ['NotFoundError', 'TypeMismatchError'].includes(nameOf(error) ?? '');

/**
 * A run in the page's private file system (OPFS), there or yet to be made. One tab or worker at a time writes it, by a Web Lock, which the
 * browser takes back from a page that was closed.
 *
 * @param folder the run's folder, `'moons'` or `'runs/moons'`
 * @throws Error where there is no such file system (Node, pages without a secure origin)
 */
export function opfsRunStore(folder: string): RunStore {
  const { navigator } = globalThis as { navigator?: Navigator };
  if (typeof navigator?.storage?.getDirectory !== 'function') {
    throw new Error(
      'opfsRunStore: there is no private file system here; serve the page over https or from localhost, or use folderRunStore of @vaekit/runs/node',
    );
  }
  const { storage } = navigator;
  const name = `OPFS ${folder}`;

  const folderAt = async (parts: readonly string[], create: boolean): Promise<FileSystemDirectoryHandle> => {
    let at = await storage.getDirectory();
    for (const part of [...folder.split('/'), ...parts]) at = await at.getDirectoryHandle(part, { create });
    return at;
  };
  const fileAt = async (path: string, create: boolean): Promise<FileSystemFileHandle> => {
    const parts = path.split('/');
    return (await folderAt(parts.slice(0, -1), create)).getFileHandle(parts.at(-1)!, { create });
  };
  // What is written goes to a copy, which takes the file's place when it is closed.
  const put = async (path: string, content: Uint8Array | string, keepExistingData: boolean): Promise<void> => {
    const file = await fileAt(path, true);
    const writable = await file.createWritable({ keepExistingData });
    try {
      if (keepExistingData) await writable.seek((await file.getFile()).size);
      await writable.write(typeof content === 'string' ? content : content.slice());
      await writable.close();
    } catch (error) {
      await writable.abort().catch(() => undefined);
      const advice =
        nameOf(error) === 'QuotaExceededError' ? '; the browser gives this page no more room: remove other runs' : '';
      throw new Error(`${name}/${path} cannot be written: ${messageOf(error)}${advice}`, {
        cause: error,
      });
    }
  };

  const store: RunStore = {
    name,
    async read(path) {
      for (;;) {
        try {
          const file = await (await fileAt(path, false)).getFile();
          // A file that was made and never written is one whose writing failed.
          return file.size === 0 ? undefined : new Uint8Array(await file.arrayBuffer());
        } catch (error) {
          if (isMissing(error)) return undefined;
          // It was replaced between the two calls.
          if (nameOf(error) !== 'NotReadableError') throw error;
        }
      }
    },
    write: (path, content) => put(path, content, false),
    append: (path, content) => put(path, content, true),
    async list(path) {
      try {
        const at = await folderAt(path === undefined ? [] : path.split('/'), false);
        const names: string[] = [];
        for await (const entry of (at as unknown as { keys(): AsyncIterable<string> }).keys()) names.push(entry);
        return names.sort();
      } catch (error) {
        if (isMissing(error)) return [];
        throw error;
      }
    },
    async remove(path) {
      const parts = path.split('/');
      try {
        await (await folderAt(parts.slice(0, -1), false)).removeEntry(parts.at(-1)!, { recursive: true });
      } catch (error) {
        if (!isMissing(error)) throw error;
      }
    },
    lock: () => webLock(store, `vaekit-run ${folder}`, navigator.locks),
  };
  return store;
}

/** The lock itself is the browser's; its holder is written next to the run, for whoever is refused. */
async function webLock(store: RunStore, key: string, locks: LockManager): Promise<RunLock> {
  let letGo = (): void => undefined;
  const end = new Promise<void>((resolve) => (letGo = resolve));
  let held: Promise<unknown> = end;
  const taken = await new Promise<boolean>((resolve, reject) => {
    held = locks.request(key, { ifAvailable: true }, (lock) => {
      resolve(lock !== null);
      return lock === null ? undefined : end;
    });
    held.catch(reject);
  });
  if (!taken) {
    const said = await store.read(LOCK_FILE);
    throw new RunLockedError(
      store.name,
      said === undefined ? undefined : (JSON.parse(new TextDecoder().decode(said)) as RunHolder),
    );
  }
  const holder: RunHolder = { host: globalThis.location?.href ?? 'a worker', since: new Date().toISOString() };
  await store.write(LOCK_FILE, JSON.stringify(holder)).catch((error: unknown) => {
    letGo();
    throw error;
  });
  return {
    async release() {
      await store.remove(LOCK_FILE);
      letGo();
      await held;
    },
  };
}
