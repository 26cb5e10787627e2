import { crc32 } from '@vaekit-internal/base';
import { type ByteSource, sourceStream } from './byteSource.js';
import { counted } from './counted.js';
import { DataError } from './dataError.js';
import { faults } from './faults.js';
import { largestExpansion } from './inflate.js';
import { type StreamReader, streamReader } from './streamReader.js';

/** A file in a zip archive, as the archive's directory describes it. */
export interface ZipEntry {
  readonly name: string;
  readonly method: number;
  readonly compressedSize: number;
  readonly size: number;
  readonly crc: number;
  /** Where its local header begins. */
  readonly offset: number;
}

const endSize = 22;
const localSize = 30;
const longestComment = 65_535;
const largestDirectory = 2 ** 24;

/**
 * The files of a zip archive, from its directory at the end; nothing else of the archive is read.
 *
 * Throws a `DataError`: `'magic'`, `'truncated'`, `'damaged'` (files that overlap), `'too-large'` (a directory above 16 MiB) or `'unsupported'` (several
 * volumes, encryption).
 */
export async function readZipDirectory(source: ByteSource): Promise<readonly ZipEntry[]> {
  const { name, size } = source;
  const tailStart = Math.max(0, size - endSize - longestComment);
  const tail = await source.read(tailStart, size - tailStart);
  const tailView = view(tail);
  let end = tail.length - endSize;
  // What follows the end record is its comment, as long as it says.
  const endsHere = (at: number): boolean =>
    tailView.getUint32(at, true) === 0x06054b50 && at + endSize + tailView.getUint16(at + 20, true) === tail.length;
  while (end >= 0 && !endsHere(end)) end--;
  if (end < 0) {
    const begins = Array.from(await source.read(0, 4), (byte) => byte.toString(16).padStart(2, '0')).join(' ');
    const isZip = begins === '50 4b 03 04';
    throw new DataError(
      isZip ? 'truncated' : 'magic',
      `${name}: no zip directory is at the end of its ${counted(size, 'byte')}; ${isZip ? 'it is cut off or has bytes after its end' : `a zip archive begins with 50 4b 03 04, but offset 0 holds ${begins}`}`,
    );
  }
  const count = tailView.getUint16(end + 10, true);
  const directorySize = tailView.getUint32(end + 12, true);
  const directoryOffset = tailView.getUint32(end + 16, true);
  if (tailView.getUint16(end + 4, true) !== 0 || directoryOffset === 0xffffffff || count === 0xffff)
    throw faults.unsupported`${name}: the zip archive has several volumes or a 64-bit directory; neither is read`;
  if (directoryOffset + directorySize > tailStart + end)
    throw faults.truncated`${name}: the zip directory is said to lie at offset ${directoryOffset}, ${counted(directorySize, 'byte')} long, but must end before ${tailStart + end}`;
  if (directorySize > largestDirectory)
    throw faults.tooLarge`${name}: the zip directory has ${counted(directorySize, 'byte')}; at most ${largestDirectory} are read`;
  const directory = await source.read(directoryOffset, directorySize);
  const entries: ZipEntry[] = [];
  for (let at = 0; entries.length < count;) {
    const header = view(directory.subarray(at));
    const where = `the zip directory at offset ${directoryOffset + at}`;
    if (header.byteLength < 46)
      throw faults.truncated`${name}: ${where} ends after ${entries.length} of ${counted(count, 'file')}`;
    if (header.getUint32(0, true) !== 0x02014b50) throw faults.magic`${name}: ${where} must begin with 50 4b 01 02`;
    const nameLength = header.getUint16(28, true);
    const extraLength = header.getUint16(30, true);
    const next = 46 + nameLength + extraLength + header.getUint16(32, true);
    if (next > header.byteLength) throw faults.truncated`${name}: ${where} ends in the middle of an entry`;
    const entryName = new TextDecoder().decode(directory.subarray(at + 46, at + 46 + nameLength));
    if ((header.getUint16(8, true) & 1) !== 0)
      throw faults.unsupported`${name}: '${entryName}' is encrypted; archives are read without a password`;
    entries.push(
      withLongSizes(
        {
          name: entryName,
          method: header.getUint16(10, true),
          crc: header.getUint32(16, true),
          compressedSize: header.getUint32(20, true),
          size: header.getUint32(24, true),
          offset: header.getUint32(42, true),
        },
        directory.subarray(at + 46 + nameLength, at + 46 + nameLength + extraLength),
      ),
    );
    at += next;
  }
  // Files that overlapped would let a few bytes stand for many.
  const packed = entries.reduce((sum, entry) => sum + localSize + entry.compressedSize, 0);
  if (packed > directoryOffset)
    throw faults.damaged`${name}: the files announce ${packed} compressed bytes, but the directory begins at offset ${directoryOffset}; they must not overlap`;
  return entries;
}

/** The 64-bit sizes of an entry whose 32-bit ones are all ones (the extra field 0x0001). */
function withLongSizes(entry: ZipEntry, extra: Uint8Array): ZipEntry {
  const fields = view(extra);
  for (let at = 0; at + 4 <= extra.length; at += 4 + fields.getUint16(at + 2, true)) {
    if (fields.getUint16(at, true) !== 1) continue;
    const end = Math.min(extra.length, at + 4 + fields.getUint16(at + 2, true));
    let field = at + 4;
    const long = (short: number): number => {
      if (short !== 0xffffffff || field + 8 > end) return short;
      field += 8;
      return Number(fields.getBigUint64(field - 8, true));
    };
    // In this order, and only those that did not fit.
    const size = long(entry.size);
    const compressedSize = long(entry.compressedSize);
    return { ...entry, size, compressedSize, offset: long(entry.offset) };
  }
  return entry;
}

/**
 * The bytes of one file of an archive, inflated as they are taken.
 *
 * No more comes out than the directory announces. Throws a `DataError`, here or from the reader: `'truncated'`, `'trailing'`, `'damaged'`, `'checksum'`,
 * `'unsupported'` (a method other than stored and deflate).
 */
export async function openZipEntry(source: ByteSource, entry: ZipEntry): Promise<StreamReader> {
  const where = `${source.name}, '${entry.name}'`;
  const header = view(await source.read(entry.offset, localSize));
  if (header.byteLength < localSize || header.getUint32(0, true) !== 0x04034b50)
    throw faults.truncated`${where}: a local header was expected at offset ${entry.offset} and is not there`;
  const start = entry.offset + localSize + header.getUint16(26, true) + header.getUint16(28, true);
  const end = start + entry.compressedSize;
  if (end > source.size)
    throw faults.truncated`${where}: it is said to end at offset ${end}, but the archive ends at ${source.size}`;
  if (entry.method !== 0 && entry.method !== 8)
    throw faults.unsupported`${where}: compression method ${entry.method}; 0 (stored) and 8 (deflate) are read`;
  if (entry.size > entry.compressedSize * largestExpansion)
    throw faults.truncated`${where} announces ${counted(entry.size, 'byte')}, which no deflate stream of ${counted(entry.compressedSize, 'byte')} can hold`;
  const raw = sourceStream(source, start, end);
  const stream = entry.method === 0 ? raw : raw.pipeThrough(new DecompressionStream('deflate-raw'));
  return streamReader(stream.pipeThrough(checked(where, entry)), (error, offset) =>
    error instanceof DataError
      ? error
      : new DataError('damaged', `${where}: damaged after ${offset} of ${entry.size} inflated bytes; get the archive again`, {
          cause: error,
        }),
  );
}

/** All of one file of an archive; throws a `DataError` of kind `'too-large'` if it is said to have more than `maxBytes`. */
export async function readZipEntry(source: ByteSource, entry: ZipEntry, maxBytes: number): Promise<Uint8Array> {
  if (entry.size > maxBytes)
    throw faults.tooLarge`${source.name}, '${entry.name}': ${counted(entry.size, 'byte')}; at most ${maxBytes} are read`;
  const reader = await openZipEntry(source, entry);
  try {
    const bytes = await reader.take(entry.size);
    // The end must be seen for the checks that are made there.
    await reader.take(1);
    return bytes;
  } finally {
    await reader.cancel();
  }
}

/** Lets through as many bytes as the directory announces, with the checksum it announces, or fails. */
function checked(where: string, entry: ZipEntry): TransformStream<Uint8Array, Uint8Array> {
  let size = 0;
  let crc = 0;
  return new TransformStream({
    transform(chunk, controller): void {
      size += chunk.length;
      if (size > entry.size)
        throw faults.trailing`${where}: inflates to more than the ${counted(entry.size, 'byte')} that the archive announces`;
      crc = crc32(chunk, crc);
      controller.enqueue(chunk);
    },
    flush(): void {
      if (size < entry.size)
        throw faults.truncated`${where}: inflates to ${counted(size, 'byte')} where the archive announces ${entry.size}`;
      if (crc !== entry.crc)
        throw faults.checksum`${where}: its checksum is ${hex(crc)} where the archive announces ${hex(entry.crc)}; get it again`;
    },
  });
}

function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}

function hex(value: number): string {
  return value.toString(16).padStart(8, '0');
}
