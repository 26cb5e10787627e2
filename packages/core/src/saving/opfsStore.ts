import { messageOf } from '@vaekit-internal/base';
import { type ByteStore, requireName } from './byteStore.js';

const SUFFIX = '.safetensors';

/** A name as a file's name, and back: slashes, dots and the like are written out. */
const fileName = (name: string): string => encodeURIComponent(name).replaceAll('.', '%2E') + SUFFIX;
const storedName = (file: string): string => decodeURIComponent(file.slice(0, -SUFFIX.length));

const isMissing = (error: unknown): boolean => (error as { name?: string } | undefined)?.name === 'NotFoundError';

/**
 * Models and states as files of the page's private file system (OPFS): faster than IndexedDB for large ones.
 *
 * @param folder a folder's name in the private file system. Default `'vaekit'`
 * @throws Error where there is no such file system (Node, pages without a secure origin)
 */
export function opfsStore(folder = 'vaekit'): ByteStore {
  const storage = (globalThis as { navigator?: { storage?: StorageManager } }).navigator?.storage;
  if (typeof storage?.getDirectory !== 'function') {
    throw new Error(
      'opfsStore: there is no private file system here; serve the page over https or from localhost, or use indexedDbStore()',
    );
  }
  requireName('opfsStore', folder);
  const directory = async (): Promise<FileSystemDirectoryHandle> =>
    (await storage.getDirectory()).getDirectoryHandle(encodeURIComponent(folder), { create: true });

  return {
    async save(name, bytes) {
      requireName('opfsStore', name);
      const file = await (await directory()).getFileHandle(fileName(name), { create: true });
      // What is written goes to a copy, which takes the file's place when it is closed.
      const writable = await file.createWritable();
      try {
        await writable.write(bytes.slice());
        await writable.close();
      } catch (error) {
        await writable.abort().catch(() => undefined);
        throw new Error(`opfsStore: could not save \`${name}\`: ${messageOf(error)}`, {
          cause: error,
        });
      }
    },
    async load(name) {
      requireName('opfsStore', name);
      try {
        const file = await (await (await directory()).getFileHandle(fileName(name))).getFile();
        // A file that was made and never written is one whose saving failed.
        return file.size === 0 ? undefined : new Uint8Array(await file.arrayBuffer());
      } catch (error) {
        if (isMissing(error)) return undefined;
        throw error;
      }
    },
    async list() {
      const names: string[] = [];
      const entries = (await directory()) as unknown as AsyncIterable<[string, FileSystemHandle]>;
      for await (const [file, handle] of entries) {
        if (!file.endsWith(SUFFIX) || handle.kind !== 'file') continue;
        if ((await (handle as FileSystemFileHandle).getFile()).size > 0) names.push(storedName(file));
      }
      return names.sort();
    },
    async remove(name) {
      requireName('opfsStore', name);
      try {
        await (await directory()).removeEntry(fileName(name));
      } catch (error) {
        if (!isMissing(error)) throw error;
      }
    },
  };
}
