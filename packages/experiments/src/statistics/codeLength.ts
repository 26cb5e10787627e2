/** Whole numbers, `[rows, width]`, row by row. */
export interface Symbols {
  readonly data: Int32Array;
  readonly width: number;
}

/**
 * The mean number of bits of a row under the frequencies that its symbols had in training, a table for each column: `Σ −log₂ (count + ½) / (n + ½ K)`, with K the
 * symbols from the least to the largest that training had. An ideal coder needs as many, up to two bits for all rows together.
 *
 * @throws RangeError when a symbol lies outside what training had
 */
export function codeLength(rows: Symbols, training: Symbols): number {
  const { width } = training;
  const n = training.data.length / width;
  let bits = 0;
  for (let column = 0; column < width; column++) {
    const counts = new Map<number, number>();
    let [low, high] = [Infinity, -Infinity];
    for (let at = column; at < training.data.length; at += width) {
      const symbol = training.data[at]!;
      counts.set(symbol, (counts.get(symbol) ?? 0) + 1);
      [low, high] = [Math.min(low, symbol), Math.max(high, symbol)];
    }
    const total = n + 0.5 * (high - low + 1);
    for (let at = column; at < rows.data.length; at += width) {
      const symbol = rows.data[at]!;
      if (symbol < low || symbol > high)
        throw new RangeError(`codeLength: symbol ${symbol} of column ${column} is outside ${low} to ${high}, which training had`);
      bits -= Math.log2(((counts.get(symbol) ?? 0) + 0.5) / total);
    }
  }
  return bits / (rows.data.length / width);
}
