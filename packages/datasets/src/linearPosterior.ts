import type { PlainTensor } from '@vaekit-internal/base';

/** What is exact of the model, in the smaller of its two spaces. */
export interface LinearPosterior {
  /** log |W Wᵀ + σ² I|. */
  readonly logDeterminant: number;
  /** (x − b)ᵀ (W Wᵀ + σ² I)⁻¹ (x − b). */
  square(rest: Float64Array): number;
  /** The mean of z given x. */
  mean(rest: Float64Array): Float64Array;
  /** The covariance of z given x, `[latent, latent]`. */
  covariance(): Float64Array;
}

/** Of `x = W z + b + σ ε`, W being `[dimensions, latent]` and σ the noise. Source: Tipping and Bishop 1999, equations 4 to 9. */
export const linearPosterior = (weights: PlainTensor<Float64Array>, noise: number): LinearPosterior =>
  weights.shape[0]! < weights.shape[1]! ? inDimensions(weights, noise) : inLatent(weights, noise);

/** With M = Wᵀ W + σ² I = L Lᵀ, of the size of z; |W Wᵀ + σ² I| = σ^(2 (d − k)) |M|. */
function inLatent({ data: w, shape: [dimensions = 0, latent = 0] }: PlainTensor<Float64Array>, noise: number): LinearPosterior {
  const variance = noise * noise;
  const factor = cholesky(
    gram(latent, dimensions, (k, i) => w[i * latent + k] ?? 0, variance),
    latent,
  );
  // The posterior mean, M⁻¹ Wᵀ (x − b).
  const mean = (rest: Float64Array): Float64Array => {
    const z = Float64Array.from({ length: latent }, (_, k) =>
      rest.reduce((sum, value, i) => sum + (w[i * latent + k] ?? 0) * value, 0),
    );
    solve(factor, z);
    return z;
  };
  return {
    logDeterminant: (dimensions - latent) * Math.log(variance) + logDeterminant(factor, latent),
    mean,
    square: (rest) => {
      // |x − b − W z|² / σ² + |z|² at the posterior mean z: no difference of large numbers as in Woodbury's form.
      const z = mean(rest);
      let square = z.reduce((sum, value) => sum + value * value, 0);
      for (let i = 0; i < dimensions; i++) {
        let error = rest[i] ?? 0;
        for (let k = 0; k < latent; k++) error -= (w[i * latent + k] ?? 0) * (z[k] ?? 0);
        square += (error * error) / variance;
      }
      return square;
    },
    covariance: () => {
      // σ² M⁻¹, column by column.
      const covariance = new Float64Array(latent * latent);
      for (let k = 0; k < latent; k++) {
        const column = new Float64Array(latent);
        column[k] = variance;
        solve(factor, column);
        covariance.set(column, k * latent);
      }
      return covariance;
    },
  };
}

/**
 * With C = W Wᵀ + σ² I = L Lᵀ, of the size of x. Where z is larger, Wᵀ W has not the rank of M: its σ² is rounded away beside W, and with little noise
 * M is not even positive definite to the machine. The mean of z is Wᵀ C⁻¹ (x − b), its covariance I − Wᵀ C⁻¹ W.
 */
function inDimensions(
  { data: w, shape: [dimensions = 0, latent = 0] }: PlainTensor<Float64Array>,
  noise: number,
): LinearPosterior {
  const factor = cholesky(
    gram(dimensions, latent, (i, k) => w[i * latent + k] ?? 0, noise * noise),
    dimensions,
  );
  const back = (rest: Float64Array): Float64Array =>
    Float64Array.from({ length: latent }, (_, k) => rest.reduce((sum, value, i) => sum + (w[i * latent + k] ?? 0) * value, 0));
  const solved = (rest: Float64Array): Float64Array => {
    const v = Float64Array.from(rest);
    solve(factor, v);
    return v;
  };
  return {
    logDeterminant: logDeterminant(factor, dimensions),
    mean: (rest) => back(solved(rest)),
    square: (rest) => solved(rest).reduce((sum, value, i) => sum + value * (rest[i] ?? 0), 0),
    covariance: () => {
      const covariance = new Float64Array(latent * latent);
      for (let k = 0; k < latent; k++) {
        const column = back(solved(Float64Array.from({ length: dimensions }, (_, i) => w[i * latent + k] ?? 0)));
        covariance.set(
          column.map((value, l) => (k === l ? 1 : 0) - value),
          k * latent,
        );
      }
      return covariance;
    },
  };
}

/** `A Aᵀ + variance · I` of a matrix of `rows` rows. */
function gram(rows: number, width: number, at: (row: number, column: number) => number, variance: number): Float64Array {
  const result = new Float64Array(rows * rows);
  for (let k = 0; k < rows; k++) {
    for (let l = 0; l < rows; l++) {
      let sum = k === l ? variance : 0;
      for (let i = 0; i < width; i++) sum += at(k, i) * at(l, i);
      result[k * rows + l] = sum;
    }
  }
  return result;
}

/** log |L Lᵀ|. */
function logDeterminant(factor: Float64Array, size: number): number {
  let sum = 0;
  for (let k = 0; k < size; k++) sum += 2 * Math.log(factor[k * size + k] ?? 0);
  return sum;
}

/** The lower triangle L of a positive definite matrix, `L Lᵀ`, row by row. */
function cholesky(matrix: Float64Array, size: number): Float64Array {
  const factor = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i * size + j] ?? 0;
      for (let k = 0; k < j; k++) sum -= (factor[i * size + k] ?? 0) * (factor[j * size + k] ?? 0);
      factor[i * size + j] = i === j ? Math.sqrt(sum) : sum / (factor[j * size + j] ?? 1);
    }
  }
  return factor;
}

/** Overwrites v with the solution of `L Lᵀ u = v`. */
function solve(factor: Float64Array, v: Float64Array): void {
  const size = v.length;
  for (let i = 0; i < size; i++) {
    let sum = v[i] ?? 0;
    for (let k = 0; k < i; k++) sum -= (factor[i * size + k] ?? 0) * (v[k] ?? 0);
    v[i] = sum / (factor[i * size + i] ?? 1);
  }
  for (let i = size - 1; i >= 0; i--) {
    let sum = v[i] ?? 0;
    for (let k = i + 1; k < size; k++) sum -= (factor[k * size + i] ?? 0) * (v[k] ?? 0);
    v[i] = sum / (factor[i * size + i] ?? 1);
  }
}
