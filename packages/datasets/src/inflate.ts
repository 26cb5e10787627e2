import { Inflate } from 'fflate';
import { DataError } from './dataError.js';

/** A deflate stream cannot expand by more than this (258 bytes from two bits). */
export const largestExpansion = 1032;

/**
 * Inflates a raw deflate stream that must come to exactly `expected` bytes, and goes no further than one step beyond.
 *
 * Memory grows with what comes out, never with what was announced: an announcement beyond what so few bytes can hold is refused at once, and the
 * input is fed in slices so small that a step gives at most about eight times the whole input. Throws a `DataError` of kind `'truncated'`,
 * `'trailing'` or `'damaged'`; `what` is the subject of its sentence.
 */
export function inflate(what: string, compressed: Uint8Array, expected: number): Uint8Array {
  if (expected > compressed.length * largestExpansion) {
    throw new DataError(
      'truncated',
      `${what} announces ${expected} bytes, which no deflate stream of ${compressed.length} bytes can hold`,
    );
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  const stream = new Inflate((chunk) => {
    if (chunk.length > 0) chunks.push(chunk);
    size += chunk.length;
  });
  const slice = Math.max(256, Math.ceil(compressed.length / 128));
  for (let start = 0; start < compressed.length || start === 0; start += slice) {
    const final = start + slice >= compressed.length;
    try {
      stream.push(compressed.subarray(start, start + slice), final);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      const [kind, words] =
        reason === 'unexpected EOF'
          ? (['truncated', 'ends in the middle'] as const)
          : (['damaged', `is damaged (${reason})`] as const);
      throw new DataError(kind, `${what} ${words}, after ${size} of ${expected} inflated bytes; get the file again`, {
        cause: error,
      });
    }
    if (size > expected)
      throw new DataError('trailing', `${what} inflates to more than the ${expected} bytes that were announced`);
  }
  if (size < expected) throw new DataError('truncated', `${what} inflates to ${size} bytes where ${expected} were announced`);
  const [only] = chunks;
  if (chunks.length === 1 && only !== undefined) return only;
  const all = new Uint8Array(size);
  let offset = 0;
  for (const chunk of chunks) {
    all.set(chunk, offset);
    offset += chunk.length;
  }
  return all;
}
