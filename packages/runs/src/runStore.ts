/** Who writes a run: what a lock says of its holder. */
export interface RunHolder {
  /** The process, in Node. */
  readonly pid?: number | undefined;
  /** The machine; in a browser, the page's address. */
  readonly host: string;
  /** When the lock was taken, as ISO 8601. */
  readonly since: string;
}

/** The right to write a run, until it is released. */
export interface RunLock {
  release(): Promise<void>;
}

/**
 * Where the files of one run are kept. Paths are relative to the run and have slashes: `'checkpoints/current.json'`.
 */
export interface RunStore {
  /** What messages call it: a folder's path, or a name in the browser's file system. */
  readonly name: string;
  /** A file's content; `undefined` where there is none. */
  read(path: string): Promise<Uint8Array | undefined>;
  /** Puts a file, and its folders, in place atomically and durably: readers see the old content or the new, never a part. */
  write(path: string, content: Uint8Array | string): Promise<void>;
  /** Adds to the end of a file, for good; after a crash a part of it may be there. */
  append(path: string, content: Uint8Array | string): Promise<void>;
  /** The names of what is in a folder (the run itself by default), sorted; none where there is no such folder. */
  list(folder?: string): Promise<readonly string[]>;
  /** Removes a file, or a folder with all in it; one that is not there is no error. */
  remove(path: string): Promise<void>;
  /**
   * Takes the run for writing; readers need no lock.
   *
   * @throws RunLockedError where somebody else has it
   */
  lock(): Promise<RunLock>;
}

/** A file of a run as messages name it. */
export const placeOf = (store: RunStore, path: string): string => `${store.name}/${path}`;

/** The text of a file; `undefined` where there is none. */
export async function readText(store: RunStore, path: string): Promise<string | undefined> {
  const bytes = await store.read(path);
  return bytes === undefined ? undefined : new TextDecoder().decode(bytes);
}
