import { open } from 'node:fs/promises';
import type { ByteSource } from '../byteSource.js';

/** A file as a source, opened for the time of `use`. */
export async function withFile<T>(path: string, use: (source: ByteSource) => Promise<T>): Promise<T> {
  const handle = await open(path, 'r');
  try {
    const { size } = await handle.stat();
    return await use({
      name: path,
      size,
      async read(offset, length): Promise<Uint8Array> {
        const wanted = Math.max(0, Math.min(length, size - offset));
        const bytes = new Uint8Array(wanted);
        let at = 0;
        while (at < wanted) {
          const { bytesRead } = await handle.read(bytes, at, wanted - at, offset + at);
          if (bytesRead === 0) break;
          at += bytesRead;
        }
        return bytes.subarray(0, at);
      },
    });
  } finally {
    await handle.close();
  }
}
