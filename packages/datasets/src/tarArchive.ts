import { faults } from './faults.js';
import type { StreamReader } from './streamReader.js';

const block = 512;

/**
 * Goes through the files of a tar archive in their order (ustar, pax and GNU; long names of those two are left out with their headers).
 *
 * `visit` is called with a name and a size and may take the file's bytes from the reader, all of them or none; it stops the walk by returning false.
 * Throws a `DataError` with the offset in the archive: `'magic'` (a header whose checksum is wrong), `'truncated'`.
 */
export async function walkTar(
  what: string,
  reader: StreamReader,
  visit: (name: string, size: number) => Promise<boolean>,
): Promise<void> {
  for (;;) {
    const start = reader.offset;
    const header = (await reader.take(block)).slice();
    // Two blocks of zeros end an archive; some end without.
    if (header.every((byte) => byte === 0)) return;
    if (header.length < block)
      throw faults.truncated`${what}: the tar header at offset ${start} ends after ${header.length} of ${block} bytes`;
    const announced = octal(header.subarray(148, 156));
    const sum = header.reduce((total, byte, i) => total + (i >= 148 && i < 156 ? 32 : byte), 0);
    if (sum !== announced)
      throw faults.magic`${what}: the tar header at offset ${start} has the checksum ${sum} but says ${announced}; is it a tar archive?`;
    const size = octal(header.subarray(124, 136));
    if (!Number.isSafeInteger(size)) throw faults.shape`${what}: the tar header at offset ${start} says no size in octal digits`;
    const type = String.fromCharCode(header[156] ?? 0);
    const path = [text(header.subarray(345, 500)), text(header.subarray(0, 100))];
    const name = (text(header.subarray(257, 262)) === 'ustar' ? path : path.slice(1)).filter((part) => part !== '').join('/');
    const before = reader.offset;
    if (type === '0' || type === '\0') {
      if (!(await visit(name, size))) return;
    }
    const left = size - (reader.offset - before);
    if ((await reader.skip(left)) < left)
      throw faults.truncated`${what}: '${name}' should end at offset ${before + size}, but the archive ends at ${reader.offset}`;
    await reader.skip((block - (size % block)) % block);
  }
}

function text(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return new TextDecoder().decode(end < 0 ? bytes : bytes.subarray(0, end));
}

function octal(bytes: Uint8Array): number {
  const digits = text(bytes).trim();
  return /^[0-7]+$/.test(digits) ? Number.parseInt(digits, 8) : Number.NaN;
}
