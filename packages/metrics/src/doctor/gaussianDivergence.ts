import { CholeskyDecomposition, Matrix } from 'ml-matrix';
import { covarianceOf } from './codeStatistics.js';

/**
 * KL of the normals with the mean and covariance of two sets of rows, `½ [tr(S₂⁻¹ S₁) + (m₂ − m₁)ᵀ S₂⁻¹ (m₂ − m₁) − D + log |S₂|/|S₁|]`, nats: what two moments tell of the
 * gap between sets. `ridge` is added to the variances of both. `undefined` where moments are past what a float holds, or so far apart that a covariance is singular beside them.
 */
export function gaussianDivergence(a: Float64Array, b: Float64Array, width: number, ridge = 1e-4): number | undefined {
  const factor = (rows: Float64Array): { mean: number[]; covariance: Matrix; cholesky: CholeskyDecomposition } | undefined => {
    const { mean, covariance } = covarianceOf(rows, width);
    if (!covariance.flat().every(Number.isFinite)) return undefined;
    const matrix = new Matrix(covariance.map((row, i) => row.map((value, j) => (i === j ? value + ridge : value))));
    const cholesky = new CholeskyDecomposition(matrix);
    return cholesky.isPositiveDefinite() ? { mean, covariance: matrix, cholesky } : undefined;
  };
  const [p, q] = [factor(a), factor(b)];
  if (p === undefined || q === undefined) return undefined;
  const logDeterminant = ({ cholesky }: { cholesky: CholeskyDecomposition }): number =>
    2 * cholesky.lowerTriangularMatrix.diagonal().reduce((sum, value) => sum + Math.log(value), 0);
  const trace = q.cholesky.solve(p.covariance).trace();
  const shift = Matrix.columnVector(q.mean.map((value, i) => value - p.mean[i]!));
  const distance = shift.transpose().mmul(q.cholesky.solve(shift)).get(0, 0);
  return 0.5 * (trace + distance - width + logDeterminant(q) - logDeterminant(p));
}
