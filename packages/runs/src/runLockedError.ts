import type { RunHolder } from './runStore.js';

/** Somebody else writes the run (final). */
export class RunLockedError extends Error {
  override readonly name = 'RunLockedError';

  /** @param remedy what to do where the holder is gone and its lock is not */
  constructor(
    place: string,
    readonly holder: RunHolder | undefined,
    remedy?: string,
  ) {
    const by =
      holder === undefined
        ? 'another writer'
        : `${holder.pid === undefined ? 'a page' : `process ${holder.pid}`} on ${holder.host}, since ${holder.since}`;
    super(`${place} is being written by ${by}; wait until it ends, or stop it${remedy === undefined ? '' : ` (${remedy})`}`);
  }
}
