import { EigenvalueDecomposition, Matrix } from 'ml-matrix';

/** A plane through a cloud of points: a center and two directions of length 1, at a right angle. */
export interface Plane {
  readonly center: readonly number[];
  readonly axes: readonly [readonly number[], readonly number[]];
  /** The share of the points' variance along each axis. */
  readonly shares: readonly [number, number];
}

/** `[rows, width]`. */
const table = (points: ArrayLike<number>, width: number): Matrix => Matrix.from1DArray(points.length / width, width, points);

/**
 * The plane of the first two principal components of points: the eigenvectors of their covariance with the largest eigenvalues. The largest
 * entry of each direction is positive.
 *
 * @param points row by row
 * @param width numbers in a row, at least 2
 * @see Pearson 1901
 */
export function principalPlane(points: ArrayLike<number>, width: number): Plane {
  const rows = table(points, width);
  const center = rows.mean('column');
  const around = rows.subRowVector(center);
  const covariance = around.transpose().mmul(around).div(rows.rows);
  // The decomposition fails at entries near the smallest number there is; what is nothing beside the variance is 0.
  const least = 1e-30 * covariance.trace();
  for (let i = 0; i < width; i++)
    for (let j = 0; j < width; j++) if (Math.abs(covariance.get(i, j)) < least) covariance.set(i, j, 0);
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(covariance, { assumeSymmetric: true });
  const total = realEigenvalues.reduce((sum, value) => sum + value, 0);
  const order = realEigenvalues.map((value, index) => ({ value, index })).sort((a, b) => b.value - a.value);
  const axis = (place: 0 | 1): number[] => {
    const entries = eigenvectorMatrix.getColumn(order[place]!.index);
    const sign = entries.reduce((best, entry) => (Math.abs(entry) > Math.abs(best) + 1e-9 ? entry : best), 0) < 0 ? -1 : 1;
    return entries.map((entry) => sign * entry);
  };
  const share = (place: 0 | 1): number => (total > 0 ? Math.max(0, order[place]!.value) / total : 0);
  return { center, axes: [axis(0), axis(1)], shares: [share(0), share(1)] };
}

/** Coordinates of points on a plane, `[rows, 2]`. */
export function project(points: ArrayLike<number>, { center, axes }: Plane): Float32Array {
  const around = table(points, center.length).subRowVector([...center]);
  return Float32Array.from(around.mmul(new Matrix(axes.map((axis) => [...axis])).transpose()).to1DArray());
}
