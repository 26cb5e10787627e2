import type { Interval } from '../meanInterval.js';
import { checkScores } from './checkScores.js';

/** How often each score of one kind is above those of the other, ties counting half. */
const placements = (of: readonly number[], among: readonly number[]): number[] => {
  const sorted = Float64Array.from(among).sort();
  const first = (isPast: (other: number) => boolean): number => {
    let [from, to] = [0, sorted.length];
    while (from < to) {
      const middle = (from + to) >> 1;
      if (isPast(sorted[middle]!)) to = middle;
      else from = middle + 1;
    }
    return from;
  };
  return of.map((value) => (first((other) => other >= value) + first((other) => other > value)) / 2 / sorted.length);
};

/** The quantile of the standard normal at .975. */
const Z = 1.959963984540054;

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
 * The area under the ROC curve with its 95 % interval by DeLong's variance, clipped to [0, 1]. Where no placement differs, as when the kinds are wholly apart, that variance
 * is 0 whatever the number of scores; there the interval is Newcombe's score interval (method 5).
 *
 * @param scores higher for what is taken as positive
 * @throws Error when there are fewer than two of either kind, scores and kinds differ in number, or a score is NaN
 * @see DeLong, DeLong and Clarke-Pearson 1988; Newcombe 2006, "Confidence intervals for an effect size measure based on the Mann-Whitney statistic", part 2
 */
export function aucInterval(scores: ArrayLike<number>, positive: readonly boolean[]): Interval {
  checkScores('aucInterval', scores, positive);
  const of = (kind: boolean): number[] => positive.flatMap((own, row) => (own === kind ? [scores[row]!] : []));
  const [yes, no] = [of(true), of(false)];
  if (Math.min(yes.length, no.length) < 2)
    throw new Error(`aucInterval: there are ${yes.length} positives and ${no.length} negatives; give at least two of each`);
  const above = placements(yes, no);
  const below = placements(no, yes).map((share) => 1 - share);
  const mean = above.reduce((sum, value) => sum + value, 0) / above.length;
  const variance = (values: readonly number[]): number =>
    values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1) / values.length;
  const deLong = variance(above) + variance(below);
  if (deLong === 0) {
    const [low, high] = [0, 1].map((bound) => scoreEnd(mean, bound, yes.length, no.length)) as [number, number];
    return { mean, low, high };
  }
  const half = Z * Math.sqrt(deLong);
  return { mean, low: Math.max(0, mean - half), high: Math.min(1, mean + half) };
}
