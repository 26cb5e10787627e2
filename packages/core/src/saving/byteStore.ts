/** Named bytes that outlive the page: what {@link serialize} gives, or a training's state. */
export interface ByteStore {
  /** Keeps bytes under a name, in the place of what was there; the old content stays whole until the new is. */
  save(name: string, bytes: Uint8Array): Promise<void>;
  /** A copy of what is kept under a name, or `undefined`. */
  load(name: string): Promise<Uint8Array | undefined>;
  /** The names, sorted. */
  list(): Promise<readonly string[]>;
  /** Forgets a name; one that is not there is no error. */
  remove(name: string): Promise<void>;
}

/** Throws unless a name can be one. */
export function requireName(caller: string, name: string): void {
  if (typeof name !== 'string' || name === '')
    throw new Error(`${caller}: the name is ${JSON.stringify(name)}; expected a string that is not empty`);
}
