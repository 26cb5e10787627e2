/** Options of {@link bitsPerDimension}. */
export interface BitsPerDimensionOptions {
  /** Variables of an example: its numbers, of which those of a one-hot row are one variable, as they are one column of a table. */
  readonly dimensions: number;
  /**
   * How discrete data met the model. `'none: probabilities'`: the likelihood gives the probability of each discrete value (Bernoulli on bits, discretized logistic).
   * `'uniform'`: noise over one bin was added to `levels` values, which were scaled to [0, 1], so that the density bounds the probability.
   */
  readonly dequantization: 'none: probabilities' | 'uniform';
  /** Values of the data before they were scaled to [0, 1], for `'uniform'`: 256 for eight-bit images. */
  readonly levels?: number;
}

/**
 * Nats per example as bits per dimension: `nll / (D ln 2)`, D the number of variables, and with uniform dequantization of values scaled to [0, 1] `+ log₂ levels`, the density of a
 * bin being its probability times the number of bins.
 *
 * @param nll −log p, nats per example
 * @throws RangeError when `dimensions` or `levels` makes no sense, or `levels` is missing for `'uniform'`
 * @see Theis, van den Oord and Bethge 2016, "A note on the evaluation of generative models", section 3.1
 */
export function bitsPerDimension(nll: number, options: BitsPerDimensionOptions): number {
  const { dimensions, dequantization, levels } = options;
  if (!Number.isInteger(dimensions) || dimensions < 1)
    throw new RangeError(
      `bitsPerDimension: \`dimensions\` is ${dimensions}; expected the whole number of variables of an example`,
    );
  const bits = nll / (dimensions * Math.LN2);
  if (dequantization === 'none: probabilities') return bits;
  if (!(Number.isInteger(levels) && levels! > 1))
    throw new RangeError(
      `bitsPerDimension: \`levels\` is ${levels}; with uniform dequantization give the number of values before scaling, 256 for eight-bit images`,
    );
  return bits + Math.log2(levels!);
}
