import type { Interval } from '../meanInterval.js';
import { Z } from '../shareInterval.js';
import { checkScores } from './checkScores.js';
import { rocAuc } from './rocAuc.js';

/**
 * An end of the score interval of an area, found by bisection between it and `bound`, 0 or 1: the θ with `|θ − area| = z·√V(θ)`, where
 * `V(θ) = θ(1 − θ)·(1 + N(1 − θ)/(2 − θ) + Nθ/(1 + θ)) / mn` and `N = (m + n)/2 − 1`.
 */
function scoreEnd(area: number, bound: number, m: number, n: number): number {
  const extra = (m + n) / 2 - 1;
  const isInside = (end: number): boolean =>
    (area - end) ** 2 <= (Z * Z * end * (1 - end) * (1 + (extra * (1 - end)) / (2 - end) + (extra * end) / (1 + end))) / (m * n);
  let [inner, outer] = [area, bound];
  for (let i = 0; i < 60; i++) {
    const middle = (inner + outer) / 2;
    if (isInside(middle)) inner = middle;
    else outer = middle;
  }
  return inner;
}

/**
 * The area under the ROC curve with its 95 % score interval (Newcombe's method 5), which holds what it promises near 0 and 1 too, where few scores of one kind are out of place:
 * there DeLong's is far too narrow, because its variance comes from those few.
 *
 * @param scores higher for what is taken as positive
 * @throws Error when there are fewer than two of either kind, scores and kinds differ in number, or a score is NaN
 * @see Newcombe 2006, "Confidence intervals for an effect size measure based on the Mann-Whitney statistic", part 2
 */
export function aucInterval(scores: ArrayLike<number>, positive: readonly boolean[]): Interval {
  checkScores('aucInterval', scores, positive);
  const m = positive.filter(Boolean).length;
  const n = positive.length - m;
  if (Math.min(m, n) < 2) throw new Error(`aucInterval: there are ${m} positives and ${n} negatives; give at least two of each`);
  const mean = rocAuc(scores, positive);
  return { mean, low: scoreEnd(mean, 0, m, n), high: scoreEnd(mean, 1, m, n) };
}
