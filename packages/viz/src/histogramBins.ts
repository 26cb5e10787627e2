import { scaleLinear } from 'd3-scale';

/** The fewest and the most bins of a histogram, about. */
const [FEWEST, MOST] = [8, 30];
/** The share of values at each end that may lie beyond the bins, where they would squeeze all others together. */
const TAIL = 0.005;
/** How many times as wide as the middle all values must be for that. */
const SQUEEZED = 3;

/** Where bins begin and end, rising; the first and the last also hold what lies beyond them. */
export interface HistogramBins {
  readonly edges: readonly number[];
  /** Whether there are values beyond the edges. */
  readonly beyond: boolean;
}

/** The span of values, or of all but the outermost where these lie far out. */
function spanOf(sorted: Float64Array): readonly [number, number] {
  const last = sorted.length - 1;
  const [least, largest] = [sorted[0]!, sorted[last]!];
  const tail = Math.floor(TAIL * last);
  const [low, high] = [sorted[tail]!, sorted[last - tail]!];
  return high > low && largest - least > SQUEEZED * (high - low) ? [low, high] : [least, largest];
}

/**
 * Bins of round widths for one or several lists of values, the same for all: twice the cube root of the number of values, 8 to 30, of whole numbers no
 * narrower than 1 and about them.
 *
 * @param lists finite numbers, together at least one
 * @see https://en.wikipedia.org/wiki/Histogram, the Rice rule
 */
export function histogramBins(lists: readonly ArrayLike<number>[], whole: boolean = false): HistogramBins {
  const all = Float64Array.from(lists.flatMap((list) => Array.from(list))).sort();
  const [low, high] = spanOf(all);
  // Whole numbers lie in the middle of a bin.
  const shift = whole ? 0.5 : 0;
  // Those that doubles cannot tell from their neighbors are taken as other numbers.
  const exact = whole && Math.max(Math.abs(low), Math.abs(high)) < 2 ** 50;
  if (exact ? high === low : !(high - low > 1e-9 * Math.max(Math.abs(low), Math.abs(high)))) {
    const half = exact ? 0.5 : 0.05 * Math.abs(low) || 0.5;
    return { edges: [low - half, high + half], beyond: all[0]! < low - half || all.at(-1)! > high + half };
  }
  const count = Math.min(MOST, Math.max(FEWEST, Math.ceil(2 * Math.cbrt(all.length / lists.length))));
  const wanted = whole ? Math.min(high - low + 1, count) : count;
  const scale = scaleLinear().domain([low, high]).nice(wanted);
  const ticks = scale.ticks(wanted).filter((tick) => !whole || Number.isInteger(tick));
  const step = ticks[1]! - ticks[0]!;
  const edges = ticks.map((tick) => tick - shift);
  if (edges.at(-1)! < high) edges.push(edges.at(-1)! + step);
  return { edges, beyond: all[0]! < edges[0]! || all.at(-1)! > edges.at(-1)! };
}

/** The share of values in each bin. */
export function binShares(values: ArrayLike<number>, { edges }: HistogramBins): number[] {
  const counts = Array.from({ length: edges.length - 1 }, () => 0);
  for (const value of Array.from(values)) {
    let low = 0;
    let high = counts.length;
    // The last bin that does not begin after the value.
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (edges[middle]! <= value) low = middle;
      else high = middle;
    }
    counts[low]! += 1;
  }
  return counts.map((count) => count / values.length);
}
