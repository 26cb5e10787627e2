import { type Interval, studentInterval } from '../meanInterval.js';
import { distortionAt, type FittedRatePoint, type RateDistortion } from './rateDistortion.js';

/** Two decoders at one rate, nats per example. */
export interface RateDifference {
  readonly rate: number;
  /** The distortion of the first at this rate, where it was fitted. */
  readonly ours: number;
  /** The distortion of the second, read off its curve. */
  readonly theirs: number;
  /** Ours less theirs, with its interval over test sets of this size: below 0 where the first is better. */
  readonly difference: Interval;
}

/** The points without one example. */
const without = ({ curve, values }: RateDistortion, row: number): readonly FittedRatePoint[] =>
  curve.map(({ beta, rate, distortion }, at) => {
    const n = values[at]!.rate.length;
    const rest = (mean: number, of: Float64Array): number => (n * mean - of[row]!) / (n - 1);
    return { beta, rate: rest(rate, values[at]!.rate), distortion: rest(distortion, values[at]!.distortion) };
  });

/** {@link distortionAt}, and a little beyond the ends, along the slopes that are known there. */
function distortionNear(curve: readonly FittedRatePoint[], rate: number): number {
  const [first, last] = [curve[0]!, curve.at(-1)!];
  const end = rate <= first.rate ? first : last;
  return distortionAt(curve, rate) ?? end.distortion - end.beta * (rate - end.rate);
}

/**
 * The paired difference of the distortions of two models at equal rates: at every point of the first curve that lies within the second. Its interval is the jackknife's, over examples, which moves the rate,
 * both distortions and the curve between the points together: `θ ± t √((n − 1)/n Σ (θ₋ᵢ − θ̄)²)`, where `θ₋ᵢ` leaves out example i.
 *
 * @param ours of {@link rateDistortion}
 * @param theirs of another model, on the same examples in the same order
 * @param level of confidence of the interval. Default 0.95.
 * @throws Error when the numbers of examples differ, or there are fewer than two
 * @see Efron and Stein 1981, "The jackknife estimate of variance"
 */
export function compareRates(ours: RateDistortion, theirs: RateDistortion, level = 0.95): readonly RateDifference[] {
  const n = ours.examples;
  if (theirs.examples !== n)
    throw new Error(
      `compareRates: one curve is of ${n} examples, the other of ${theirs.examples}; give both for the same examples`,
    );
  if (n < 2) throw new Error(`compareRates: an interval needs at least 2 examples, got ${n}; give more examples`);
  const less = Array.from({ length: n }, (_, row) => [without(ours, row), without(theirs, row)] as const);
  return ours.curve.flatMap(({ rate, distortion }, at) => {
    const read = distortionAt(theirs.curve, rate);
    if (read === undefined) return [];
    const mean = distortion - read;
    const pseudoValues = less.map(([own, other]) => {
      const point = own[at]!;
      return n * mean - (n - 1) * (point.distortion - distortionNear(other, point.rate));
    });
    const { high, mean: middle } = studentInterval('compareRates', pseudoValues, level);
    const half = high - middle;
    return [{ rate, ours: distortion, theirs: read, difference: { mean, low: mean - half, high: mean + half } }];
  });
}
