import { messageOf } from '@vaekit-internal/base';
import { counted } from './counted.js';
import { DataError } from './dataError.js';
import { joinBytes } from './joinBytes.js';

/** Whether bytes begin as a gzip file does. */
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
  if (bytes.length < 18) {
    throw new DataError(
      'truncated',
      `${caller}: the gzip file has ${counted(bytes.length, 'byte')}, at least 18 were expected; fetch it again`,
    );
  }
  const reader = inflated(bytes).getReader();
  const chunks: Uint8Array[] = [];
  let size = 0;
  let expected: number | undefined;
  try {
    for (;;) {
      const { done, value } = await reader.read().catch((error: unknown) => {
        throw inflationFailure(caller, error, size, expected);
      });
      if (!done) {
        chunks.push(value);
        size += value.length;
      }
      if (expected === undefined && (done || size >= headSize)) expected = expectedSize(joinBytes(chunks, headSize));
      if (expected !== undefined && size > expected) {
        throw new DataError(
          'trailing',
          `${caller}: more than ${counted(expected, 'byte comes', 'bytes come')} out of the gzip file, where its header announces ${expected}`,
        );
      }
      if (done) break;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
  const announced = expected ?? 0;
  if (size < announced) {
    throw new DataError(
      'truncated',
      `${caller}: the gzip file ends after ${size} inflated bytes; its header announces ${announced}`,
    );
  }
  // The last four bytes of a gzip file are its inflated size. Engines disagree about bytes after the end; this check does not.
  const trailer = new DataView(bytes.buffer, bytes.byteOffset + bytes.length - 4, 4).getUint32(0, true);
  if (trailer !== size % 2 ** 32) {
    throw new DataError(
      'gzip',
      `${caller}: the last 4 bytes of the gzip file (offset ${bytes.length - 4}) say ${trailer} inflated bytes, but ${size} came out; ` +
        'one gzip member with nothing after it was expected',
    );
  }
  return joinBytes(chunks);
}

const sliceSize = 65_536;

function inflated(bytes: Uint8Array): ReadableStream<Uint8Array> {
  let offset = 0;
  const source = new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull(controller): void {
      if (offset >= bytes.length) {
        controller.close();
        return;
      }
      controller.enqueue(new Uint8Array(bytes.subarray(offset, offset + sliceSize)));
      offset += sliceSize;
    },
  });
  return source.pipeThrough(new DecompressionStream('gzip'));
}

function inflationFailure(caller: string, error: unknown, size: number, expected: number | undefined): DataError {
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
  const reason = messageOf(error);
  const wanted = expected === undefined ? '' : ` of ${expected}`;
  // Node names the two cases; browsers throw one TypeError for both.
  return code === 'Z_BUF_ERROR' || code === 'ERR_STREAM_PREMATURE_CLOSE'
    ? new DataError(
        'truncated',
        `${caller}: the gzip file ends in the middle, after ${size}${wanted} inflated bytes; fetch it again`,
        {
          cause: error,
        },
      )
    : new DataError(
        'gzip',
        `${caller}: the gzip file is damaged or cut off after ${size}${wanted} inflated bytes (${reason}); fetch it again`,
        {
          cause: error,
        },
      );
}
