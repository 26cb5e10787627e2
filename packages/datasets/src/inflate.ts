import { Inflate, inflateSync } from 'fflate';
import { messageOf } from '@vaekit-internal/base';
import type { DataError } from './dataError.js';
import { counted, faults } from './faults.js';
import { joinBytes } from './joinBytes.js';

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
  if (expected > compressed.length * largestExpansion)
    throw faults.truncated`${what} announces ${counted(expected, 'byte')}, which no deflate stream of ${counted(compressed.length, 'byte')} can hold`;
  if (compressed.length <= 2 ** 14 && expected <= 2 ** 16) return inflateShort(what, compressed, expected);
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
      throw inflationFailure(what, error, `, after ${size} of ${expected} inflated bytes`);
    }
    if (size > expected) throw tooMuch(what, expected);
  }
  if (size < expected) throw tooLittle(what, size, expected);
  return joinBytes(chunks);
}

/** A short stream in one go, into one byte more than there must be: what would come after it is dropped. */
function inflateShort(what: string, compressed: Uint8Array, expected: number): Uint8Array {
  let all: Uint8Array;
  try {
    all = inflateSync(compressed, { out: new Uint8Array(expected + 1) });
  } catch (error) {
    // A block that is stored as it is and does not fit.
    if (error instanceof RangeError) throw tooMuch(what, expected);
    throw inflationFailure(what, error, `; ${expected} inflated bytes were expected`);
  }
  if (all.length > expected) throw tooMuch(what, expected);
  if (all.length < expected) throw tooLittle(what, all.length, expected);
  return all;
}

const tooMuch = (what: string, expected: number): DataError =>
  faults.trailing`${what} inflates to more than the ${counted(expected, 'byte that was', 'bytes that were')} announced`;

const tooLittle = (what: string, size: number, expected: number): DataError =>
  faults.truncated`${what} inflates to ${counted(size, 'byte')} where ${counted(expected, 'was', 'were')} announced`;

function inflationFailure(what: string, error: unknown, where: string): DataError {
  return messageOf(error) === 'unexpected EOF'
    ? faults.truncated`${what} ends in the middle${where} (${error}); get the file again`
    : faults.damaged`${what} is damaged (${error})${where}; get the file again`;
}
