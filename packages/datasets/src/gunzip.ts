import { bytesSource, sourceStream } from './byteSource.js';
import type { DataError } from './dataError.js';
import { errorCode } from './errorCode.js';
import { counted, faults } from './faults.js';
import { streamReader } from './streamReader.js';

export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/**
 * Inflates one gzip member through the web-standard `DecompressionStream`, and no further than it is told to.
 *
 * `expectedSize` is asked with the first `headSize` bytes that come out (fewer where the data end before) and says how many bytes there must
 * be; inflation stops at the first byte beyond that, so that neither a small file that inflates to gigabytes nor a header that announces them
 * takes memory. Throws a `DataError` of kind `'gzip'`, `'truncated'` or `'trailing'`, or whatever `expectedSize` throws.
 */
export async function gunzip(
  caller: string,
  bytes: Uint8Array,
  headSize: number,
  expectedSize: (head: Uint8Array) => number,
): Promise<Uint8Array> {
  if (bytes.length < 18)
    throw faults.truncated`${caller}: the gzip file has ${counted(bytes.length, 'byte')}, at least 18 were expected; fetch it again`;
  const stream = sourceStream(bytesSource(caller, bytes)).pipeThrough(new DecompressionStream('gzip'));
  let expected: number | undefined;
  const reader = streamReader(stream, (error, size) => inflationFailure(caller, error, size, expected));
  try {
    expected = expectedSize(await reader.peek(headSize));
    const inflated = await reader.take(expected);
    if ((await reader.take(1)).length > 0)
      throw faults.trailing`${caller}: more than ${counted(expected, 'byte comes', 'bytes come')} out of the gzip file, where its header announces ${expected}`;
    const size = inflated.length;
    if (size < expected)
      throw faults.truncated`${caller}: the gzip file ends after ${size} inflated bytes; its header announces ${expected}`;
    // The last four bytes of a gzip file are its inflated size. Engines disagree about bytes after the end; this check does not.
    const trailer = new DataView(bytes.buffer, bytes.byteOffset + bytes.length - 4, 4).getUint32(0, true);
    if (trailer === size % 2 ** 32) return inflated;
    throw faults.gzip`${caller}: the last 4 bytes of the gzip file (offset ${bytes.length - 4}) say ${trailer} inflated bytes, but ${size} came out; one gzip member with nothing after it was expected`;
  } finally {
    await reader.cancel();
  }
}

function inflationFailure(caller: string, error: unknown, size: number, expected: number | undefined): DataError {
  const after = `after ${size}${expected === undefined ? '' : ` of ${expected}`} inflated bytes`;
  // Node names the two cases; browsers throw one TypeError for both.
  return ['Z_BUF_ERROR', 'ERR_STREAM_PREMATURE_CLOSE'].includes(errorCode(error) ?? '')
    ? faults.truncated`${caller}: the gzip file ends in the middle, ${after} (${error}); fetch it again`
    : faults.gzip`${caller}: the gzip file is damaged or cut off ${after} (${error}); fetch it again`;
}
