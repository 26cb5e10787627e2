import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { UsageError } from '../usageError.js';
import { CONFIG_FILE, readRunConfig } from './runConfig.js';

/** A run folder in the making. */
export interface NewRunFolder {
  readonly path: string;
  /** The run has something worth keeping: a run it replaces is removed now. */
  keep(): Promise<void>;
  /** Nothing was trained: the new folder goes, and a run it was to replace comes back. No effect after `keep`. */
  discard(): Promise<void>;
}

/**
 * Says whether a run may be written to `out`, without touching anything.
 *
 * @throws UsageError when something is there and is not to be replaced, or is no run and will not be replaced
 */
export async function checkOut(out: string, force: boolean): Promise<void> {
  if (!existsSync(out)) return;
  if (!force) throw new UsageError(`--out ${out} exists already; choose another folder, or replace it with --force`);
  const entries = await readdir(out).catch(() => {
    throw new UsageError(`--out ${out} is a file, not a run folder; --force replaces runs only`);
  });
  if (entries.length === 0) return;
  if (!entries.includes(CONFIG_FILE))
    throw new UsageError(`--out ${out} is not a run folder; --force replaces runs only, so choose another folder`);
  // A damaged run may be replaced; a stranger's config.json may not.
  await readRunConfig(out).catch((error: unknown) => {
    if (error instanceof Error && /does not describe a run|is of format/.test(error.message)) {
      throw new UsageError(`--out ${out} is not a run folder; --force replaces runs only, so choose another folder`);
    }
  });
}

/** Creates the folder of a run: `out`, or the first free `runs/NAME-1`, `runs/NAME-2`, … */
export async function createRunFolder(out: string | undefined, name: string): Promise<NewRunFolder> {
  if (out === undefined) {
    await mkdir('runs', { recursive: true });
    for (let n = 1; ; n++) {
      const path = join('runs', `${name}-${n}`);
      if (await mkdirNew(path)) return folder(path, undefined);
    }
  }
  await mkdir(dirname(resolve(out)), { recursive: true });
  if (await mkdirNew(out)) return folder(out, undefined);
  const former = join(dirname(resolve(out)), `.${basename(resolve(out))}.replaced-${process.pid}`);
  await rename(out, former);
  await mkdir(out);
  return folder(out, former);
}

async function mkdirNew(path: string): Promise<boolean> {
  try {
    await mkdir(path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw new Error(`cannot create the run folder ${path} (${(error as Error).message}); choose another --out`, { cause: error });
  }
}

function folder(path: string, former: string | undefined): NewRunFolder {
  let kept = false;
  return {
    path,
    async keep() {
      if (kept) return;
      kept = true;
      if (former !== undefined) await rm(former, { recursive: true, force: true });
    },
    async discard() {
      if (kept) return;
      await rm(path, { recursive: true, force: true });
      if (former !== undefined) await rename(former, path);
    },
  };
}
