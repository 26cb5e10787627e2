/** The lowest and the highest of some numbers, what is not finite left out; 0 and 0 of none. */
export function rangeOf(data: ArrayLike<number>): readonly [lowest: number, highest: number] {
  let lowest = Infinity;
  let highest = -Infinity;
  for (let i = 0; i < data.length; i++) {
    const value = data[i] ?? 0;
    if (!Number.isFinite(value)) continue;
    if (value < lowest) lowest = value;
    if (value > highest) highest = value;
  }
  return lowest > highest ? [0, 0] : [lowest, highest];
}
