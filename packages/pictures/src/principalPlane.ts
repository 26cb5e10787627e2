/** A plane through a cloud of points: a center and two directions of length 1, at a right angle. */
export interface Plane {
  readonly center: Float64Array;
  readonly axes: readonly [Float64Array, Float64Array];
  /** The share of the points' variance along each axis. */
  readonly shares: readonly [number, number];
}

const dot = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
};

/** The direction in which a symmetric, positive matrix stretches most among those at a right angle to `besides`, by repeated application (von Mises). */
function leading(matrix: readonly Float64Array[], besides: readonly Float64Array[]): { axis: Float64Array; value: number } {
  const width = matrix.length;
  const apply = (vector: Float64Array): Float64Array => Float64Array.from(matrix, (row) => dot(row, vector));
  /** The part at a right angle to `besides`, of length 1; `undefined` where nothing is left. Twice, since once leaves rounding errors in. */
  const tidy = (vector: Float64Array): Float64Array | undefined => {
    let rest = vector;
    for (let pass = 0; pass < 2; pass++) {
      const before = Math.sqrt(dot(rest, rest));
      for (const other of besides) {
        const along = dot(rest, other);
        rest = rest.map((value, i) => value - along * other[i]!);
      }
      const length = Math.sqrt(dot(rest, rest));
      if (!(length > 1e-9 * before)) return undefined;
      rest = rest.map((value) => value / length);
    }
    return rest;
  };
  // Multiples of the golden ratio modulo 1: a start that no direction of interest is at a right angle to, in practice.
  const generic = Float64Array.from({ length: width }, (_, i) => 0.5 + ((i * 0.6180339887498949) % 1));
  const units = Array.from({ length: width }, (_, k) => Float64Array.from({ length: width }, (_, i) => (i === k ? 1 : 0)));
  let axis = [generic, ...units].map(tidy).find((start) => start !== undefined)!;
  let value = 0;
  for (let round = 0; round < 2000; round++) {
    const next = tidy(apply(axis));
    // A cloud without extent in any further direction: any at a right angle will do.
    if (next === undefined) break;
    const former = value;
    axis = next;
    value = dot(axis, apply(axis));
    if (round > 5 && Math.abs(value - former) <= 1e-15 * value) break;
  }
  const sign = axis.reduce((best, entry) => (Math.abs(entry) > Math.abs(best) + 1e-9 ? entry : best), 0) < 0 ? -1 : 1;
  return { axis: axis.map((entry) => sign * entry), value: Math.max(0, value) };
}

/**
 * The plane of the first two principal components of points: the eigenvectors of their covariance with the largest eigenvalues.
 *
 * @param points row by row
 * @param width numbers in a row, at least 2
 * @see Pearson 1901
 */
export function principalPlane(points: ArrayLike<number>, width: number): Plane {
  const rows = points.length / width;
  const center = new Float64Array(width);
  for (let i = 0; i < points.length; i++) center[i % width]! += points[i]! / rows;
  const covariance = Array.from({ length: width }, () => new Float64Array(width));
  for (let row = 0; row < rows; row++) {
    for (let i = 0; i < width; i++) {
      const deviation = points[row * width + i]! - center[i]!;
      for (let j = 0; j < width; j++) covariance[i]![j]! += (deviation * (points[row * width + j]! - center[j]!)) / rows;
    }
  }
  const total = covariance.reduce((sum, row, i) => sum + row[i]!, 0);
  const first = leading(covariance, []);
  const second = leading(covariance, [first.axis]);
  const share = (value: number): number => (total > 0 ? value / total : 0);
  return { center, axes: [first.axis, second.axis], shares: [share(first.value), share(second.value)] };
}

/** Coordinates of points on a plane, `[rows, 2]`. */
export function project(points: ArrayLike<number>, { center, axes }: Plane): Float32Array {
  const width = center.length;
  const rows = points.length / width;
  const out = new Float32Array(2 * rows);
  for (let row = 0; row < rows; row++) {
    axes.forEach((axis, k) => {
      let sum = 0;
      for (let i = 0; i < width; i++) sum += axis[i]! * (points[row * width + i]! - center[i]!);
      out[2 * row + k] = sum;
    });
  }
  return out;
}
