import type { PlainTensor } from '@vaekit-internal/base';
import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { type FeatureRows, featureRows } from './featureRows.js';

/** Mean `[width]` and covariance (over rows − 1) of features. */
function moments({ data, rows, width }: FeatureRows): { readonly mean: Float64Array; readonly covariance: Matrix } {
  const mean = new Float64Array(width);
  for (let i = 0; i < data.length; i++) mean[i % width]! += data[i]! / rows;
  const centered = data.map((value, i) => value - mean[i % width]!);
  const covariance = Matrix.zeros(width, width);
  for (let p = 0; p < width; p++)
    for (let q = p; q < width; q++) {
      let sum = 0;
      for (let i = 0; i < data.length; i += width) sum += centered[i + p]! * centered[i + q]!;
      covariance.set(p, q, sum / (rows - 1));
      covariance.set(q, p, sum / (rows - 1));
    }
  return { mean, covariance };
}

/** Rounding may leave an eigenvalue of a covariance below 0. */
const rootOf = (value: number): number => Math.sqrt(Math.max(0, value));

const decomposed = (symmetric: Matrix): EigenvalueDecomposition =>
  new EigenvalueDecomposition(symmetric, { assumeSymmetric: true });

/**
 * The Fréchet distance, squared, of the normal distributions with the moments of two sets of features:
 * `|m₁ − m₂|² + tr(S₁ + S₂ − 2 (S₁ S₂)^½)`.
 *
 * The trace of the root is the sum of the square roots of the eigenvalues of `S₁^½ S₂ S₁^½`, which is symmetric. The value grows as sets get smaller (Chong
 * and Forsyth 2020): compare equal numbers of rows, and read it beside the distance of two sets of real examples. It is the FID only on the features of
 * that net.
 *
 * @param a features `[rows, width]`, at least two rows
 * @param b features `[rows, width]`, as wide
 * @see Dowson and Landau 1982, "The Fréchet distance between multivariate normal distributions"; Heusel et al. 2017, equation 6
 */
export function frechetDistance(a: PlainTensor, b: PlainTensor): number {
  const rows = featureRows('frechetDistance', ['a', a], ['b', b]);
  const [first, second] = [moments(rows[0]), moments(rows[1])];
  const { eigenvectorMatrix, realEigenvalues } = decomposed(first.covariance);
  const root = eigenvectorMatrix.clone().mulRowVector(realEigenvalues.map(rootOf)).mmul(eigenvectorMatrix.transpose());
  const product = root.mmul(second.covariance).mmul(root);
  const symmetric = Matrix.add(product, product.transpose()).mul(0.5);
  const shared = decomposed(symmetric).realEigenvalues.reduce((sum, value) => sum + rootOf(value), 0);
  const between = first.mean.reduce((sum, value, i) => sum + (value - second.mean[i]!) ** 2, 0);
  return Math.max(0, between + first.covariance.trace() + second.covariance.trace() - 2 * shared);
}
