import type { Vae } from '@vaekit/core';
import type { Examples } from '@vaekit/datasets';
import { rowScores } from '../scoring/rowScores.js';

/** How far the −ELBO of a test set may be from that of all examples, and from that of all draws of the code: two standard errors, nats. */
export interface ScoreErrors {
  /** Of other examples of the same kind, with the code integrated out. */
  readonly testSet: number;
  /** Of other draws of the code, one an example, on the same examples. */
  readonly monteCarlo: number;
  readonly examples: number;
}

/**
 * From the scores `a` and `b` of the same examples, one draw of the code each: of a score, `E[(a − b)²] / 2` is the variance over draws and `Cov(a, b)`
 * the variance over examples, since the draws are independent; a mean of n has a nth of both.
 *
 * @param a two scores or more
 */
export function errorsOfScores(a: ArrayLike<number>, b: ArrayLike<number>): ScoreErrors {
  const n = a.length;
  const mean = (value: (row: number) => number): number =>
    Array.from({ length: n }, (_, i) => value(i)).reduce((x, y) => x + y, 0) / n;
  const [meanA, meanB] = [mean((i) => a[i]!), mean((i) => b[i]!)];
  const covariance = (mean((i) => (a[i]! - meanA) * (b[i]! - meanB)) * n) / (n - 1);
  const ofDraws = mean((i) => (a[i]! - b[i]!) ** 2) / 2;
  return { testSet: Math.sqrt(Math.max(0, covariance) / n), monteCarlo: Math.sqrt(ofDraws / n), examples: n };
}

/** {@link errorsOfScores} of a model on examples; `undefined` for fewer than two, or where a score is not finite. */
export async function scoreErrors(model: Vae, examples: Examples, seed: number): Promise<ScoreErrors | undefined> {
  if (examples.x.shape[0]! < 2) return undefined;
  const { score: a } = await rowScores(model, examples, { seed });
  const { score: b } = await rowScores(model, examples, { seed: seed + 1 });
  const errors = errorsOfScores(a, b);
  return Number.isFinite(errors.testSet + errors.monteCarlo) ? errors : undefined;
}
