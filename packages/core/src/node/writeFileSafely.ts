import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Flushes a directory's entries where the system allows it (Windows does not). */
export async function flushDirectory(path: string): Promise<void> {
  const handle = await open(path, 'r').catch(() => undefined);
  try {
    await handle?.sync().catch(() => undefined);
  } finally {
    await handle?.close();
  }
}

/** Writes a file and flushes it to the disk. */
async function writeFlushed(path: string, content: Uint8Array | string): Promise<void> {
  const handle = await open(path, 'w');
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'you may not write there',
  EDQUOT: 'the quota of the disk is used up',
  ENOENT: 'its folder takes no files, or is not there',
  ENOSPC: 'the disk is full',
  EROFS: 'the disk takes no changes',
};

/** A failure of the system to write a file, by the file's name: the system says none, or that of a temporary file. */
export function writeFailure(path: string, error: unknown): unknown {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === undefined) return error;
  const [said] = message.split(', ');
  return Object.assign(
    new Error(`${path} cannot be written: ${reasons[code] === undefined ? said : `${reasons[code]} (${said})`}`, {
      cause: error,
    }),
    { code },
  );
}

let writes = 0;

/** Writes a file next to its place, flushes it, and renames it into place: readers see the old content or the new, never a part. */
export async function writeFileSafely(path: string, content: Uint8Array | string): Promise<void> {
  writes += 1;
  const temporary = `${path}.${process.pid}-${writes}.tmp`;
  try {
    await writeFlushed(temporary, content);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw writeFailure(path, error);
  }
  await flushDirectory(dirname(path));
}
