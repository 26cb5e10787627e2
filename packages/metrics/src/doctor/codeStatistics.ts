import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { type Interval, meanInterval } from '../meanInterval.js';

/** A code's number counts as active where the variance of its encoded mean is above this (Burda et al. 2016, appendix C), and as used where its KL is, in nats. */
const ACTIVE = 0.01;

/** What encoded means and variances say of a code. */
export interface CodeStatistics {
  /** Variance over the examples of the encoded mean of each number. */
  readonly variances: readonly number[];
  /** Numbers whose variance is above 0.01: the active units of Burda et al. */
  readonly active: number;
  /** Eigenvalues of the covariance of the encoded means, largest first. */
  readonly eigenvalues: readonly number[];
  /** Eigenvalues above 0.01: directions that the encoded means vary in. At most `active`, and far below it where numbers of the code repeat each other. */
  readonly rank: number;
  /** KL to the standard normal of each number, the mean over the examples with its 95 % interval, nats; absent for other posteriors. */
  readonly klByDimension?: readonly Interval[];
}

/** The covariance (over n) of rows, `[width][width]`, and their mean. */
export function covarianceOf(rows: Float64Array, width: number): { mean: number[]; covariance: number[][] } {
  const n = rows.length / width;
  const mean = Array.from({ length: width }, (_, i) => {
    let sum = 0;
    for (let row = 0; row < n; row++) sum += rows[row * width + i]!;
    return sum / n;
  });
  const covariance = mean.map((_, i) =>
    mean.map((__, j) => {
      let sum = 0;
      for (let row = 0; row < n; row++) sum += (rows[row * width + i]! - mean[i]!) * (rows[row * width + j]! - mean[j]!);
      return sum / n;
    }),
  );
  return { mean, covariance };
}

/**
 * Rank, variances and divergences of encoded examples.
 *
 * @param means `[examples · width]`, row by row
 * @param logVars likewise; absent where the posterior is no diagonal normal
 */
export function codeStatistics(means: Float64Array, logVars: Float64Array | undefined, width: number): CodeStatistics {
  const { covariance } = covarianceOf(means, width);
  const variances = covariance.map((row, i) => row[i]!);
  const eigenvalues = new EigenvalueDecomposition(new Matrix(covariance), { assumeSymmetric: true }).realEigenvalues
    .map((value) => Math.max(0, value))
    .sort((a, b) => b - a);
  const n = means.length / width;
  const kl = (i: number): Interval =>
    meanInterval(
      Array.from({ length: n }, (_, row) => {
        const [mean, logVar] = [means[row * width + i]!, logVars![row * width + i]!];
        return 0.5 * (mean * mean + Math.expm1(logVar) - logVar);
      }),
    );
  return {
    variances,
    active: variances.filter((value) => value > ACTIVE).length,
    eigenvalues,
    rank: eigenvalues.filter((value) => value > ACTIVE).length,
    ...(logVars === undefined || n < 2 ? {} : { klByDimension: variances.map((_, i) => kl(i)) }),
  };
}
