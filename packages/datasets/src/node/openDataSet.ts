import type { ByteSource } from '../byteSource.js';
import type { DataSet } from '../examples.js';
import { readDsprites, type ReadDspritesOptions } from '../dsprites.js';
import type { FactorGrid } from '../factorGrid.js';
import type { NamedSetName } from '../namedSets.js';
import { type NamedSetOptions, readNamedSet } from '../readNamedSet.js';
import { downloadDataSet, type DownloadOptions } from './downloadDataSet.js';
import { withFile } from './files.js';
import type { LocatedDataSet } from './locateDataSet.js';

/**
 * A named set, ready for use: looked for on the machine, fetched where it is missing, read.
 *
 * Throws what `downloadDataSet` and `readNamedSet` throw.
 */
export async function openDataSet(name: NamedSetName, options: DownloadOptions = {}): Promise<DataSet<'none'>> {
  return readLocatedDataSet(await downloadDataSet(name, options), options);
}

/** Reads a named set that was found or fetched. Throws what `readNamedSet` throws. */
export async function readLocatedDataSet(located: LocatedDataSet, options: NamedSetOptions = {}): Promise<DataSet<'none'>> {
  return withFiles(Object.entries(located.files), {}, (sources) => readNamedSet(located.name, sources, options));
}

/**
 * All 737,280 images of dSprites as a grid of factors, looked for and fetched as by `openDataSet`: what measures of disentanglement need.
 *
 * Throws what `downloadDataSet` and `readDsprites` throw.
 */
export async function openDsprites(options: DownloadOptions & ReadDspritesOptions = {}): Promise<FactorGrid> {
  const located = await downloadDataSet('dsprites', options);
  const [path = ''] = Object.values(located.files);
  return withFile('openDataSet', path, (source) => readDsprites(source, options));
}

async function withFiles<T>(
  files: readonly (readonly [name: string, path: string])[],
  opened: Readonly<Record<string, ByteSource>>,
  use: (sources: Readonly<Record<string, ByteSource>>) => Promise<T>,
): Promise<T> {
  const [first, ...rest] = files;
  if (first === undefined) return use(opened);
  const [name, path] = first;
  return withFile('openDataSet', path, (source) => withFiles(rest, { ...opened, [name]: source }, use));
}
