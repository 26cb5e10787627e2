/** Repeats the `length` numbers at `start` until there are `length · times`, doubling what is copied. */
export function repeatRun(values: Float32Array | Int32Array | Uint8Array, start: number, length: number, times: number): void {
  const end = start + length * times;
  for (let done = length; start + done < end; done *= 2) {
    values.copyWithin(start + done, start, Math.min(start + done, end - done));
  }
}
