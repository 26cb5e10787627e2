import type { PlainTensor } from '@vaekit-internal/base';
import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { type FeatureRows, featureRows } from './featureRows.js';

/** Features with their mean `[width]` taken off, and the trace of their covariance (over rows − 1). */
interface Centered extends FeatureRows {
  readonly mean: Float64Array;
  readonly trace: number;
}

function centered({ data, rows, width }: FeatureRows): Centered {
  const mean = new Float64Array(width);
  for (let i = 0; i < data.length; i++) mean[i % width]! += data[i]! / rows;
  const moved = data.map((value, i) => value - mean[i % width]!);
  return { data: moved, rows, width, mean, trace: moved.reduce((sum, value) => sum + value * value, 0) / (rows - 1) };
}

function covarianceOf({ data, rows, width }: FeatureRows): Matrix {
  const covariance = Matrix.zeros(width, width);
  for (let p = 0; p < width; p++)
    for (let q = p; q < width; q++) {
      let sum = 0;
      for (let i = 0; i < data.length; i += width) sum += data[i + p]! * data[i + q]!;
      covariance.set(p, q, sum / (rows - 1));
      covariance.set(q, p, sum / (rows - 1));
    }
  return covariance;
}

/** Rounding may leave an eigenvalue of a covariance below 0. */
const rootOf = (value: number): number => Math.sqrt(Math.max(0, value));

const decomposed = (symmetric: Matrix): EigenvalueDecomposition =>
  new EigenvalueDecomposition(symmetric, { assumeSymmetric: true });

/** tr (S₁ S₂)^½ by the square roots of the eigenvalues of `S₁^½ S₂ S₁^½`, which is symmetric and as wide as the features. */
function traceByFeatures(a: Centered, b: Centered): number {
  const { eigenvectorMatrix, realEigenvalues } = decomposed(covarianceOf(a));
  const root = eigenvectorMatrix.clone().mulRowVector(realEigenvalues.map(rootOf)).mmul(eigenvectorMatrix.transpose());
  const product = root.mmul(covarianceOf(b)).mmul(root);
  const symmetric = Matrix.add(product, product.transpose()).mul(0.5);
  return decomposed(symmetric).realEigenvalues.reduce((sum, value) => sum + rootOf(value), 0);
}

/**
 * The same where there are fewer rows than features: with centered rows X and Y, S₁ S₂ has the eigenvalues of `(X Yᵀ)(X Yᵀ)ᵀ`. Their roots are the
 * singular values of `X Yᵀ`, but ml-matrix looks for those without end where rows repeat, as samples of a collapsed model do.
 */
function traceByRows(a: Centered, b: Centered): number {
  const products = Matrix.zeros(a.rows, b.rows);
  for (let p = 0; p < a.rows; p++)
    for (let q = 0; q < b.rows; q++) {
      let sum = 0;
      for (let d = 0; d < a.width; d++) sum += a.data[p * a.width + d]! * b.data[q * b.width + d]!;
      products.set(p, q, sum);
    }
  const squared = products.mmul(products.transpose());
  const total = decomposed(squared).realEigenvalues.reduce((sum, value) => sum + rootOf(value), 0);
  return total / Math.sqrt((a.rows - 1) * (b.rows - 1));
}

/**
 * The Fréchet distance, squared, of the normal distributions with the moments of two sets of features:
 * `|m₁ − m₂|² + tr(S₁ + S₂ − 2 (S₁ S₂)^½)`.
 *
 * Time grows with the third power of the width or of the number of rows, whichever is smaller. The value grows as sets get smaller (Chong
 * and Forsyth 2020): compare equal numbers of rows, and read it beside the distance of two sets of real examples. It is the FID only on the features of
 * that net.
 *
 * @param a features `[rows, width]`, at least two rows
 * @param b features `[rows, width]`, as wide
 * @see Dowson and Landau 1982, "The Fréchet distance between multivariate normal distributions"; Heusel et al. 2017, equation 6
 */
export function frechetDistance(a: PlainTensor, b: PlainTensor): number {
  const rows = featureRows('frechetDistance', ['a', a], ['b', b]);
  const [first, second] = [centered(rows[0]), centered(rows[1])];
  const isWide = Math.max(first.rows, second.rows) < first.width;
  const shared = (isWide ? traceByRows : traceByFeatures)(first, second);
  const between = first.mean.reduce((sum, value, i) => sum + (value - second.mean[i]!) ** 2, 0);
  return Math.max(0, between + first.trace + second.trace - 2 * shared);
}
