import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { writeFailure } from '@vaekit/core/node';
import { RunLockedError } from '../runLockedError.js';
import type { RunHolder, RunLock } from '../runStore.js';

interface Holder extends RunHolder {
  readonly pid: number;
  readonly token: string;
  /** When the process began, where the system tells it: the number of one that is gone may be given to another. */
  readonly began?: string;
}

interface LockFile {
  readonly name: string;
  readonly generation: number;
  /** Absent while it is being written. */
  readonly holder?: Holder;
  readonly alive: boolean;
}

/** Locks of this process: another with its number is of a process that is gone. */
const own = new Set<string>();
/** Milliseconds in which a lock says who holds it, or counts as left behind. */
const PATIENCE = 2000;

const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : undefined);
const lockName = (generation: number): string => `lock-${generation}.json`;

/** When a process began, in ticks since the machine did (the 22nd field on Linux, the 20th after the name in parentheses); `undefined` elsewhere. */
const beginningOf = async (pid: number): Promise<string | undefined> =>
  (await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined))?.split(') ').at(-1)?.split(' ')[19];

async function isAlive({ host, pid, token, began }: Holder): Promise<boolean> {
  if (host !== hostname()) return true;
  if (pid === process.pid) return own.has(token);
  try {
    process.kill(pid, 0);
  } catch (error) {
    return codeOf(error) !== 'ESRCH';
  }
  return began === undefined || began === ((await beginningOf(pid)) ?? began);
}

async function readLock(folder: string, name: string): Promise<LockFile | undefined> {
  const path = join(folder, name);
  const generation = Number(/\d+/.exec(name)?.[0]);
  const text = await readFile(path, 'utf8').catch(() => undefined);
  const times = await stat(path).catch(() => undefined);
  if (text === undefined || times === undefined) return undefined;
  try {
    const holder = JSON.parse(text) as Holder;
    return { name, generation, holder, alive: await isAlive(holder) };
  } catch {
    return { name, generation, alive: Date.now() - times.mtimeMs < PATIENCE };
  }
}

/** The locks of a folder, the latest last. */
async function locksIn(folder: string): Promise<LockFile[]> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => /^lock-\d+\.json$/.test(name));
  const locks = await Promise.all(names.map((name) => readLock(folder, name)));
  return locks.filter((lock) => lock !== undefined).sort((a, b) => a.generation - b.generation);
}

/** Who writes a folder; `undefined` if nobody does. */
export async function lockHolder(folder: string): Promise<{ readonly holder?: RunHolder } | undefined> {
  return (await locksIn(folder)).find(({ alive }) => alive);
}

/**
 * Takes a folder for writing: makes the file `lock-N.json` with N one above the locks that dead processes left, then looks again. Of several
 * takers one makes that file, and whoever then sees another that is alive steps back, so that there are never two; a name is not used
 * again while a lock below it is there, so that nobody can remove a lock that was taken since they looked.
 *
 * @param folder where it is, which may change while the lock is held
 * @throws RunLockedError that names who has it
 */
export async function lockFolder(folder: () => string): Promise<RunLock> {
  const refuse = ({ name, holder }: LockFile): never => {
    throw new RunLockedError(folder(), holder, `if that process is gone, remove ${join(folder(), name)}`);
  };
  await mkdir(folder(), { recursive: true });
  const token = randomUUID();
  const began = await beginningOf(process.pid);
  const mine: Holder = {
    pid: process.pid,
    host: hostname(),
    since: new Date().toISOString(),
    token,
    ...(began === undefined ? {} : { began }),
  };
  for (;;) {
    const there = await locksIn(folder());
    const rival = there.find(({ alive }) => alive);
    if (rival?.holder !== undefined) return refuse(rival);
    if (rival !== undefined) {
      // Somebody is just writing it, or was killed while they did.
      await setTimeout(PATIENCE / 20);
      continue;
    }
    const name = lockName((there.at(-1)?.generation ?? 0) + 1);
    try {
      own.add(token);
      await writeFile(join(folder(), name), `${JSON.stringify(mine)}\n`, { flag: 'wx' });
    } catch (error) {
      own.delete(token);
      if (codeOf(error) === 'EEXIST') continue;
      await rm(join(folder(), name), { force: true });
      throw writeFailure(join(folder(), name), error);
    }
    const others = (await locksIn(folder())).filter((lock) => lock.name !== name);
    const faster = others.find(({ alive }) => alive);
    if (faster !== undefined) {
      await rm(join(folder(), name), { force: true });
      own.delete(token);
      return refuse(faster);
    }
    for (const dead of others) await rm(join(folder(), dead.name), { force: true });
    return heldLock(() => join(folder(), name), token);
  }
}

function heldLock(path: () => string, token: string): RunLock {
  // Also if the process is told to end at once.
  const atExit = (): void => rmSync(path(), { force: true });
  process.once('exit', atExit);
  return {
    async release() {
      // At once: a process that ends while the file is being removed would leave it.
      process.off('exit', atExit);
      if (own.delete(token)) rmSync(path(), { force: true });
    },
  };
}
