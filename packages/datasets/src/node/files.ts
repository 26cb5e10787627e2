import type { Dirent, Stats } from 'node:fs';
import { open, readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type ByteSource, readAll } from '../byteSource.js';
import { faults } from '../faults.js';
import { joinBytes } from '../joinBytes.js';
import { checkSize, type TreeFile } from '../reading/fileTree.js';
import { errorCode } from '../errorCode.js';

/** What lies at a path, links followed; throws a `DataError` of kind `'file-missing'` or `'file-unreadable'`. */
async function statOf(caller: string, path: string): Promise<Stats> {
  return stat(path).catch((error: unknown) => {
    const code = errorCode(error);
    if (code === 'ENOENT') throw faults.fileMissing`${caller}: '${path}' does not exist; give the path of a file or a folder`;
    if (code === 'ELOOP')
      throw faults.fileUnreadable`${caller}: '${path}' is a link that leads back to itself; give the path of a file or a folder`;
    throw faults.fileUnreadable`${caller}: '${path}' cannot be read (${error})`;
  });
}

/** Throws a `DataError` of kind `'file-unreadable'` for what has no end or no size: a pipe, a socket, a device. */
function checkRegular(caller: string, path: string, found: Stats): void {
  if (found.isFile()) return;
  const kind = found.isFIFO() ? 'a pipe' : found.isSocket() ? 'a socket' : found.isDirectory() ? 'a folder' : 'a device';
  throw faults.fileUnreadable`${caller}: '${path}' is ${kind}; data are regular files or come from standard input (-)`;
}

/** A regular file as a source, opened for the time of `use`; throws a `DataError` of kind `'file-missing'` or `'file-unreadable'`. */
export async function withFile<T>(caller: string, path: string, use: (source: ByteSource) => Promise<T>): Promise<T> {
  const found = await statOf(caller, path);
  checkRegular(caller, path, found);
  const { size } = found;
  const unreadable = (error: unknown): never => {
    throw faults.fileUnreadable`${caller}: '${path}' cannot be read (${error})`;
  };
  const handle = await open(path).catch(unreadable);
  const read = async (offset: number, length: number): Promise<Uint8Array> => {
    const bytes = new Uint8Array(Math.max(0, Math.min(length, size - offset)));
    for (let at = 0; at < bytes.length;) {
      // No system reads more than 2 GiB at a time.
      const { bytesRead } = await handle.read(bytes, at, Math.min(bytes.length - at, 2 ** 30), offset + at).catch(unreadable);
      if (bytesRead === 0) return bytes.subarray(0, at);
      at += bytesRead;
    }
    return bytes;
  };
  try {
    return await use({ name: path, size, read });
  } finally {
    await handle.close();
  }
}

/** All that a stream gives, no more than `most` bytes. */
export async function readStream(
  caller: string,
  name: string,
  stream: AsyncIterable<Uint8Array>,
  most: number,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stream) {
    size += chunk.length;
    checkSize(caller, name, size, most);
    chunks.push(chunk);
  }
  return joinBytes(chunks);
}

/** A file below a folder, read when its turn has come. */
export function treeFile(caller: string, folder: string, path: string): TreeFile {
  const name = join(folder, path);
  const bytes = (most: number): Promise<Uint8Array> =>
    withFile(caller, name, (source) => {
      checkSize(caller, name, source.size, most);
      return readAll(source);
    });
  return { path, name, bytes };
}

/** Whether a path is a folder; throws a `DataError` of kind `'file-missing'` or `'file-unreadable'`, also for what is neither file nor folder. */
export async function isFolder(caller: string, path: string): Promise<boolean> {
  const found = await statOf(caller, path);
  if (found.isDirectory()) return true;
  checkRegular(caller, path, found);
  return false;
}

/**
 * The paths of all files below a folder, with `/`, links followed, hidden ones left out, no deeper than `depth` folders. `onFound` hears of each at once.
 *
 * Throws a `DataError` of kind `'file-unreadable'`, also where a link leads back to a folder that holds it.
 */
export async function filesBelow(
  caller: string,
  folder: string,
  depth: number = 16,
  onFound?: (path: string) => void,
  above: readonly string[] = [],
): Promise<string[]> {
  const unreadable = (error: unknown): never => {
    throw faults.fileUnreadable`${caller}: the folder '${folder}' cannot be read (${error})`;
  };
  const place = await realpath(folder).catch(unreadable);
  if (above.includes(place))
    throw faults.fileUnreadable`${caller}: the link '${folder}' leads back to '${place}', which holds it; remove the link or give a folder below it`;
  const entries = await readdir(folder, { withFileTypes: true }).catch(unreadable);
  const paths: string[] = [];
  for (const entry of entries) {
    if (entry.name.startsWith('.')) continue;
    if (!(await leadsToFolder(folder, entry))) {
      paths.push(entry.name);
      onFound?.(join(folder, entry.name));
    } else if (depth > 1) {
      const inner = await filesBelow(caller, join(folder, entry.name), depth - 1, onFound, [...above, place]);
      for (const path of inner) paths.push(`${entry.name}/${path}`);
    }
  }
  return paths;
}

async function leadsToFolder(folder: string, entry: Dirent): Promise<boolean> {
  if (!entry.isSymbolicLink()) return entry.isDirectory();
  const target = await stat(join(folder, entry.name)).catch(() => undefined);
  return target?.isDirectory() ?? false;
}
