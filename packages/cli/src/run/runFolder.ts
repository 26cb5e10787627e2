import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { hasRunConfig } from '@vaekit/runs';
import { createRunFolder, folderRunStore, isUnfinishedStart, replaceRunFolder, type RunFolder } from '@vaekit/runs/node';
import { UsageError } from '../usageError.js';

/**
 * Says whether a run may be written to `out`, without touching anything: where nothing is, or nothing but what a training left that ended before it
 * had begun, and with `force` where a run is.
 *
 * @throws UsageError when something is there and is not to be replaced, or is no run and will not be replaced
 */
export async function checkOut(out: string, force: boolean): Promise<void> {
  if (!existsSync(out) || (await isUnfinishedStart(out))) return;
  if (!force) throw new UsageError(`--out ${out} exists already; choose another folder, or replace it with --force`);
  await readdir(out).catch(() => {
    throw new UsageError(`--out ${out} is a file, not a run folder; --force replaces runs only`);
  });
  // A damaged run may be replaced; a stranger's config.json may not.
  if (!(await hasRunConfig(folderRunStore(out))))
    throw new UsageError(`--out ${out} is not a run folder; --force replaces runs only, so choose another folder`);
}

/**
 * Makes the folder of a run: `out`, in place of what {@link checkOut} lets it replace, or the first free `runs/NAME-1`, `runs/NAME-2`, …
 *
 * @throws UsageError when something has come to be there that is not to be replaced
 */
export async function newRunFolder(out: string | undefined, name: string, force: boolean): Promise<RunFolder> {
  const create = (path: string): Promise<RunFolder | undefined> =>
    createRunFolder(path).catch((cause: unknown) => {
      const { code, message } = cause as NodeJS.ErrnoException;
      const why = code === 'EEXIST' || code === 'ENOTDIR' ? 'a part of that path is a file' : message;
      throw new Error(`cannot create the run folder ${path} (${why}); choose another --out`, { cause });
    });
  if (out !== undefined) {
    const created = await create(out);
    if (created !== undefined) return created;
    await checkOut(out, force);
    return replaceRunFolder(out);
  }
  for (let n = 1; ; n++) {
    const folder = await create(join('runs', `${name}-${n}`));
    if (folder !== undefined) return folder;
  }
}
