/** Pieces of bytes as one array, or the first `most` bytes of it. A single piece is not copied. */
export function joinBytes<B extends ArrayBufferLike>(
  parts: readonly Uint8Array<B>[],
  most: number = Infinity,
): Uint8Array<ArrayBuffer | B> {
  const [only] = parts;
  if (parts.length === 1 && only !== undefined) return only.subarray(0, most);
  const all = new Uint8Array(
    Math.min(
      most,
      parts.reduce((sum, part) => sum + part.length, 0),
    ),
  );
  let offset = 0;
  for (const part of parts) {
    if (offset >= all.length) break;
    all.set(part.subarray(0, all.length - offset), offset);
    offset += part.length;
  }
  return all;
}
