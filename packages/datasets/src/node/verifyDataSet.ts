import { stat } from 'node:fs/promises';
import { type NamedSetFile, namedSet } from '../namedSets.js';
import { type CheckedBy, checkFile } from './checkFile.js';
import type { LocatedDataSet } from './locateDataSet.js';

/** One file of a named set, compared with what is published about it. */
export interface VerifiedFile {
  readonly path: string;
  readonly bytes: number;
  /** What agreed; absent if nothing did. `'size'` where nothing but a size is published, or nothing at all for a file in this form. */
  readonly checkedBy?: CheckedBy;
  /** What is wrong with it, the end of a sentence that begins with the file; absent if nothing is. */
  readonly problem?: string;
}

/** Compares the files of a named set, as they lie on the machine, with what is published about them. Throws the signal's reason. */
export async function verifyDataSet(
  located: LocatedDataSet,
  options: { readonly signal?: AbortSignal } = {},
): Promise<readonly VerifiedFile[]> {
  const { signal } = options;
  const set = namedSet(located.name, 'verifyDataSet');
  const results: VerifiedFile[] = [];
  for (const [name, path] of Object.entries(located.files)) {
    const unknown: NamedSetFile = { name, checksums: {} };
    const check = await checkFile(path, set.files.find((file) => file.name === name) ?? unknown, signal);
    results.push({
      path,
      bytes: (await stat(path)).size,
      ...('by' in check ? { checkedBy: check.by } : { problem: check.problem }),
    });
  }
  return results;
}
