import { type PlainTensor, sizeFromShape } from '@vaekit-internal/base';
import { checkWhole } from './checks.js';
import { counted } from './counted.js';
import { DataError } from './dataError.js';
import { checkRows, type DensityDataSet } from './eightGaussians.js';
import { linearPosterior } from './linearPosterior.js';
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

  const exact = linearPosterior(weights, noise);
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
