import { crc32 } from '@vaekit-internal/base';
import { type ByteSource, sourceStream } from './byteSource.js';
import { hex } from './checkMagic.js';
import { DataError } from './dataError.js';
import { counted, faults } from './faults.js';
import { largestExpansion } from './inflate.js';
import { type StreamReader, streamReader } from './streamReader.js';

/** A file in a zip archive, as the archive's directory describes it. */
export interface ZipEntry {
  readonly name: string;
  readonly method: number;
  readonly compressedSize: number;
  readonly size: number;
  readonly crc: number;
  readonly offset: number;
}

const endSize = 22;
const entrySize = 46;
const localSize = 30;
const longestComment = 65_535;
const largestDirectory = 2 ** 24;

function numbersIn(bytes: Uint8Array): Record<'u16' | 'u32' | 'u64', (at: number) => number> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return {
    u16: (at) => view.getUint16(at, true),
    u32: (at) => view.getUint32(at, true),
    u64: (at) => Number(view.getBigUint64(at, true)),
  };
}

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
  const { u16, u32 } = numbersIn(tail);
  let end = tail.length - endSize;
  // What follows the end record is its comment, as long as it says.
  const endsHere = (at: number): boolean => u32(at) === 0x06054b50 && at + endSize + u16(at + 20) === tail.length;
  while (end >= 0 && !endsHere(end)) end--;
  if (end < 0) {
    const begins = Array.from(await source.read(0, 4), hex).join(' ');
    const problem = `${name}: no zip directory is at the end of its ${counted(size, 'byte')}`;
    if (begins === '50 4b 03 04') throw faults.truncated`${problem}; it is cut off or has bytes after its end`;
    throw faults.magic`${problem}; a zip archive begins with 50 4b 03 04, but offset 0 holds ${begins}`;
  }
  const [count, length, offset] = [u16(end + 10), u32(end + 12), u32(end + 16)];
  if (u16(end + 4) !== 0 || offset === 0xffffffff || count === 0xffff)
    throw faults.unsupported`${name}: the zip archive has several volumes or a 64-bit directory; neither is read`;
  if (offset + length > tailStart + end)
    throw faults.truncated`${name}: the zip directory is said to lie at offset ${offset}, ${counted(length, 'byte')} long, but must end before ${tailStart + end}`;
  if (length > largestDirectory)
    throw faults.tooLarge`${name}: the zip directory has ${counted(length, 'byte')}; at most ${largestDirectory} are read`;
  const directory = await source.read(offset, length);
  const entries: ZipEntry[] = [];
  for (let at = 0; entries.length < count;) {
    const where = `${name}: the zip directory at offset ${offset + at}`;
    if (at + entrySize > directory.length)
      throw faults.truncated`${where} ends after ${entries.length} of ${counted(count, 'file')}`;
    const { entry, end: next } = readEntry(where, name, directory.subarray(at));
    entries.push(entry);
    at += next;
  }
  // Files that overlapped would let a few bytes stand for many.
  const packed = entries.reduce((sum, entry) => sum + localSize + entry.compressedSize, 0);
  if (packed <= offset) return entries;
  throw faults.damaged`${name}: the files announce ${packed} compressed bytes, but the directory begins at offset ${offset}; they must not overlap`;
}

/** The entry at the beginning of some bytes of a directory, and where it ends. */
function readEntry(where: string, name: string, bytes: Uint8Array): { entry: ZipEntry; end: number } {
  const { u16, u32 } = numbersIn(bytes);
  if (u32(0) !== 0x02014b50) throw faults.magic`${where} must begin with 50 4b 01 02`;
  const nameEnd = entrySize + u16(28);
  const extraEnd = nameEnd + u16(30);
  const end = extraEnd + u16(32);
  if (end > bytes.length) throw faults.truncated`${where} ends in the middle of an entry`;
  const entryName = new TextDecoder().decode(bytes.subarray(entrySize, nameEnd));
  if ((u16(8) & 1) !== 0) throw faults.unsupported`${name}: '${entryName}' is encrypted; archives are read without a password`;
  const long = longNumbers(bytes.subarray(nameEnd, extraEnd));
  // In this order, and only those that did not fit into 32 bits, stand in the extra field.
  const [size, compressedSize, offset] = [u32(24), u32(20), u32(42)].map((short) =>
    short === 0xffffffff ? (long.shift() ?? short) : short,
  );
  return {
    entry: { name: entryName, method: u16(10), crc: u32(16), size: size!, compressedSize: compressedSize!, offset: offset! },
    end,
  };
}

/** The 64-bit numbers of an entry (its extra field 0x0001). */
function longNumbers(extra: Uint8Array): number[] {
  const { u16, u64 } = numbersIn(extra);
  for (let at = 0; at + 4 <= extra.length; at += 4 + u16(at + 2)) {
    const count = Math.floor(Math.min(extra.length - at - 4, u16(at + 2)) / 8);
    if (u16(at) === 1) return Array.from({ length: count }, (_, i) => u64(at + 4 + 8 * i));
  }
  return [];
}

/**
 * The bytes of one file of an archive, inflated as they are taken.
 *
 * No more comes out than the directory announces. Throws a `DataError`, here or from the reader: `'truncated'`, `'trailing'`, `'damaged'`, `'checksum'`,
 * `'unsupported'` (a method other than stored and deflate).
 */
export async function openZipEntry(source: ByteSource, entry: ZipEntry): Promise<StreamReader> {
  const { method, offset, size, compressedSize } = entry;
  const where = `${source.name}, '${entry.name}'`;
  const header = await source.read(offset, localSize);
  const { u16, u32 } = numbersIn(header);
  if (header.length < localSize || u32(0) !== 0x04034b50)
    throw faults.truncated`${where}: a local header was expected at offset ${offset} and is not there`;
  const start = offset + localSize + u16(26) + u16(28);
  const end = start + compressedSize;
  if (end > source.size)
    throw faults.truncated`${where}: it is said to end at offset ${end}, but the archive ends at ${source.size}`;
  if (method !== 0 && method !== 8)
    throw faults.unsupported`${where}: compression method ${method}; 0 (stored) and 8 (deflate) are read`;
  if (size > compressedSize * largestExpansion)
    throw faults.truncated`${where} announces ${counted(size, 'byte')}, which no deflate stream of ${counted(compressedSize, 'byte')} can hold`;
  const raw = sourceStream(source, start, end);
  const stream = method === 0 ? raw : raw.pipeThrough(new DecompressionStream('deflate-raw'));
  return streamReader(stream.pipeThrough(checked(where, entry)), (error, at) =>
    error instanceof DataError
      ? error
      : faults.damaged`${where}: damaged after ${at} of ${size} inflated bytes (${error}); get the archive again`,
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

const hexOf = (crc: number): string => crc.toString(16).padStart(8, '0');

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
        throw faults.checksum`${where}: its checksum is ${hexOf(crc)} where the archive announces ${hexOf(entry.crc)}; get it again`;
    },
  });
}
