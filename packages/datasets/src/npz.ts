import { crc32 } from '@vaekit-internal/base';
import { counted } from './counted.js';
import { DataError } from './dataError.js';
import { inflate } from './inflate.js';
import { type NpyTensor, type NpyText, readNpy } from './npy.js';

/** Options of `readNpz`. */
export interface ReadNpzOptions {
  /** Whether arrays of text are read too; they are refused unless said. */
  readonly text?: boolean;
  /** The most bytes all arrays together may have, uncompressed; 1 GiB unless said. */
  readonly maxBytes?: number;
  /** What messages call the bytes, for example the file's name; `'readNpz'` unless said. */
  readonly name?: string;
  /** Told of each member whose type is not read, such as Python objects, and why; unless given, one is an error. */
  readonly onOtherType?: (member: string, error: DataError) => void;
}

interface Entry {
  readonly name: string;
  readonly method: number;
  readonly crc: number;
  readonly compressedSize: number;
  readonly size: number;
  readonly offset: number;
}

const endSize = 22;
const centralSize = 46;
const localSize = 30;

/**
 * Reads an NPZ file (`numpy.savez` or `numpy.savez_compressed`): a zip archive of NPY files, by name without `.npy`.
 *
 * The directory at the end is what counts; sizes, checksums and every member are checked. Nothing is inflated beyond what the directory
 * announces, and no announcement is believed beyond what the bytes can hold. Encrypted and 64-bit archives (4 GiB) are refused. Throws a
 * `DataError` that names the member or the offset: `'magic'`, `'truncated'`, `'trailing'`, `'checksum'`, `'damaged'`, `'unsupported'`, `'too-large'`, and
 * what `readNpy` throws. Source: PKWARE, "APPNOTE.TXT"; RFC 1951.
 */
export function readNpz(
  bytes: Uint8Array,
  options: ReadNpzOptions & { readonly text: true },
): Record<string, NpyTensor | NpyText>;
export function readNpz(bytes: Uint8Array, options?: ReadNpzOptions): Record<string, NpyTensor>;
export function readNpz(bytes: Uint8Array, options: ReadNpzOptions = {}): Record<string, NpyTensor | NpyText> {
  const { maxBytes = 2 ** 30, name = 'readNpz', text = false, onOtherType } = options;
  const entries = readDirectory(name, bytes);
  const total = entries.reduce((sum, entry) => sum + entry.size, 0);
  if (total > maxBytes) {
    throw new DataError(
      'too-large',
      `${name}: the members announce ${counted(total, 'byte')}; at most ${maxBytes} are read (option \`maxBytes\`)`,
    );
  }
  const arrays: Record<string, NpyTensor | NpyText> = {};
  for (const entry of entries) {
    const member = readMember(name, bytes, entry);
    const key = entry.name.replace(/\.npy$/, '');
    try {
      arrays[key] = readNpy(member, { name: `${name}, member '${entry.name}'`, maxBytes, text });
    } catch (error) {
      if (!(error instanceof DataError) || error.kind !== 'type' || onOtherType === undefined) throw error;
      onOtherType(key, error);
    }
  }
  return arrays;
}

function readDirectory(name: string, bytes: Uint8Array): Entry[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (bytes.length < endSize) {
    throw new DataError(
      'truncated',
      `${name}: the file has ${counted(bytes.length, 'byte')}; the smallest zip archive has ${endSize}`,
    );
  }
  const first = view.getUint32(0, true);
  if (first !== 0x04034b50 && first !== 0x06054b50) {
    throw new DataError(
      'magic',
      `${name}: a zip archive begins with 50 4b 03 04, but offset 0 holds ${[...bytes.subarray(0, 4)].map((byte) => byte.toString(16).padStart(2, '0')).join(' ')}; is it an NPZ file?`,
    );
  }
  const end = bytes.length - endSize;
  if (view.getUint32(end, true) !== 0x06054b50) {
    throw new DataError(
      'truncated',
      `${name}: the end record of a zip archive (50 4b 05 06, no comment) was expected at offset ${end}; the file is cut off or has bytes after its end`,
    );
  }
  const count = view.getUint16(end + 10, true);
  const directorySize = view.getUint32(end + 12, true);
  const start = view.getUint32(end + 16, true);
  if (count === 0xffff || start === 0xffffffff) {
    throw new DataError('unsupported', `${name}: a 64-bit zip archive; save fewer or smaller arrays in one file`);
  }
  if (view.getUint32(end + 4, true) !== 0 || view.getUint16(end + 8, true) !== count || view.getUint16(end + 20, true) !== 0) {
    throw new DataError(
      'unsupported',
      `${name}: the end record at offset ${end} is not of an archive in one part without a comment`,
    );
  }
  if (start + directorySize !== end || count * centralSize > directorySize) {
    throw new DataError(
      'damaged',
      `${name}: the end record at offset ${end} says a directory of ${counted(count, 'member')} in ${counted(directorySize, 'byte')} from offset ${start}; it must end where the end record begins`,
    );
  }
  const entries: Entry[] = [];
  const names = new Set<string>();
  let offset = start;
  for (let i = 0; i < count; i++) {
    if (offset + centralSize > end || view.getUint32(offset, true) !== 0x02014b50) {
      throw new DataError('damaged', `${name}: member ${i} of the directory (50 4b 01 02) was expected at offset ${offset}`);
    }
    const nameLength = view.getUint16(offset + 28, true);
    const next = offset + centralSize + nameLength + view.getUint16(offset + 30, true) + view.getUint16(offset + 32, true);
    if (next > end) throw new DataError('damaged', `${name}: member ${i} at offset ${offset} reaches beyond the directory`);
    const memberName = new TextDecoder().decode(bytes.subarray(offset + centralSize, offset + centralSize + nameLength));
    if (!memberName.endsWith('.npy') || memberName === '__proto__.npy' || names.has(memberName)) {
      throw new DataError(
        'unsupported',
        `${name}: the directory at offset ${offset} names a member ${JSON.stringify(memberName)}; NPY files, each under a name of its own, were expected (unpack an archive of other files, and give the folder)`,
      );
    }
    if (view.getUint16(offset + 8, true) & 1) {
      throw new DataError('unsupported', `${name}: member '${memberName}' is encrypted; save it without a password`);
    }
    names.add(memberName);
    entries.push({
      name: memberName,
      method: view.getUint16(offset + 10, true),
      crc: view.getUint32(offset + 16, true),
      compressedSize: view.getUint32(offset + 20, true),
      size: view.getUint32(offset + 24, true),
      offset: view.getUint32(offset + 42, true),
    });
    offset = next;
  }
  if (offset !== end) {
    throw new DataError(
      'trailing',
      `${name}: ${counted(end - offset, 'byte follows', 'bytes follow')} the ${counted(count, 'member')} of the directory at offset ${offset}`,
    );
  }
  // Members that overlapped would let a few bytes stand for many.
  const packed = entries.reduce((sum, entry) => sum + localSize + entry.compressedSize, 0);
  if (packed > start) {
    throw new DataError(
      'damaged',
      `${name}: the members announce ${packed} compressed bytes, but the directory begins at offset ${start}; they must not overlap`,
    );
  }
  return entries;
}

function readMember(name: string, bytes: Uint8Array, entry: Entry): Uint8Array {
  const { offset, method, compressedSize, size, crc } = entry;
  const what = `${name}: member '${entry.name}'`;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (offset + localSize > bytes.length || view.getUint32(offset, true) !== 0x04034b50) {
    throw new DataError('damaged', `${what} was expected at offset ${offset} (50 4b 03 04), where the directory says it is`);
  }
  const start = offset + localSize + view.getUint16(offset + 26, true) + view.getUint16(offset + 28, true);
  if (start + compressedSize > bytes.length) {
    throw new DataError('truncated', `${what} ends at offset ${start + compressedSize}, but the file ends at ${bytes.length}`);
  }
  const packed = bytes.subarray(start, start + compressedSize);
  if (method !== 0 && method !== 8) {
    throw new DataError('unsupported', `${what} is compressed by method ${method}; stored (0) and deflated (8) members are read`);
  }
  if (method === 0 && compressedSize !== size) {
    throw new DataError('damaged', `${what} is stored, but its sizes differ (${compressedSize} and ${size} bytes)`);
  }
  const member = method === 0 ? packed : inflate(what, packed, size);
  const actual = crc32(member);
  if (actual !== crc) {
    throw new DataError(
      'checksum',
      `${what} has the CRC-32 ${actual.toString(16)}, the directory says ${crc.toString(16)}; get the file again`,
    );
  }
  return member;
}
