import { codeColumns, type FactorCodes } from './factorCodes.js';
import type { VotingOptions } from './factorVaeScore.js';
import { fixedFactorBatches } from './fixedFactorBatches.js';
import { logisticRegression } from './logisticRegression.js';

/**
 * The BetaVAE score: the accuracy of a linear classifier that is shown the mean |z₁ − z₂| of pairs with one factor held, and says which factor it was.
 *
 * @see Higgins et al. 2017, "beta-VAE", section 3; logistic regression as in Locatello et al. 2019
 */
export function betaVaeScore(data: FactorCodes, options: VotingOptions = {}): number {
  const { batchSize = 64, training = 1_000, test = 500, seed = 0 } = options;
  const columns = codeColumns('betaVaeScore', data);
  const batches = fixedFactorBatches(columns, 2 * batchSize, seed);
  const point = (): { row: Float64Array; factor: number } => {
    // Pairs share the value that is held, from pair to pair it may differ: one draw of rows a pair would cost more and say the same on average.
    const sums = new Float64Array(columns.codes.length);
    const { factor, rows } = batches.next();
    for (let pair = 0; pair < batchSize; pair++)
      columns.codes.forEach((code, d) => (sums[d]! += Math.abs(code[rows[2 * pair]!]! - code[rows[2 * pair + 1]!]!) / batchSize));
    return { row: sums, factor };
  };
  const seen = Array.from({ length: training }, point);
  const fresh = Array.from({ length: test }, point);
  const fitted = logisticRegression(
    seen.map(({ row }) => row),
    seen.map(({ factor }) => factor),
    { classes: columns.factors.length },
  );
  const right = fresh.filter(({ row, factor }) => {
    const p = fitted.probabilities(row);
    return p.indexOf(Math.max(...p)) === factor;
  });
  return right.length / test;
}
