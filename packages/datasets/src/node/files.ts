import { type Dirent } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf } from '@vaekit-internal/base';
import { DataError } from '../dataError.js';
import { checkSize, type TreeFile } from '../reading/fileTree.js';
import { errorCode } from './errorCode.js';

/** The bytes of a file no larger than `maxBytes`; throws a `DataError` of kind `'file-missing'`, `'file-unreadable'` or `'too-large'`. */
export async function readBytes(caller: string, path: string, maxBytes: number): Promise<Uint8Array> {
  const unreadable = (error: unknown): never => {
    const code = errorCode(error);
    throw new DataError(
      code === 'ENOENT' ? 'file-missing' : 'file-unreadable',
      code === 'ENOENT'
        ? `${caller}: '${path}' does not exist; give the path of a file or a folder`
        : `${caller}: '${path}' cannot be read (${messageOf(error)})`,
      { cause: error },
    );
  };
  const { size } = await stat(path).catch(unreadable);
  checkSize(caller, path, size, maxBytes);
  return readFile(path).catch(unreadable);
}

/** A file below a folder, read when its turn has come. */
export function treeFile(caller: string, folder: string, path: string): TreeFile {
  const name = join(folder, path);
  return { path, name, bytes: (most) => readBytes(caller, name, most) };
}

/** Whether a path is a folder; throws a `DataError` of kind `'file-missing'` or `'file-unreadable'`. */
export async function isFolder(caller: string, path: string): Promise<boolean> {
  const found = await stat(path).catch((error: unknown) => {
    const code = errorCode(error);
    throw new DataError(
      code === 'ENOENT' ? 'file-missing' : 'file-unreadable',
      code === 'ENOENT'
        ? `${caller}: '${path}' does not exist; give the path of a file or a folder`
        : `${caller}: '${path}' cannot be read (${code ?? String(error)})`,
      { cause: error },
    );
  });
  return found.isDirectory();
}

/** The paths of all files below a folder, with `/`, links followed, hidden ones left out, no deeper than eight folders. */
export async function filesBelow(caller: string, folder: string, depth: number = 8): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    throw new DataError('file-unreadable', `${caller}: the folder '${folder}' cannot be read (${String(error)})`, {
      cause: error,
    });
  });
  const paths: string[] = [];
  for (const entry of entries) {
    if (entry.name.startsWith('.')) continue;
    if (!(await leadsToFolder(folder, entry))) paths.push(entry.name);
    else if (depth > 1) {
      const inner = await filesBelow(caller, join(folder, entry.name), depth - 1);
      paths.push(...inner.map((path) => `${entry.name}/${path}`));
    }
  }
  return paths;
}

async function leadsToFolder(folder: string, entry: Dirent): Promise<boolean> {
  if (!entry.isSymbolicLink()) return entry.isDirectory();
  const target = await stat(join(folder, entry.name)).catch(() => undefined);
  return target?.isDirectory() ?? false;
}
