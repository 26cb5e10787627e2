import type { LikelihoodProtocol } from './protocol.js';

/** An estimate of −log p over a set of examples, nats per example, and the two ways in which it is uncertain. */
export interface LikelihoodEstimate {
  readonly mean: number;
  /** Of the mean over other test sets of this size; NaN for one example, which does not tell how far others would be. */
  readonly standardError: number;
  /** Of the mean over other draws of the codes, for these examples. */
  readonly monteCarloError: number;
  readonly draws: number;
  /** Over the examples: how many draws of equal weight the draws are worth. */
  readonly effectiveSampleSize: { readonly mean: number; readonly median: number; readonly least: number };
  /** Upper bounds on −log p by the number of draws k, `−E log (1/k) Σ w`, from the same draws. */
  readonly bounds: readonly { readonly k: number; readonly value: number }[];
  readonly protocol: LikelihoodProtocol;
  /** −log p of every example. */
  readonly values: Float64Array;
  /** The Monte Carlo standard error of each value. */
  readonly errors: Float64Array;
}

/** Sums up what was found of each example. */
export function summedUp(
  found: {
    readonly values: Float64Array;
    readonly errors: Float64Array;
    readonly sizes: Float64Array;
    readonly bounds: readonly { readonly k: number; readonly value: number }[];
  },
  draws: number,
  protocol: LikelihoodProtocol,
): LikelihoodEstimate {
  const { values, errors, sizes, bounds } = found;
  const n = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const sorted = Float64Array.from(sizes).sort();
  return {
    mean,
    standardError: n < 2 ? Number.NaN : Math.sqrt(squares / (n - 1) / n),
    monteCarloError: Math.sqrt(errors.reduce((sum, error) => sum + error * error, 0)) / n,
    draws,
    effectiveSampleSize: {
      mean: sizes.reduce((sum, size) => sum + size, 0) / n,
      median: sorted[Math.floor(n / 2)]!,
      least: sorted[0]!,
    },
    bounds,
    protocol,
    values,
    errors,
  };
}
