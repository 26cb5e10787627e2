/**
 * Average precision `Σ_n (R_n − R_{n−1})·P_n` over the thresholds at which the recall R changes, P being the precision there; examples of equal scores are
 * passed together.
 *
 * @returns NaN where no example is positive
 * @see Manning, Raghavan and Schütze 2008, "Introduction to Information Retrieval", section 8.4
 */
export function averagePrecision(scores: ArrayLike<number>, positive: (row: number) => boolean): number {
  const order = Array.from({ length: scores.length }, (_, row) => row).sort((a, b) => scores[b]! - scores[a]!);
  let positives = 0;
  let sum = 0;
  for (let from = 0; from < order.length;) {
    let to = from;
    let found = 0;
    for (; to < order.length && scores[order[to]!] === scores[order[from]!]; to++) if (positive(order[to]!)) found += 1;
    positives += found;
    sum += (found * positives) / to;
    from = to;
  }
  return sum / positives;
}
