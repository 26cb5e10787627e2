/**
 * The area under the ROC curve: the share of pairs of a positive and another example in which the positive one has the larger score, ties counted
 * half. By the ranks of Mann and Whitney (1947).
 *
 * @returns NaN where all examples are positive, or none is
 */
export function rocAuc(scores: ArrayLike<number>, positive: (row: number) => boolean): number {
  const order = Array.from({ length: scores.length }, (_, row) => row).sort((a, b) => scores[a]! - scores[b]!);
  let positives = 0;
  let rankSum = 0;
  for (let from = 0; from < order.length;) {
    let to = from;
    while (to < order.length && scores[order[to]!] === scores[order[from]!]) to += 1;
    // Ranks are counted from 1; equal scores share the mean of theirs.
    const rank = (from + 1 + to) / 2;
    for (let i = from; i < to; i++) {
      if (!positive(order[i]!)) continue;
      positives += 1;
      rankSum += rank;
    }
    from = to;
  }
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * (scores.length - positives));
}
