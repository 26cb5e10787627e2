import { CholeskyDecomposition, Matrix } from 'ml-matrix';
import { covarianceOf } from './codeStatistics.js';

/**
 * KL of the normals with the mean and covariance of two sets of rows, `½ [tr(S₂⁻¹ S₁) + (m₂ − m₁)ᵀ S₂⁻¹ (m₂ − m₁) − D + log |S₂|/|S₁|]`, nats: what two moments tell of the
 * gap between sets. `ridge` is added to the variances of both.
 */
export function gaussianDivergence(a: Float64Array, b: Float64Array, width: number, ridge = 1e-4): number {
  const factor = (rows: Float64Array): { mean: number[]; covariance: Matrix; cholesky: CholeskyDecomposition } => {
    const { mean, covariance } = covarianceOf(rows, width);
    const matrix = new Matrix(covariance.map((row, i) => row.map((value, j) => (i === j ? value + ridge : value))));
    return { mean, covariance: matrix, cholesky: new CholeskyDecomposition(matrix) };
  };
  const [p, q] = [factor(a), factor(b)];
  const logDeterminant = ({ cholesky }: { cholesky: CholeskyDecomposition }): number =>
    2 * cholesky.lowerTriangularMatrix.diagonal().reduce((sum, value) => sum + Math.log(value), 0);
  const trace = q.cholesky.solve(p.covariance).trace();
  const shift = Matrix.columnVector(q.mean.map((value, i) => value - p.mean[i]!));
  const distance = shift.transpose().mmul(q.cholesky.solve(shift)).get(0, 0);
  return 0.5 * (trace + distance - width + logDeterminant(q) - logDeterminant(p));
}
