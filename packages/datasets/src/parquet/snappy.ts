import { counted } from '../counted.js';
import { faults } from '../faults.js';

/**
 * Decompresses a block of Snappy that must come to exactly `size` bytes.
 *
 * Every length and offset is checked before it is used, and each step moves forward. A copy of 64 bytes takes three: an announcement beyond 22 times
 * the input is refused before memory is taken. Throws a `DataError` of kind `'damaged'` or `'truncated'`. Source: Google, "Snappy compressed format
 * description".
 */
export function unsnap(what: string, compressed: Uint8Array, size: number): Uint8Array {
  let at = 0;
  const byte = (): number => {
    const value = compressed[at];
    if (value === undefined) throw faults.truncated`${what}: its snappy block ends at byte ${at}, in the middle`;
    at++;
    return value;
  };
  const number = (bytes: number): number => {
    let value = 0;
    for (let i = 0; i < bytes; i++) value += byte() * 2 ** (8 * i);
    return value;
  };
  let announced = 0;
  for (let shift = 0; shift <= 28; shift += 7) {
    const next = byte();
    announced += (next & 127) * 2 ** shift;
    if (next < 128) break;
  }
  if (announced !== size || size > compressed.length * 22)
    throw faults.damaged`${what}: its header announces ${counted(size, 'byte')}, snappy ${announced}, and ${counted(compressed.length, 'compressed byte is', 'compressed bytes are')} there; they do not fit`;
  const all = new Uint8Array(size);
  let to = 0;
  const fit = (length: number): void => {
    if (to + length <= size) return;
    throw faults.damaged`${what}: snappy gives more than the ${counted(size, 'byte that was', 'bytes that were')} announced, at byte ${at}`;
  };
  while (at < compressed.length) {
    const tag = byte();
    const kind = tag & 3;
    const head = tag >> 2;
    if (kind === 0) {
      const length = 1 + (head < 60 ? head : number(head - 59));
      fit(length);
      if (at + length > compressed.length)
        throw faults.truncated`${what}: ${counted(length, 'byte was', 'bytes were')} expected at byte ${at} of its snappy block of ${compressed.length}`;
      all.set(compressed.subarray(at, at + length), to);
      at += length;
      to += length;
      continue;
    }
    const length = kind === 1 ? 4 + (head & 7) : 1 + head;
    const back = kind === 1 ? (head >> 3) * 256 + byte() : number(kind === 2 ? 2 : 4);
    fit(length);
    if (back === 0 || back > to)
      throw faults.damaged`${what}: snappy copies from ${counted(back, 'byte')} back at byte ${at}, where ${counted(to, 'byte has', 'bytes have')} come out`;
    // Source and target may overlap: byte by byte repeats what has just been written.
    for (let i = 0; i < length; i++, to++) all[to] = all[to - back] ?? 0;
  }
  if (to !== size)
    throw faults.truncated`${what}: snappy gives ${counted(to, 'byte')} where ${counted(size, 'was', 'were')} announced`;
  return all;
}
