/**
 * The area under the ROC curve: the probability that a positive has the higher score than a negative, ties counting half. NaN where there is only one kind.
 *
 * @param scores higher for what is taken as positive
 */
export function rocAuc(scores: ArrayLike<number>, positive: readonly boolean[]): number {
  const order = Array.from(positive.keys()).sort((a, b) => scores[a]! - scores[b]!);
  const positives = positive.filter(Boolean).length;
  let ranks = 0;
  for (let from = 0; from < order.length;) {
    let to = from;
    while (to < order.length && scores[order[to]!] === scores[order[from]!]) to++;
    // Ties share the middle of their ranks.
    for (let i = from; i < to; i++) if (positive[order[i]!]) ranks += (from + to + 1) / 2;
    from = to;
  }
  return (ranks - (positives * (positives + 1)) / 2) / (positives * (positive.length - positives));
}
