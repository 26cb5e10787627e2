/** The distance of each row to the nearest row of another set, `[rows]`. */
export function nearestRow(rows: Float64Array, others: Float64Array, width: number): Float64Array {
  const [n, m] = [rows.length / width, others.length / width];
  const distances = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    let least = Infinity;
    for (let j = 0; j < m; j++) {
      let sum = 0;
      let [p, q] = [i * width, j * width];
      const end = p + width;
      // Looked at after every sixteen numbers, whether this row can still be the nearest.
      while (p < end && sum < least) {
        for (const stop = Math.min(end, p + 16); p < stop; p++, q++) sum += (rows[p]! - others[q]!) ** 2;
      }
      least = Math.min(least, sum);
    }
    distances[i] = Math.sqrt(least);
  }
  return distances;
}

/** The middle value. */
export function medianOf(values: Float64Array): number {
  const sorted = Float64Array.from(values).sort();
  return (sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!) / 2;
}
