const isBigEndian: boolean = new Uint8Array(Uint16Array.of(1).buffer)[0] === 0;

/** A copy of bytes that are numbers of `size` bytes each: from the order of a file to that of this machine, or back. */
export function reordered(bytes: Uint8Array, size: number, order: 'big' | 'little'): Uint8Array<ArrayBuffer> {
  const copy = new Uint8Array(bytes);
  if (size === 1 || (order === 'big') === isBigEndian) return copy;
  for (let start = 0; start + size <= copy.length; start += size) {
    for (let low = start, high = start + size - 1; low < high; low++, high--) {
      const byte = copy[low]!;
      copy[low] = copy[high]!;
      copy[high] = byte;
    }
  }
  return copy;
}
