import { messageOf } from '@vaekit-internal/base';
import { type ByteStore, requireName } from './byteStore.js';

const TABLE = 'bytes';

const done = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('the request failed'));
  });

/** When the browser has written, or said why not: a full disk shows only here. */
const finished = (transaction: IDBTransaction): Promise<void> =>
  new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error ?? new Error('the transaction was aborted'));
  });

function explained(what: string, error: unknown): Error {
  const name = (error as { name?: string } | undefined)?.name;
  const advice = name === 'QuotaExceededError' ? '; the browser gives this page no more room: remove what is not needed' : '';
  return new Error(`indexedDbStore: ${what}: ${messageOf(error)}${advice}`, {
    cause: error,
  });
}

/**
 * Models and states in the browser's IndexedDB, to come back to after the page was closed.
 *
 * ```ts
 * const store = indexedDbStore();
 * await store.save('digits', await serialize(model));
 * const again = await deserialize((await store.load('digits'))!);
 * ```
 *
 * @param database its name; data bases of one page by other names are apart. Default `'vaekit'`
 * @throws Error where there is no IndexedDB (Node); the methods throw when the browser refuses, and what was there stays
 */
export function indexedDbStore(database = 'vaekit'): ByteStore {
  if (typeof indexedDB === 'undefined')
    throw new Error('indexedDbStore: there is no IndexedDB here; in Node use saveModel of @vaekit/core/node');
  requireName('indexedDbStore', database);

  const inTable = async <T>(
    what: string,
    mode: IDBTransactionMode,
    run: (table: IDBObjectStore) => IDBRequest<T>,
  ): Promise<T> => {
    try {
      const opening = indexedDB.open(database, 1);
      opening.onupgradeneeded = () => opening.result.createObjectStore(TABLE);
      const db = await done(opening);
      try {
        const transaction = db.transaction(TABLE, mode);
        const end = finished(transaction);
        const [result] = await Promise.all([done(run(transaction.objectStore(TABLE))), end]);
        return result;
      } finally {
        db.close();
      }
    } catch (error) {
      throw explained(what, error);
    }
  };

  return {
    async save(name, bytes) {
      requireName('indexedDbStore', name);
      await inTable(`could not save \`${name}\``, 'readwrite', (table) => table.put(bytes.slice(), name));
    },
    async load(name) {
      requireName('indexedDbStore', name);
      const found: unknown = await inTable(`could not load \`${name}\``, 'readonly', (table) => table.get(name));
      return found instanceof Uint8Array ? found : undefined;
    },
    async list() {
      const keys = await inTable('could not list the names', 'readonly', (table) => table.getAllKeys());
      return keys.map(String).sort();
    },
    async remove(name) {
      requireName('indexedDbStore', name);
      await inTable(`could not remove \`${name}\``, 'readwrite', (table) => table.delete(name));
    },
  };
}
