import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { covarianceOf } from '../doctor/codeStatistics.js';
import { binned, information } from './discreteInformation.js';
import type { PlainTensor } from '@vaekit-internal/base';

/** How dependent the numbers of a code are on each other, without factors. All are 0 where they are independent. */
export interface UnsupervisedScores {
  /** Total correlation of the normal with the codes' covariance, `½ (Σ log S_ii − log |S|)`, nats. */
  readonly gaussianTotalCorrelation: number;
  /** Its Wasserstein distance to the independent normal, `2 tr S − 2 tr (S^½ D S^½)^½`, over the sum of the variances. */
  readonly gaussianWassersteinCorrelation: number;
  /** The mean over pairs of the mutual information of two numbers in 20 bins, nats. */
  readonly mutualInformation: number;
}

/** A variance of less than this share of the largest is that of a number which never varies. */
const STILL = 1e-12;

/**
 * Scores without factors. Numbers that never vary are left out; all scores are 0 where none is left.
 *
 * @param codes `[examples, width]`
 * @throws Error when there are fewer than two examples, the data do not fill their shape, or a number is not finite
 * @see Locatello et al. 2019, "Challenging common assumptions in the unsupervised learning of disentangled representations", appendix B
 */
export function unsupervisedScores(codes: PlainTensor): UnsupervisedScores {
  const [rows, width] = codes.shape as [number, number];
  if (codes.shape.length !== 2 || !(rows >= 2) || !(width >= 1) || codes.data.length !== rows * width)
    throw new Error(
      `unsupervisedScores: \`codes\` has shape [${codes.shape.join()}] and ${codes.data.length} numbers; give [examples, width] of two or more examples, and all of their numbers`,
    );
  const bad = codes.data.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0)
    throw new Error(
      `unsupervisedScores: number ${bad % width} of the code of example ${Math.floor(bad / width)} is ${codes.data[bad]}; give finite numbers`,
    );
  const all = Float64Array.from(codes.data);
  const { covariance } = covarianceOf(all, width);
  const widest = Math.max(...covariance.map((row, d) => row[d]!));
  const moving = covariance.flatMap((row, d) => (row[d]! > STILL * widest ? [d] : []));
  if (moving.length === 0) return { gaussianTotalCorrelation: 0, gaussianWassersteinCorrelation: 0, mutualInformation: 0 };
  const unbiased = rows / (rows - 1);
  const s = new Matrix(moving.map((i) => moving.map((j) => covariance[i]![j]! * unbiased)));
  const variances = s.diagonal();
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(s, { assumeSymmetric: true });
  const logDeterminant = realEigenvalues.reduce((sum, value) => sum + Math.log(Math.max(value, 1e-300)), 0);
  const root = eigenvectorMatrix
    .mmul(Matrix.diag(realEigenvalues.map((value) => Math.sqrt(Math.max(0, value)))))
    .mmul(eigenvectorMatrix.transpose());
  const middle = root.mmul(Matrix.diag(variances)).mmul(root);
  const cross = new EigenvalueDecomposition(middle, { assumeSymmetric: true }).realEigenvalues.reduce(
    (sum, value) => sum + Math.sqrt(Math.max(0, value)),
    0,
  );
  const total = variances.reduce((sum, value) => sum + value, 0);
  const bins = moving.map((d) => binned(Float64Array.from({ length: rows }, (_, row) => all[row * width + d]!)));
  const pairs = bins.flatMap((a, i) => bins.slice(i + 1).map((b) => information(a, b)));
  return {
    gaussianTotalCorrelation: 0.5 * (variances.reduce((sum, value) => sum + Math.log(value), 0) - logDeterminant),
    gaussianWassersteinCorrelation: (2 * total - 2 * cross) / total,
    mutualInformation: pairs.length === 0 ? 0 : pairs.reduce((sum, value) => sum + value, 0) / pairs.length,
  };
}
