import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { jsonText } from '@vaekit-internal/base';
import { writeFileSafely } from '@vaekit/core/node';
import type { ExportContent, ExportManifest } from '@vaekit/export';
import { UsageError } from '../usageError.js';

const MANIFEST = 'manifest.json';

/** Whether a folder is an export of this program: its manifest says so. */
async function isExport(folder: string): Promise<boolean> {
  const text = await readFile(join(folder, MANIFEST), 'utf8').catch(() => '');
  try {
    return (JSON.parse(text) as { format?: unknown } | null)?.format === 'vaekit-export';
  } catch {
    return false;
  }
}

/**
 * Says whether an export may be written to a folder, without touching anything.
 *
 * @throws UsageError when something is there and is not to be replaced, or is no export and will not be replaced
 */
export async function checkExportFolder(folder: string, force: boolean): Promise<void> {
  if (!existsSync(folder)) return;
  if (!force) throw new UsageError(`--out ${folder} exists already; choose another folder, or replace it with --force`);
  const entries = await readdir(folder).catch(() => {
    throw new UsageError(`--out ${folder} is a file, not an export; --force replaces exports only`);
  });
  if (entries.length > 0 && !(await isExport(folder)))
    throw new UsageError(`--out ${folder} is not an export; --force replaces exports only, so choose another folder`);
}

/** Indented JSON, but lists of numbers and words on one line. */
const readable = (value: object): string =>
  jsonText(value, 2).replaceAll(/\[\n\s+([^[\]{}]*?)\n\s+\]/g, (_, items: string) => `[${items.replaceAll(/\n\s+/g, ' ')}]`);

/** Writes an export beside its place and renames it there: the folder is whole, or as it was. Gives the manifest. */
export async function writeExport(folder: string, { files, manifest, readme }: ExportContent): Promise<ExportManifest> {
  const listed = Object.fromEntries(
    Object.entries({ ...files, 'README.txt': readme }).map(([name, content]) => {
      const bytes = typeof content === 'string' ? Buffer.from(content) : content;
      return [name, { bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') }];
    }),
  );
  const whole: ExportManifest = { ...manifest, files: listed };
  const place = resolve(folder);
  const parent = dirname(place);
  await mkdir(parent, { recursive: true }).catch((cause: unknown) => {
    throw new Error(`cannot create the folder ${parent} (${(cause as Error).message}); choose another --out`, { cause });
  });
  const fresh = join(parent, `.${basename(place)}.new-${process.pid}`);
  const former = join(parent, `.${basename(place)}.replaced-${process.pid}`);
  try {
    for (const [name, content] of Object.entries({
      ...files,
      'README.txt': readme,
      [MANIFEST]: `${readable(whole)}\n`,
    })) {
      const path = join(fresh, ...name.split('/'));
      await mkdir(dirname(path), { recursive: true });
      await writeFileSafely(path, content);
    }
    if (existsSync(place)) await rename(place, former);
    try {
      await rename(fresh, place);
    } catch (error) {
      if (existsSync(former)) await rename(former, place);
      throw error;
    }
  } catch (error) {
    await rm(fresh, { recursive: true, force: true });
    throw error;
  }
  await rm(former, { recursive: true, force: true });
  return whole;
}
