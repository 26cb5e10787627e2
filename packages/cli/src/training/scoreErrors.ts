import type { Vae } from '@vaekit/core';
import type { Examples } from '@vaekit/datasets';
import { sampled } from '../data/sampledRows.js';
import { rowScores } from '../scoring/rowScores.js';

/** How far the −ELBO of a test set may be from that of all examples, and from that of all draws of the code: two standard errors, nats. */
export interface ScoreErrors {
  /** Of other examples of the same kind, with the code integrated out. */
  readonly testSet: number;
  /** Of other draws of the code, as many an example as the model's objective takes, on the same examples. */
  readonly monteCarlo: number;
  readonly examples: number;
}

/** Examples that are scored: enough for an error to three parts in a hundred. */
const MOST = 500;

/**
 * From the scores `a` and `b` of the same examples, one draw of the code each: of a score, `E[(a − b)²] / 2` is the variance over draws and `Cov(a, b)`
 * the variance over examples, since the draws are independent; a mean of n has a nth of both.
 *
 * @param a two scores or more
 * @param examples n, of which these may be a sample. Default: as many as there are scores
 */
export function errorsOfScores(a: ArrayLike<number>, b: ArrayLike<number>, examples: number = a.length): ScoreErrors {
  const n = a.length;
  const mean = (value: (row: number) => number): number =>
    Array.from({ length: n }, (_, i) => value(i)).reduce((x, y) => x + y, 0) / n;
  const [meanA, meanB] = [mean((i) => a[i]!), mean((i) => b[i]!)];
  const covariance = (mean((i) => (a[i]! - meanA) * (b[i]! - meanB)) * n) / (n - 1);
  const ofDraws = mean((i) => (a[i]! - b[i]!) ** 2) / 2;
  return {
    testSet: Math.sqrt(Math.max(0, covariance) / examples),
    monteCarlo: Math.sqrt(ofDraws / examples),
    examples,
  };
}

/** {@link errorsOfScores} of a model on examples; `undefined` for fewer than two, or where a score is not finite. */
export async function scoreErrors(model: Vae, examples: Examples, seed: number): Promise<ScoreErrors | undefined> {
  const count = examples.x.shape[0]!;
  if (count < 2) return undefined;
  const sample = sampled(examples, MOST, seed);
  const { samples } = model.objective;
  // The mean of k draws has a kth of the variance. Bounds of weighted draws take the divergence at their draws too, others in closed form.
  const isMean = samples === 1 || model.config.objective.kind === 'elbo';
  const scored = async (of: number): Promise<Float32Array> => {
    const { reconstruction, kl } = await rowScores(model, sample, { seed: of, ...(isMean ? {} : { samples }) });
    return reconstruction.map((value, row) => value + kl[row]!);
  };
  const found = errorsOfScores(await scored(seed), await scored(seed + 1), count);
  const errors = isMean ? { ...found, monteCarlo: found.monteCarlo / Math.sqrt(samples) } : found;
  return Number.isFinite(errors.testSet + errors.monteCarlo) ? errors : undefined;
}
