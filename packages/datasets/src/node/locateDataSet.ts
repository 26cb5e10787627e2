import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf } from '@vaekit-internal/base';
import type { DataError } from '../dataError.js';
import { faults } from '../faults.js';
import { namedSet, type NamedSetName } from '../namedSets.js';
import { namedSetLayouts, type NamedSetOptions } from '../readNamedSet.js';
import { dataCacheFolder } from './dataFolders.js';
import { errorCode } from '../errorCode.js';

export interface LocateOptions extends NamedSetOptions {
  /** A folder to look in first: the set's files, or a folder that is named like the set and holds them. */
  readonly dataDir?: string;
  /** Where downloads are kept; `dataCacheFolder()` unless said. */
  readonly cacheDir?: string;
  /** Further folders that may hold folders named like sets; `/usr/share/datasets` unless said. */
  readonly systemDirs?: readonly string[];
}

export interface LocatedDataSet {
  readonly name: NamedSetName;
  readonly place: 'data-dir' | 'cache' | 'system';
  readonly folder: string;
  /** The path of each file, by its name in `namedSets` (or in the archive, where the archive's files were found). */
  readonly files: Readonly<Record<string, string>>;
  readonly bytes: number;
}

/**
 * Looks for a named set: in `dataDir`, in the cache, in `/usr/share/datasets`, in this order; undefined where it is in none.
 *
 * Nothing is read but names and sizes. Files are found under their names, with or without `.gz`, IDX files also with a dot before `idx`, and in the
 * folders that other tools make (`MNIST/raw`, `cifar-10-batches-bin`, `gzip`). Throws a `DataError`: `'folder-missing'` if `dataDir` is given and
 * is no folder, `'file-missing'` if it holds a part of the set's files only.
 */
export async function locateDataSet(name: NamedSetName, options: LocateOptions = {}): Promise<LocatedDataSet | undefined> {
  const { dataDir, cacheDir = dataCacheFolder(), systemDirs = ['/usr/share/datasets'] } = options;
  namedSet(name, 'locateDataSet');
  const places = [
    { folder: dataDir, place: 'data-dir' as const },
    { folder: join(cacheDir, name), place: 'cache' as const },
    ...systemDirs.map((folder) => ({ folder: join(folder, name), place: 'system' as const })),
  ];
  for (const { folder, place } of places) {
    const found = folder === undefined ? undefined : await lookIn(name, folder, place, options);
    if (found !== undefined) return found;
  }
  return undefined;
}

const innerFolders: Readonly<Record<NamedSetName, readonly string[]>> = {
  mnist: ['mnist', 'MNIST/raw'],
  'fashion-mnist': ['fashion-mnist', 'FashionMNIST/raw'],
  kmnist: ['kmnist', 'KMNIST/raw'],
  emnist: ['emnist', 'emnist/gzip', 'gzip', 'EMNIST/raw'],
  cifar10: ['cifar10', 'cifar10/cifar-10-batches-bin', 'cifar-10-batches-bin'],
  dsprites: ['dsprites', 'dsprites-dataset'],
};

async function lookIn(
  name: NamedSetName,
  root: string,
  place: LocatedDataSet['place'],
  options: NamedSetOptions,
): Promise<LocatedDataSet | undefined> {
  const own = place === 'data-dir';
  let partial: { folder: string; missing: readonly string[] } | undefined;
  for (const inner of own ? [...innerFolders[name], ''] : ['', 'gzip', 'cifar-10-batches-bin']) {
    const folder = inner === '' ? root : join(root, inner);
    const names = await readdir(folder).catch((error: unknown) => {
      if (own && inner === '') throw folderMissing(root, error);
      return undefined;
    });
    if (names === undefined) continue;
    for (const layout of namedSetLayouts(name, options)) {
      const chosen = layout.map((file) => variants(file).find((variant) => names.includes(variant)));
      const missing = layout.filter((_, i) => chosen[i] === undefined);
      if (missing.length > 0) {
        if (missing.length < layout.length) partial ??= { folder, missing };
        continue;
      }
      const files = Object.fromEntries(layout.map((file, i) => [file, join(folder, chosen[i] ?? file)]));
      let bytes = 0;
      for (const path of Object.values(files)) bytes += (await stat(path)).size;
      return { name, place, folder, files, bytes };
    }
  }
  if (own && partial !== undefined)
    throw faults.fileMissing`locateDataSet: '${partial.folder}' holds a part of ${name} but not ${partial.missing.join(', ')}; put the rest there or leave the folder out`;
  return undefined;
}

function variants(file: string): readonly string[] {
  if (!file.endsWith('-ubyte.gz')) return [file];
  const plain = file.slice(0, -3);
  return [plain, plain.replace('-idx', '.idx')].flatMap((name) => [name, `${name}.gz`]);
}

function folderMissing(folder: string, error: unknown): DataError {
  const code = errorCode(error) ?? '';
  const problem =
    { ENOENT: 'does not exist', ENOTDIR: 'is a file, not a folder' }[code] ?? `cannot be read (${messageOf(error)})`;
  return faults.folderMissing`locateDataSet: the data folder '${folder}' ${problem}`;
}
