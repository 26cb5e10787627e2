/** A sum of importance weights, fed one logarithm at a time. */
export interface WeightSum {
  /** Adds `w`, given as `log w`; −∞ is a weight of 0. */
  add(logWeight: number): void;
  /** log of the mean weight. */
  logMean(): number;
  /** The variance of {@link WeightSum.logMean} over draws, by the delta method: `n/(n − 1) · (Σw²/(Σw)² − 1/n)`; NaN where it is not known, of one draw or of weights that are all 0. */
  variance(): number;
  /** `(Σw)² / Σw²`: how many equal weights are worth as much. */
  effectiveSize(): number;
}

/** Sums of `exp(l − m)` and of its square, m the largest l so far: nothing overflows, and no draw is kept. Float64 throughout. */
export function weightSum(): WeightSum {
  let [largest, sum, squares, count] = [-Infinity, 0, 0, 0];
  return {
    add(logWeight) {
      if (Number.isNaN(logWeight) || logWeight === Infinity)
        throw new Error(`weightSum: draw ${count} has a log weight of ${logWeight}; the model gives no density there`);
      count += 1;
      if (logWeight === -Infinity) return;
      if (logWeight > largest) {
        const scale = Math.exp(largest - logWeight);
        sum *= scale;
        squares *= scale * scale;
        largest = logWeight;
      }
      const weight = Math.exp(logWeight - largest);
      sum += weight;
      squares += weight * weight;
    },
    logMean: () => largest + Math.log(sum / count),
    variance: () =>
      count < 2 || sum === 0 ? Number.NaN : Math.max(0, (squares / (sum * sum) - 1 / count) * (count / (count - 1))),
    effectiveSize: () => (sum === 0 ? 0 : (sum * sum) / squares),
  };
}
