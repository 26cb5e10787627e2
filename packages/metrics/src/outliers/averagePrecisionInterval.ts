import { randomStream } from '@vaekit/core';
import type { Interval } from '../meanInterval.js';
import { shareInterval } from '../shareInterval.js';
import { averagePrecision } from './averagePrecision.js';
import { checkScores } from './checkScores.js';

/**
 * The average precision with its 95 % percentile interval over bootstrap resamples, positives and negatives drawn again apart. Rows that are drawn twice are ties, which
 * lift it: the interval is made to have the average precision itself in it, and its lower end is at most that of Wilson's score interval for as many trials as there are
 * positives, which knows how few they are.
 *
 * @param scores higher for what is taken as positive
 * @throws Error when there are fewer than two of either kind, scores and kinds differ in number, or a score is NaN or none
 * @throws RangeError when `resamples` is no whole number from 1
 * @see Efron and Tibshirani 1993, "An introduction to the bootstrap", chapter 13; Boyd, Eng and Page 2013, who take the positives as binomial trials
 */
export function averagePrecisionInterval(
  scores: ArrayLike<number>,
  positive: readonly boolean[],
  { resamples = 1000, seed = 0 }: { readonly resamples?: number; readonly seed?: number } = {},
): Interval {
  checkScores('averagePrecisionInterval', scores, positive);
  if (!(Number.isSafeInteger(resamples) && resamples >= 1))
    throw new RangeError(`averagePrecisionInterval: \`resamples\` is ${resamples}; expected a whole number from 1`);
  const rowsOf = (kind: boolean): number[] => positive.flatMap((own, row) => (own === kind ? [row] : []));
  const [yes, no] = [rowsOf(true), rowsOf(false)];
  if (Math.min(yes.length, no.length) < 2)
    throw new Error(
      `averagePrecisionInterval: there are ${yes.length} positives and ${no.length} negatives; give at least two of each`,
    );
  const mean = averagePrecision(scores, positive);
  const stream = randomStream(seed).fork('averagePrecisionInterval');
  const kinds = [...yes.map(() => true), ...no.map(() => false)];
  const found = Array.from({ length: resamples }, () => {
    const again = [yes, no].flatMap((rows) => rows.map(() => scores[rows[stream.below(rows.length)]!]!));
    return averagePrecision(again, kinds);
  }).sort((a, b) => a - b);
  const at = (share: number): number => found[Math.round(share * (resamples - 1))]!;
  const trials = shareInterval(Math.round(mean * yes.length), yes.length);
  return { mean, low: Math.min(mean, at(0.025), trials.low), high: Math.max(mean, at(0.975)) };
}
