/** The lowest and the highest of some numbers, what is not finite left out; 0 and 0 of none. */
export function rangeOf(data: ArrayLike<number>): readonly [lowest: number, highest: number] {
  // Bytes need no further look once both their ends were seen, as in most images.
  const [least, most] = data instanceof Uint8Array ? [0, 255] : [-Infinity, Infinity];
  let lowest = Infinity;
  let highest = -Infinity;
  for (let i = 0; i < data.length && (lowest > least || highest < most); i++) {
    const value = data[i] ?? 0;
    if (!Number.isFinite(value)) continue;
    if (value < lowest) lowest = value;
    if (value > highest) highest = value;
  }
  return lowest > highest ? [0, 0] : [lowest, highest];
}
