import { codeColumns, type FactorCodes } from './factorCodes.js';
import { fixedFactorBatches } from './fixedFactorBatches.js';

/** Options of {@link factorVaeScore} and {@link betaVaeScore}. */
export interface VotingOptions {
  /** Examples of a batch with one factor held, or pairs of such. Default 64. */
  readonly batchSize?: number;
  /** Batches that the classifier is made from. Default 10,000 (FactorVAE), 1,000 (BetaVAE). */
  readonly training?: number;
  /** Batches that it is judged on. Default 5,000 (FactorVAE), 500 (BetaVAE). */
  readonly test?: number;
  /** Default 0. */
  readonly seed?: number;
}

const varianceOf = (values: readonly number[]): number => {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
};

/**
 * The FactorVAE score: in batches with one factor held, the number of the code that varies least, relative to its variance over all examples, votes for
 * the factor; the accuracy of the majority's vote on further batches. Numbers that never vary do not vote; 0 where none does.
 *
 * @see Kim and Mnih 2018, "Disentangling by factorising", section 4
 */
export function factorVaeScore(data: FactorCodes, options: VotingOptions = {}): number {
  const { batchSize = 64, training = 10_000, test = 5_000, seed = 0 } = options;
  const columns = codeColumns('factorVaeScore', data);
  const scale = columns.codes.map((code) => varianceOf(Array.from(code)));
  const moving = scale.flatMap((value, d) => (value > 1e-12 ? [d] : []));
  if (moving.length === 0) return 0;
  const batches = fixedFactorBatches(columns, batchSize, seed);
  const vote = (): readonly [code: number, factor: number] => {
    const { factor, rows } = batches.next();
    let [best, least] = [0, Infinity];
    for (const d of moving) {
      const share = varianceOf(rows.map((row) => columns.codes[d]![row]!)) / scale[d]!;
      if (share < least) [best, least] = [d, share];
    }
    return [best, factor];
  };
  const votes = columns.codes.map(() => columns.factors.map(() => 0));
  for (let i = 0; i < training; i++) {
    const [code, factor] = vote();
    votes[code]![factor]! += 1;
  }
  const majority = votes.map((row) => row.indexOf(Math.max(...row)));
  let right = 0;
  for (let i = 0; i < test; i++) {
    const [code, factor] = vote();
    if (majority[code] === factor) right += 1;
  }
  return right / test;
}
