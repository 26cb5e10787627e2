import { RunLockedError } from './runLockedError.js';
import type { RunHolder, RunStore } from './runStore.js';

/** A run in memory, for tests and for what need not be kept. */
export function memoryRunStore(name = 'memory'): RunStore {
  const files = new Map<string, Uint8Array>();
  const bytesOf = (content: Uint8Array | string): Uint8Array =>
    typeof content === 'string' ? new TextEncoder().encode(content) : content.slice();
  let holder: RunHolder | undefined;
  return {
    name,
    read: async (path) => files.get(path)?.slice(),
    async write(path, content) {
      files.set(path, bytesOf(content));
    },
    async append(path, content) {
      files.set(path, Uint8Array.from([...(files.get(path) ?? []), ...bytesOf(content)]));
    },
    async list(folder) {
      const below = folder === undefined ? '' : `${folder}/`;
      const names = [...files.keys()].flatMap((path) =>
        path.startsWith(below) ? [path.slice(below.length).split('/')[0]!] : [],
      );
      return [...new Set(names)].sort();
    },
    async remove(path) {
      for (const file of files.keys()) if (file === path || file.startsWith(`${path}/`)) files.delete(file);
    },
    async lock() {
      if (holder !== undefined) throw new RunLockedError(name, holder);
      const mine = { host: 'this program', since: new Date().toISOString() };
      holder = mine;
      return {
        async release() {
          if (holder === mine) holder = undefined;
        },
      };
    },
  };
}
