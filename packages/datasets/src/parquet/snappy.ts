import { counted, faults } from '../faults.js';

/**
 * Decompresses a block of Snappy that must come to exactly `size` bytes. Own code, since the library's goes backwards for ever over a literal of four thousand million bytes.
 *
 * Every length and offset is checked before it is used, and each step moves forward. A copy of 64 bytes takes three: an announcement beyond 22 times
 * the input is refused before memory is taken. Throws a `DataError` of kind `'damaged'` or `'truncated'`. Source: Google, "Snappy compressed format
 * description".
 */
export function unsnap(what: string, compressed: Uint8Array, size: number): Uint8Array {
  let at = 0;
  /** Goes on; gives where it was. */
  const pass = (length: number): number => {
    if (at + length > compressed.length)
      throw faults.truncated`${what}: ${counted(length, 'byte was', 'bytes were')} expected at byte ${at} of its snappy block of ${compressed.length}`;
    at += length;
    return at - length;
  };
  const number = (bytes: number): number => {
    let value = 0;
    for (let i = 0; i < bytes; i++) value += compressed[pass(1)]! * 2 ** (8 * i);
    return value;
  };
  let announced = 0;
  for (let shift = 0, next = 128; shift <= 28 && next >= 128; shift += 7) {
    next = number(1);
    announced += (next & 127) * 2 ** shift;
  }
  if (announced !== size || size > compressed.length * 22)
    throw faults.damaged`${what}: its header announces ${counted(size, 'byte')}, snappy ${announced}, and ${counted(compressed.length, 'compressed byte is', 'compressed bytes are')} there; they do not fit`;
  const all = new Uint8Array(size);
  let to = 0;
  while (at < compressed.length) {
    const tag = number(1);
    const kind = tag & 3;
    const head = tag >> 2;
    const length = kind === 1 ? 4 + (head & 7) : 1 + (kind > 0 || head < 60 ? head : number(head - 59));
    const back = kind === 0 ? 0 : kind === 1 ? (head >> 3) * 256 + number(1) : number(kind === 2 ? 2 : 4);
    if (to + length > size)
      throw faults.damaged`${what}: snappy gives more than the ${counted(size, 'byte that was', 'bytes that were')} announced, at byte ${at}`;
    if (kind > 0 && (back === 0 || back > to))
      throw faults.damaged`${what}: snappy copies from ${counted(back, 'byte')} back at byte ${at}, where ${counted(to, 'byte has', 'bytes have')} come out`;
    if (kind === 0) all.set(compressed.subarray(pass(length), at), to);
    // Source and target may overlap: byte by byte repeats what has just been written.
    else for (let i = to; i < to + length; i++) all[i] = all[i - back] ?? 0;
    to += length;
  }
  if (to === size) return all;
  throw faults.truncated`${what}: snappy gives ${counted(to, 'byte')} where ${counted(size, 'was', 'were')} announced`;
}
