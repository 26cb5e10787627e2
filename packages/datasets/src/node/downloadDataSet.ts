import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { defined } from '../defined.js';
import { faults } from '../faults.js';
import { namedSet, type NamedSetName } from '../namedSets.js';
import { dataCacheFolder, environmentMirrors } from './dataFolders.js';
import { type DownloadEvent, downloadFile, type DownloadPatience } from './downloadFile.js';
import { withFileLock } from './fileLock.js';
import { addressesOf } from '../transfer.js';
import { type LocatedDataSet, locateDataSet, type LocateOptions } from './locateDataSet.js';

export interface DownloadOptions extends LocateOptions, DownloadPatience {
  /**
   * Where to fetch from instead of the public sources: addresses (`http:`, `https:`, `file:`) or folders, in this order; a set lies in the folder of
   * its name, its files under the names of `namedSets`. Those of the variable `VAEKIT_DATA_MIRRORS` unless said; if neither, the public ones.
   */
  readonly mirrors?: readonly string[];
  readonly onEvent?: (event: DownloadEvent) => void;
  readonly signal?: AbortSignal;
}

/**
 * A named set on this machine: found by `locateDataSet`, else fetched into the cache, file by file, each compared with its published checksum.
 *
 * Two processes do not fetch the same set at once; the second waits and then finds it. With the variable `VAEKIT_OFFLINE` set (and not `0`) only `mirrors` are
 * asked. Throws a `DataError` of kind `'download'` or `'checksum'`, and what `locateDataSet` throws; or the signal's reason.
 */
export async function downloadDataSet(name: NamedSetName, options: DownloadOptions = {}): Promise<LocatedDataSet> {
  const { cacheDir = dataCacheFolder(), mirrors = environmentMirrors(), onEvent, signal } = options;
  const { stallTimeout, attempts, retryDelay } = options;
  const set = namedSet(name, 'downloadDataSet');
  signal?.throwIfAborted();
  const found = await locateDataSet(name, options);
  if (found !== undefined) return found;
  const folder = join(cacheDir, name);
  const offline = process.env['VAEKIT_OFFLINE'] ?? '0';
  if (mirrors === undefined && offline !== '0' && offline !== '')
    throw faults.download`downloadDataSet: ${name} is not on this machine and VAEKIT_OFFLINE forbids to fetch it; put ${set.files.map((file) => file.name).join(', ')} into '${folder}', or name a mirror (option \`mirrors\`, variable VAEKIT_DATA_MIRRORS)`;
  await mkdir(folder, { recursive: true }).catch((error: unknown) => {
    throw faults.download`downloadDataSet: the cache '${folder}' cannot be made (${error}); name another (variable VAEKIT_CACHE)`;
  });
  const onWait = (holder: string): void => onEvent?.({ kind: 'waiting', holder });
  await withFileLock(join(folder, '.lock'), { signal, onWait }, async (held) => {
    for (const file of set.files) {
      const destination = join(folder, file.name);
      // A file under its own name is whole and was checked before it got it.
      if (existsSync(destination)) continue;
      await downloadFile({
        file,
        destination,
        addresses: addressesOf(set, file.name, mirrors),
        signal: held,
        ...defined({ onEvent, stallTimeout, attempts, retryDelay }),
      });
    }
  });
  const fetched = await locateDataSet(name, options);
  if (fetched === undefined)
    throw faults.download`downloadDataSet: ${name} was fetched into '${folder}' but is not there any more; was the cache emptied meanwhile?`;
  return fetched;
}
