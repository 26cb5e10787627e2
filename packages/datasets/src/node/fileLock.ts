import { randomUUID } from 'node:crypto';
import { link, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import * as v from 'valibot';
import { errorCode } from '../errorCode.js';

export interface FileLockOptions {
  readonly signal?: AbortSignal | undefined;
  /** Called once if another process holds the lock, with what it wrote there. */
  readonly onWait?: (holder: string) => void;
  /** Milliseconds after which a lock that nobody has refreshed counts as left behind; 30,000 unless said. */
  readonly staleAfter?: number;
}

/**
 * Runs `work` while this process alone holds the lock `path`, a small file that says who holds it.
 *
 * The holder refreshes the file's time; a lock that was left behind (its process is gone, or it is stale) is taken over. Waits for as long as another
 * process holds it. `work` gets a signal that aborts if the lock is lost, which only a holder that was asleep for long can meet.
 */
export async function withFileLock<T>(
  path: string,
  options: FileLockOptions,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const { signal, onWait, staleAfter = 30_000 } = options;
  const token = JSON.stringify({ host: hostname(), pid: process.pid, token: randomUUID() });
  let waiting = false;
  for (;;) {
    signal?.throwIfAborted();
    try {
      await writeFile(path, token, { flag: 'wx' });
      break;
    } catch (error) {
      if (errorCode(error) !== 'EEXIST') throw error;
    }
    const holder = await readFile(path, 'utf8').catch(() => undefined);
    if (holder === undefined) continue;
    if (await isLeftBehind(path, holder, staleAfter)) {
      await removeLock(path, holder, staleAfter);
      continue;
    }
    if (!waiting) onWait?.(describe(holder));
    waiting = true;
    await sleep(100 + 100 * Math.min(4, staleAfter / 1000), undefined, signal === undefined ? {} : { signal }).catch(
      (error: unknown) => {
        throw signal?.aborted === true ? signal.reason : error;
      },
    );
  }
  const lost = new AbortController();
  const heartbeat = setInterval(() => {
    void (async (): Promise<void> => {
      const now = new Date();
      const content = await readFile(path, 'utf8').catch(() => undefined);
      if (content !== token) lost.abort(new Error(`another process took the lock '${path}' over`));
      else await utimes(path, now, now).catch(() => undefined);
    })();
  }, staleAfter / 5);
  heartbeat.unref();
  try {
    return await work(signal === undefined ? lost.signal : AbortSignal.any([signal, lost.signal]));
  } finally {
    clearInterval(heartbeat);
    if ((await readFile(path, 'utf8').catch(() => undefined)) === token) await rm(path, { force: true });
  }
}

async function isLeftBehind(path: string, holder: string, staleAfter: number): Promise<boolean> {
  const { host, pid } = v.parse(holderOf, holder);
  if (host === hostname() && pid !== undefined && pid !== process.pid) {
    try {
      process.kill(pid, 0);
    } catch (error) {
      if (errorCode(error) === 'ESRCH') return true;
    }
  }
  const times = await stat(path).catch(() => undefined);
  return times !== undefined && Date.now() - times.mtimeMs > staleAfter;
}

/**
 * Removes a lock that was left behind, unless it is another one by now.
 *
 * Several may have judged the same lock. If each removed what it finds under the name, the second would take the fresh lock of the first: so
 * only one at a time may remove, the one that made the file `….takeover`, and it looks again first.
 */
async function removeLock(path: string, judged: string, staleAfter: number): Promise<void> {
  const claim = `${path}.takeover`;
  try {
    await writeFile(claim, String(process.pid), { flag: 'wx' });
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
    const times = await stat(claim).catch(() => undefined);
    // A claim is held for a moment only; what is old was left behind too.
    if (times !== undefined && Date.now() - times.mtimeMs > staleAfter) await rm(claim, { force: true });
    else await sleep(10);
    return;
  }
  try {
    if ((await readFile(path, 'utf8').catch(() => undefined)) !== judged) return;
    // The holder may be alive after all and free the lock at this very moment, and another take it: that one gets it back.
    const aside = `${path}.${randomUUID()}`;
    await rename(path, aside).catch(() => undefined);
    if ((await readFile(aside, 'utf8').catch(() => judged)) !== judged) await link(aside, path).catch(() => undefined);
    await rm(aside, { force: true });
  } finally {
    await rm(claim, { force: true });
  }
}

const holderOf = v.fallback(
  v.pipe(v.string(), v.parseJson(), v.object({ host: v.optional(v.string()), pid: v.optional(v.number()) })),
  {},
);

function describe(holder: string): string {
  const { host, pid } = v.parse(holderOf, holder);
  return pid === undefined
    ? 'another process'
    : `process ${pid}${host === undefined || host === hostname() ? '' : ` on ${host}`}`;
}
