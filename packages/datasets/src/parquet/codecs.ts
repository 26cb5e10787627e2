import { counted, faults } from '../faults.js';
import { inflate } from '../inflate.js';
import type { Decompress } from './pages.js';
import { unsnap } from './snappy.js';

/** How often a compressed byte may come out at most; a page below `smallPage` may announce what it likes. */
const expansions: ReadonlyMap<string, number> = new Map([
  ['BROTLI', 2 ** 17],
  ['LZ4', 256],
  ['LZ4_RAW', 256],
  ['ZSTD', 2 ** 15],
]);
const smallPage = 2 ** 16;

/**
 * What decompresses the pages of a codec, by Parquet's name; the packages that it needs are loaded here. What it gives has exactly the size that was announced, and no
 * page that cannot have its size is begun. Throws a `DataError` of kind `'unsupported'` for other codecs and missing packages.
 */
export async function decompressorOf(name: string, codec: string | undefined): Promise<Decompress> {
  if (codec === 'UNCOMPRESSED') return stored;
  if (codec === 'SNAPPY') return unsnap;
  if (codec === 'GZIP') return gunzipPage;
  const most = expansions.get(codec ?? '');
  if (codec === undefined || most === undefined)
    throw faults.unsupported`${name}: its columns are compressed by ${codec ?? 'an unknown codec'}; save the file with zstd, snappy, gzip or none`;
  const library = await import('hyparquet-compressors').catch((error: unknown) => {
    throw faults.unsupported`${name}: its columns are compressed by ${codec}; install the package hyparquet-compressors to read it (npm install hyparquet-compressors), or save the file with snappy, gzip or none (${error})`;
  });
  const { decompressBrotli, decompressLz4Raw, decompressZstd } = library;
  const work: Record<string, (input: Uint8Array, size: number) => Uint8Array> = {
    BROTLI: decompressBrotli,
    LZ4: (input, size) => unframe(input, size, decompressLz4Raw),
    LZ4_RAW: decompressLz4Raw,
    ZSTD: (input, size) => decompressZstd(input, new Uint8Array(size)),
  };
  return (what, compressed, size) => {
    if (size > Math.max(smallPage, compressed.length * most))
      throw faults.damaged`${what}: it announces ${counted(size, 'byte')}, which ${counted(compressed.length, 'byte')} of ${codec} cannot hold`;
    if (size === 0) return new Uint8Array(0);
    let page: Uint8Array | undefined;
    try {
      page = work[codec]?.(compressed, size);
    } catch (error) {
      throw faults.damaged`${what}: ${codec} cannot decompress it (${error})`;
    }
    if (page?.length === size) return page;
    throw faults.damaged`${what}: ${counted(page?.length ?? 0, 'byte comes', 'bytes come')} out of ${codec} where ${counted(size, 'was', 'were')} announced`;
  };
}

function stored(what: string, compressed: Uint8Array, size: number): Uint8Array {
  if (compressed.length === size) return compressed;
  throw faults.damaged`${what}: it is not compressed, but its sizes differ (${compressed.length} and ${size} bytes)`;
}

function gunzipPage(what: string, compressed: Uint8Array, size: number): Uint8Array {
  // Writers of Parquet put no name or comment into the ten bytes of the head.
  if (compressed.length < 18 || compressed[0] !== 0x1f || compressed[1] !== 0x8b || compressed[2] !== 8 || compressed[3] !== 0)
    throw faults.damaged`${what}: it is not a gzip member with a head of ten bytes`;
  return inflate(what, compressed.subarray(10, -8), size);
}

/**
 * LZ4 as Hadoop frames it: blocks, each behind its two sizes (most significant byte first); some writers leave the frames out.
 *
 * Own code, since a frame of a negative size makes the library read the same bytes for ever.
 */
function unframe(input: Uint8Array, size: number, block: (input: Uint8Array, size: number) => Uint8Array): Uint8Array {
  const view = new DataView(input.buffer, input.byteOffset, input.length);
  const output = new Uint8Array(size);
  let filled = 0;
  for (let at = 0; at < input.length;) {
    const [inflated, compressed] = at + 8 <= input.length ? [view.getUint32(at), view.getUint32(at + 4)] : [Infinity, Infinity];
    if (at + 8 + compressed > input.length || filled + inflated > size) return block(input, size);
    output.set(block(input.subarray(at + 8, at + 8 + compressed), inflated), filled);
    filled += inflated;
    at += 8 + compressed;
  }
  return filled === size ? output : block(input, size);
}
