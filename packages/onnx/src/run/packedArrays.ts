/** Arrays one after the other in one, and the copies to and fro. */
export interface PackedArrays {
  readonly whole: Float32Array;
  /** Writes the arrays into the whole. */
  pack(): void;
  /** Writes the whole into the arrays. */
  unpack(): void;
}

/** One array with room for all of these. */
export function packedArrays(arrays: readonly Float32Array[]): PackedArrays {
  const whole = new Float32Array(arrays.reduce((sum, { length }) => sum + length, 0));
  let end = 0;
  const parts = arrays.map((array) => whole.subarray(end, (end += array.length)));
  return {
    whole,
    pack() {
      for (let i = 0; i < arrays.length; i++) parts[i]!.set(arrays[i]!);
    },
    unpack() {
      for (let i = 0; i < arrays.length; i++) arrays[i]!.set(parts[i]!);
    },
  };
}
