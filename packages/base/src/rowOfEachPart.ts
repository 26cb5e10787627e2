/**
 * One row at random out of each of as many parts of `count` rows as there are draws, since rows may be in the order of their classes, or in one with a period.
 *
 * @param draws uniform in [0, 1), at most `count` of them
 */
export function rowOfEachPart(count: number, draws: Float32Array): Int32Array {
  const parts = draws.length;
  // A float32 just below 1 may round up to it.
  return Int32Array.from(draws, (draw, i) => Math.min(count - 1, Math.floor(((i + draw) * count) / parts)));
}
