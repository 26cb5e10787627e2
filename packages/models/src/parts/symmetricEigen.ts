/** Eigenvalues in ascending order, and a unit eigenvector for each, one a row of `[n · n]`. */
export interface SymmetricEigen {
  readonly values: Float64Array;
  readonly vectors: Float64Array;
}

/**
 * The eigenvectors of a symmetric matrix, by reflections to a tridiagonal one and QL with implicit shifts. It yields after every piece of work of some n²
 * operations, so that a caller can let its host breathe, or stop, where a library's decomposition holds the thread for n³.
 *
 * @param matrix `[n · n]`
 * @see Golub and Van Loan 2013, "Matrix Computations", algorithms 8.3.1 and 8.3.2
 */
export function* symmetricEigen(matrix: Float64Array): Generator<undefined, SymmetricEigen> {
  const n = Math.sqrt(matrix.length);
  const a = matrix.slice();
  const { diagonal, off, scales } = yield* tridiagonal(a, n);
  const rows = yield* reflections(a, scales, n);
  yield* implicitQl(diagonal, off, rows, n);
  const order = Array.from(diagonal.keys()).sort((i, j) => diagonal[i]! - diagonal[j]!);
  const vectors = new Float64Array(n * n);
  order.forEach((from, to) => vectors.set(rows.subarray(from * n, (from + 1) * n), to * n));
  return { values: Float64Array.from(order, (from) => diagonal[from]!), vectors };
}

/** Reflects column after column: `A ← HAH`, `H = I − s v vᵀ`. Row k of `a` keeps the v of its step behind the diagonal. */
function* tridiagonal(
  a: Float64Array,
  n: number,
): Generator<undefined, { readonly diagonal: Float64Array; readonly off: Float64Array; readonly scales: Float64Array }> {
  const [diagonal, off, scales, w] = Array.from({ length: 4 }, () => new Float64Array(n)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  for (let k = 0; k < n; k++) {
    diagonal[k] = a[k * n + k]!;
    if (k === n - 1) break;
    const v = a.subarray(k * n, (k + 1) * n);
    let squares = 0;
    for (let i = k + 1; i < n; i++) squares += v[i]! ** 2;
    // A column below 1e-140, of numbers that float32 does not have, is 0: its squares have too few bits for a reflection.
    if (squares < 1e-280) continue;
    // Away from the first number, so that nothing cancels.
    const image = v[k + 1]! > 0 ? -Math.sqrt(squares) : Math.sqrt(squares);
    off[k] = image;
    const length = 2 * (squares - image * v[k + 1]!);
    v[k + 1]! -= image;
    const scale = 2 / length;
    scales[k] = scale;
    let product = 0;
    for (let i = k + 1; i < n; i++) {
      let sum = 0;
      for (let j = k + 1; j < n; j++) sum += a[i * n + j]! * v[j]!;
      w[i] = scale * sum;
      product += w[i]! * v[i]!;
    }
    for (let i = k + 1; i < n; i++) w[i]! -= (scale / 2) * product * v[i]!;
    for (let i = k + 1; i < n; i++) for (let j = k + 1; j < n; j++) a[i * n + j]! -= v[i]! * w[j]! + w[i]! * v[j]!;
    yield;
  }
  return { diagonal, off, scales };
}

/** The transpose of the product of all reflections, `(H₀H₁⋯)ᵀ`. */
function* reflections(a: Float64Array, scales: Float64Array, n: number): Generator<undefined, Float64Array> {
  const rows = new Float64Array(n * n);
  for (let i = 0; i < n; i++) rows[i * n + i] = 1;
  for (let k = n - 2; k >= 0; k--) {
    const v = a.subarray(k * n, (k + 1) * n);
    for (let i = k + 1; i < n; i++) {
      const row = rows.subarray(i * n, (i + 1) * n);
      let sum = 0;
      for (let j = k + 1; j < n; j++) sum += row[j]! * v[j]!;
      for (let j = k + 1; j < n; j++) row[j]! -= scales[k]! * sum * v[j]!;
    }
    yield;
  }
  return rows;
}

/** Turns a tridiagonal matrix into a diagonal one, and the rows of its basis with it. */
function* implicitQl(diagonal: Float64Array, off: Float64Array, rows: Float64Array, n: number): Generator<undefined, void> {
  for (let first = 0; first < n; first++) {
    for (;;) {
      let last = first;
      while (last < n - 1 && Math.abs(off[last]!) > Number.EPSILON * (Math.abs(diagonal[last]!) + Math.abs(diagonal[last + 1]!)))
        last++;
      if (last === first) break;
      qlSweep(diagonal, off, rows, { first, last, n });
      yield;
    }
  }
}

/** One sweep of rotations over a block that does not fall apart, from its end to its beginning. */
function qlSweep(
  diagonal: Float64Array,
  off: Float64Array,
  rows: Float64Array,
  { first, last, n }: { readonly first: number; readonly last: number; readonly n: number },
): void {
  const half = (diagonal[first + 1]! - diagonal[first]!) / (2 * off[first]!);
  const root = Math.sqrt(half * half + 1);
  // The eigenvalue of the leading 2 by 2 block that is nearer to its corner.
  let bulge = diagonal[last]! - diagonal[first]! + off[first]! / (half + (half < 0 ? -root : root));
  let [sine, cosine, shift] = [1, 1, 0];
  for (let i = last - 1; i >= first; i--) {
    const [f, b] = [sine * off[i]!, cosine * off[i]!];
    const length = Math.hypot(f, bulge);
    off[i + 1] = length;
    if (length === 0) {
      diagonal[i + 1]! -= shift;
      off[last] = 0;
      return;
    }
    sine = f / length;
    cosine = bulge / length;
    const corner = diagonal[i + 1]! - shift;
    const sum = (diagonal[i]! - corner) * sine + 2 * cosine * b;
    shift = sine * sum;
    diagonal[i + 1] = corner + shift;
    bulge = cosine * sum - b;
    const [upper, lower] = [i * n, (i + 1) * n];
    for (let j = 0; j < n; j++) {
      const [x, y] = [rows[upper + j]!, rows[lower + j]!];
      rows[lower + j] = sine * x + cosine * y;
      rows[upper + j] = cosine * x - sine * y;
    }
  }
  diagonal[first]! -= shift;
  off[first] = bulge;
  off[last] = 0;
}
