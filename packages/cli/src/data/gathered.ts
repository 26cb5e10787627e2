/** Some places of every row, of rows that are so wide. */
export function gathered<D extends Float32Array | Uint8Array>(data: D, width: number, places: readonly number[]): D {
  const rows = data.length / width;
  const out = new (data.constructor as new (length: number) => D)(rows * places.length);
  for (let row = 0; row < rows; row++) places.forEach((place, i) => (out[row * places.length + i] = data[row * width + place]!));
  return out;
}
