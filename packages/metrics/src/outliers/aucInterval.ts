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

/**
 * The area under the ROC curve with its 95 % interval by DeLong's variance, clipped to [0, 1].
 *
 * @param scores higher for what is taken as positive
 * @throws Error when there are fewer than two of either kind, scores and kinds differ in number, or a score is NaN
 * @see DeLong, DeLong and Clarke-Pearson 1988
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
  const half = 1.959963984540054 * Math.sqrt(variance(above) + variance(below));
  return { mean, low: Math.max(0, mean - half), high: Math.min(1, mean + half) };
}
