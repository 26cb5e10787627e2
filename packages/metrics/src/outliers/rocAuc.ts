import { checkScores } from './checkScores.js';

/**
 * The area under the ROC curve: the share of pairs of a positive and a negative in which the positive has the higher score, ties counted half. By ranks.
 * NaN where there is only one kind.
 *
 * @param scores higher for what is taken as positive, `[examples]`
 * @param positive `[examples]`
 * @throws Error when scores and kinds differ in number, or a score is NaN
 * @see Mann and Whitney 1947, "On a test of whether one of two random variables is stochastically larger than the other"
 */
export function rocAuc(scores: ArrayLike<number>, positive: readonly boolean[]): number {
  checkScores('rocAuc', scores, positive);
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
