import { type PlainTensor, sizeFromShape } from '@vaekit-internal/base';
import { checkWhole } from './checks.js';
import { counted } from './counted.js';
import { DataError } from './dataError.js';
import { checkRows, type DensityDataSet } from './eightGaussians.js';
import { normalDeviate } from './normalDeviate.js';
import { type RandomStream, randomStream } from './randomStream.js';
import { type SyntheticOptions, syntheticSet } from './syntheticSet.js';

/** Options of `linearGaussian`. */
export interface LinearGaussianOptions extends SyntheticOptions {
  /** The dimensions of x, 1 to 10,000, and of z, 1 to 1000; 8 and 2 unless said, or those of `weights`. */
  readonly dimensions?: number;
  readonly latent?: number;
  /** The standard deviation σ of the noise, above 0; 0.5 unless said. */
  readonly noise?: number;
  /** W, `[dimensions, latent]`; drawn from N(0, 1) unless given. */
  readonly weights?: PlainTensor;
  /** b, `[dimensions]`; drawn from N(0, 1) unless given. */
  readonly bias?: PlainTensor;
}

/** The posterior of the latent variables, exactly: `p(z | x) = N(mean, covariance)`, whose covariance is the same for every x. */
export interface ExactPosterior {
  /** `[n, latent]` */
  readonly mean: PlainTensor<Float64Array>;
  /** `[latent, latent]` */
  readonly covariance: PlainTensor<Float64Array>;
}

/** A set of `linearGaussian`, with everything that can be known about it. */
export interface LinearGaussianDataSet extends DensityDataSet {
  readonly weights: PlainTensor<Float64Array>;
  readonly bias: PlainTensor<Float64Array>;
  readonly noise: number;
  /** `E[log p(x)]` in nats, what the mean of `logLikelihood` goes to: `−½ (d log(2πe) + log |W Wᵀ + σ² I|)`. */
  readonly expectedLogLikelihood: number;
  /** The posterior of z for each row of `x`, `[n, dimensions]`. Throws a `DataError` of kind `'shape'`. */
  posterior(x: PlainTensor): ExactPosterior;
}

/**
 * The linear model with normal noise, `x = W z + b + σ ε` with `z ~ N(0, I)` and `ε ~ N(0, I)`, with its exact log-likelihood and posterior.
 *
 * The model whose optimum is known: in expectation no evidence lower bound lies above `logLikelihood`, and a linear VAE reaches it (probabilistic PCA). z is
 * the factors. `x` is `[n, dimensions]`; there are no classes. W and b are functions of the seed (the same for both splits) unless given. Throws a `DataError`
 * of kind `'option'`, `'shape'` or `'not-finite'`. Source: Tipping and Bishop, "Probabilistic principal component analysis" (1999), equations 2 to 9; Lucas et
 * al., "Don't blame the ELBO!" (2019).
 */
export function linearGaussian(options: LinearGaussianOptions = {}): LinearGaussianDataSet {
  const { noise = 0.5, seed = 0 } = options;
  const { dimensions = options.weights?.shape[0] ?? options.bias?.shape[0] ?? 8, latent = options.weights?.shape[1] ?? 2 } =
    options;
  checkWhole('linearGaussian', 'dimensions', dimensions, 1, 10_000);
  checkWhole('linearGaussian', 'latent', latent, 1, 1000);
  if (!(Number.isFinite(noise) && noise > 0)) {
    throw new DataError('option', `linearGaussian: \`noise\` is ${noise}; a finite number above 0 was expected`);
  }
  const stream = randomStream(Number.isSafeInteger(seed) ? seed : 0, 'linearGaussian', 2);
  const weights = parameter('weights', options.weights, [dimensions, latent], stream);
  const bias = parameter('bias', options.bias, [dimensions], stream);
  const w = weights.data;
  const b = bias.data;
  const set = syntheticSet(
    {
      caller: 'linearGaussian',
      name: 'linear-gaussian',
      description: `${counted(dimensions, 'number that depends', 'numbers that depend')} linearly on ${counted(latent, 'normal latent variable')}, with normal noise of standard deviation ${noise}`,
      shape: [dimensions],
      factors: Array.from({ length: latent }, (_, k) => `z${k + 1}`),
      draw: (own, _, x, z) => {
        for (let k = 0; k < latent; k++) z[k] = normalDeviate(own);
        for (let i = 0; i < dimensions; i++) {
          let sum = b[i] ?? 0;
          for (let k = 0; k < latent; k++) sum += (w[i * latent + k] ?? 0) * (z[k] ?? 0);
          x[i] = sum + noise * normalDeviate(own);
        }
        return 0;
      },
    },
    options,
  );

  const exact = dimensions < latent ? inDimensions(weights, noise) : inLatent(weights, noise);
  const constant = -0.5 * (dimensions * Math.log(2 * Math.PI) + exact.logDeterminant);
  /** x − b of each row. */
  const rowsOf = (caller: string, x: PlainTensor, visit: (row: number, rest: Float64Array) => void): void => {
    checkRows(caller, x, dimensions);
    const rest = new Float64Array(dimensions);
    for (let row = 0; row < (x.shape[0] ?? 0); row++) {
      for (let i = 0; i < dimensions; i++) rest[i] = (x.data[row * dimensions + i] ?? 0) - (b[i] ?? 0);
      visit(row, rest);
    }
  };
  return {
    ...set,
    weights,
    bias,
    noise,
    expectedLogLikelihood: constant - dimensions / 2,
    logLikelihood(x): Float64Array {
      const result = new Float64Array(x.shape[0] ?? 0);
      rowsOf('linearGaussian.logLikelihood', x, (row, rest) => {
        result[row] = constant - 0.5 * exact.square(rest);
      });
      return result;
    },
    posterior(x): ExactPosterior {
      const count = x.shape[0] ?? 0;
      const mean = new Float64Array(count * latent);
      rowsOf('linearGaussian.posterior', x, (row, rest) => mean.set(exact.mean(rest), row * latent));
      return {
        mean: { data: mean, shape: [count, latent] },
        covariance: { data: exact.covariance(), shape: [latent, latent] },
      };
    },
  };
}

/** What is exact of the model, in the smaller of its two spaces. */
interface Exact {
  /** log |W Wᵀ + σ² I|. */
  readonly logDeterminant: number;
  /** (x − b)ᵀ (W Wᵀ + σ² I)⁻¹ (x − b). */
  square(rest: Float64Array): number;
  /** The mean of z given x. */
  mean(rest: Float64Array): Float64Array;
  /** The covariance of z given x, `[latent, latent]`. */
  covariance(): Float64Array;
}

/** With M = Wᵀ W + σ² I = L Lᵀ, of the size of z; |W Wᵀ + σ² I| = σ^(2 (d − k)) |M|. */
function inLatent({ data: w, shape: [dimensions = 0, latent = 0] }: PlainTensor<Float64Array>, noise: number): Exact {
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
function inDimensions({ data: w, shape: [dimensions = 0, latent = 0] }: PlainTensor<Float64Array>, noise: number): Exact {
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

/** A parameter as it was given, or drawn. */
function parameter(
  name: string,
  given: PlainTensor | undefined,
  shape: readonly number[],
  stream: RandomStream,
): PlainTensor<Float64Array> {
  const length = sizeFromShape(shape);
  if (given === undefined) return { data: Float64Array.from({ length }, () => normalDeviate(stream)), shape };
  if (given.shape.join() !== shape.join() || given.data.length !== length) {
    throw new DataError(
      'shape',
      `linearGaussian: \`${name}\` has shape [${given.shape}] and ${counted(given.data.length, 'number')}; [${shape}] was expected`,
    );
  }
  const data = Float64Array.from(given.data);
  const wrong = data.findIndex((value) => !Number.isFinite(value));
  if (wrong >= 0) {
    throw new DataError('not-finite', `linearGaussian: \`${name}\` is ${data[wrong]} at ${wrong}; finite numbers were expected`);
  }
  return { data, shape };
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
