/** Quantiles at scores evenly spaced from -`reach` to `reach`. */
export interface NormalScores {
  readonly knots: readonly number[];
  readonly reach: number;
}

/** Odd, so that the median is one. */
const count = 65;

/** `Φ(z)` for |z| < 7, by the series of Marsaglia (2004), Evaluating the Normal Distribution, equation 3. */
function normalCdf(z: number): number {
  let [sum, term] = [z, z];
  for (let i = 3; Math.abs(term) > 1e-17 * Math.abs(sum); i += 2) sum += term *= (z * z) / i;
  return 0.5 + (sum * Math.exp((-z * z) / 2)) / Math.sqrt(2 * Math.PI);
}

/**
 * Fits normal scores: `score = Φ⁻¹(F(value))` with F of the values (Hazen's plotting positions, `(i + ½) / n`), kept at 65 knots.
 *
 * @param sorted at least two different values, ascending
 */
export function fitNormalScores(sorted: Float64Array): NormalScores {
  const n = sorted.length;
  // Φ(reach) = 1 − 1/2n, by halving.
  let [low, reach] = [0, 6.9];
  for (let i = 0; i < 60; i++) {
    const middle = (low + reach) / 2;
    if (normalCdf(middle) < 1 - 0.5 / n) low = middle;
    else reach = middle;
  }
  const knots = Array.from({ length: count }, (_, i) => {
    const at = Math.min(n - 1, Math.max(0, normalCdf(reach * ((2 * i) / (count - 1) - 1)) * n - 0.5));
    const below = Math.floor(at);
    const value = sorted[below]!;
    return value + (at - below) * (sorted[Math.min(n - 1, below + 1)]! - value);
  });
  // The ends are exact whatever the rounding.
  return { knots: [sorted[0]!, ...knots.slice(1, -1), sorted[n - 1]!], reach };
}

/** The score of a value: beyond the knots, along the straight line that joins the first and the last. */
export function scoreOf({ knots, reach }: NormalScores, value: number): number {
  const last = knots.length - 1;
  const step = (2 * reach) / last;
  const slope = (knots[last]! - knots[0]!) / (2 * reach);
  if (value < knots[0]!) return -reach + (value - knots[0]!) / slope;
  if (value > knots[last]!) return reach + (value - knots[last]!) / slope;
  // The first knot that is not below the value, and the last that is not above it.
  const first = (isBehind: (knot: number) => boolean): number => {
    let [from, to] = [0, knots.length];
    while (from < to) {
      const middle = (from + to) >> 1;
      if (isBehind(knots[middle]!)) to = middle;
      else from = middle + 1;
    }
    return from;
  };
  const above = first((knot) => knot >= value);
  const below = first((knot) => knot > value) - 1;
  // Several knots of that one value: the middle of their scores.
  if (below >= above) return -reach + (step * (above + below)) / 2;
  return -reach + step * (below + (value - knots[below]!) / (knots[above]! - knots[below]!));
}

/** The value of a score; the inverse of `scoreOf`. */
export function valueOf({ knots, reach }: NormalScores, score: number): number {
  const last = knots.length - 1;
  const slope = (knots[last]! - knots[0]!) / (2 * reach);
  if (score < -reach) return knots[0]! + (score + reach) * slope;
  if (score >= reach) return knots[last]! + (score - reach) * slope;
  const at = ((score + reach) / (2 * reach)) * last;
  const below = Math.min(last - 1, Math.floor(at));
  return knots[below]! + (at - below) * (knots[below + 1]! - knots[below]!);
}
