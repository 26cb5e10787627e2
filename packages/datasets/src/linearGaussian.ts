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

  // M = Wᵀ W + σ² I = L Lᵀ, of the size of z alone; |W Wᵀ + σ² I| = σ^(2 (d − k)) |M|.
  const variance = noise * noise;
  const m = new Float64Array(latent * latent);
  for (let k = 0; k < latent; k++) {
    for (let l = 0; l < latent; l++) {
      let sum = k === l ? variance : 0;
      for (let i = 0; i < dimensions; i++) sum += (w[i * latent + k] ?? 0) * (w[i * latent + l] ?? 0);
      m[k * latent + l] = sum;
    }
  }
  const factor = cholesky(m, latent);
  let logDeterminant = (dimensions - latent) * Math.log(variance);
  for (let k = 0; k < latent; k++) logDeterminant += 2 * Math.log(factor[k * latent + k] ?? 0);
  const constant = -0.5 * (dimensions * Math.log(2 * Math.PI) + logDeterminant);

  const rowsOf = (caller: string, x: PlainTensor, visit: (row: number, rest: Float64Array, z: Float64Array) => void): void => {
    checkRows(caller, x, dimensions);
    const rest = new Float64Array(dimensions);
    const z = new Float64Array(latent);
    for (let row = 0; row < (x.shape[0] ?? 0); row++) {
      for (let i = 0; i < dimensions; i++) rest[i] = (x.data[row * dimensions + i] ?? 0) - (b[i] ?? 0);
      // The posterior mean, M⁻¹ Wᵀ (x − b).
      for (let k = 0; k < latent; k++) {
        let sum = 0;
        for (let i = 0; i < dimensions; i++) sum += (w[i * latent + k] ?? 0) * (rest[i] ?? 0);
        z[k] = sum;
      }
      solve(factor, z);
      visit(row, rest, z);
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
      rowsOf('linearGaussian.logLikelihood', x, (row, rest, z) => {
        // (x − b)ᵀ C⁻¹ (x − b) = |x − b − W z|² / σ² + |z|² at the posterior mean z: no difference of large numbers as in Woodbury's form.
        let square = 0;
        for (let k = 0; k < latent; k++) square += (z[k] ?? 0) * (z[k] ?? 0);
        for (let i = 0; i < dimensions; i++) {
          let error = rest[i] ?? 0;
          for (let k = 0; k < latent; k++) error -= (w[i * latent + k] ?? 0) * (z[k] ?? 0);
          square += (error * error) / variance;
        }
        result[row] = constant - 0.5 * square;
      });
      return result;
    },
    posterior(x): ExactPosterior {
      const count = x.shape[0] ?? 0;
      const mean = new Float64Array(count * latent);
      rowsOf('linearGaussian.posterior', x, (row, _, z) => mean.set(z, row * latent));
      // σ² M⁻¹, column by column.
      const covariance = new Float64Array(latent * latent);
      for (let k = 0; k < latent; k++) {
        const column = new Float64Array(latent);
        column[k] = variance;
        solve(factor, column);
        column.forEach((value, l) => {
          covariance[l * latent + k] = value;
        });
      }
      return {
        mean: { data: mean, shape: [count, latent] },
        covariance: { data: covariance, shape: [latent, latent] },
      };
    },
  };
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
