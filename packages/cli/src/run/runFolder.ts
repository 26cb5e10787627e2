import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { hasRunConfig } from '@vaekit/runs';
import { createRunFolder, folderRunStore, replaceRunFolder, type RunFolder } from '@vaekit/runs/node';
import { UsageError } from '../usageError.js';

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
  // A damaged run may be replaced; a stranger's config.json may not.
  if (entries.length > 0 && !(await hasRunConfig(folderRunStore(out))))
    throw new UsageError(`--out ${out} is not a run folder; --force replaces runs only, so choose another folder`);
}

/** Makes the folder of a run: `out`, in place of a run that is there, or the first free `runs/NAME-1`, `runs/NAME-2`, … */
export async function newRunFolder(out: string | undefined, name: string): Promise<RunFolder> {
  const create = (path: string): Promise<RunFolder | undefined> =>
    createRunFolder(path).catch((cause: unknown) => {
      throw new Error(`cannot create the run folder ${path} (${(cause as Error).message}); choose another --out`, { cause });
    });
  if (out !== undefined) return (await create(out)) ?? replaceRunFolder(out);
  for (let n = 1; ; n++) {
    const folder = await create(join('runs', `${name}-${n}`));
    if (folder !== undefined) return folder;
  }
}
