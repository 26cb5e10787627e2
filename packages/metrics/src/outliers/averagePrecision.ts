import { checkScores } from './checkScores.js';

/**
 * The average precision, `Σ (R_n − R_{n−1}) P_n` over the thresholds from the highest score down; NaN where nothing is positive.
 *
 * @param scores higher for what is taken as positive, `[examples]`; equal ones are passed together
 * @param positive `[examples]`
 * @throws Error when scores and kinds differ in number, or a score is NaN
 * @see Manning, Raghavan and Schütze 2008, "Introduction to Information Retrieval", section 8.4
 */
export function averagePrecision(scores: ArrayLike<number>, positive: readonly boolean[]): number {
  checkScores('averagePrecision', scores, positive);
  const order = Array.from(positive.keys()).sort((a, b) => scores[b]! - scores[a]!);
  const all = positive.filter(Boolean).length;
  let [found, seen, sum] = [0, 0, 0];
  for (let from = 0; from < order.length;) {
    let [to, here] = [from, 0];
    while (to < order.length && scores[order[to]!] === scores[order[from]!]) here += positive[order[to++]!] ? 1 : 0;
    found += here;
    seen += to - from;
    sum += (here / all) * (found / seen);
    from = to;
  }
  return all === 0 ? Number.NaN : sum;
}
