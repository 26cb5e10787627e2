import * as tf from '@tensorflow/tfjs';
import {
  type BatchSource,
  momentsIfDiagonal,
  openSource,
  randomStream,
  type RandomStream,
  type TrainingData,
  type Vae,
  withGradientMends,
} from '@vaekit/core';
import { batchRows, realRows } from './batchRows.js';
import { type CodeRows, requireDensity } from './codeDensities.js';
import type { Compile } from './logWeights.js';
import { openFunction } from './openFunction.js';
import { emptyTerms, judged, type Moments, oppositeNoise, placeTerms, type PosteriorTerms, termsOf } from './posteriorTerms.js';
import { requireCounts, requirePositive } from './requireCounts.js';

/** Options of what fits a posterior to every example by itself. */
export interface FittingOptions {
  /** Steps of Adam for each weight of the rate. Default 300. */
  readonly steps?: number;
  /** The first length of the steps, which falls to 0 over them. Default 0.1. */
  readonly learningRate?: number;
  /** Draws of each example's code that the results are means over. Default 200. */
  readonly draws?: number;
  /** Default 0. */
  readonly seed?: number;
  /** Examples fitted side by side. Default 250. */
  readonly rows?: number;
  /** `compileFunction` of `@vaekit/onnx`, to run on ONNX Runtime. Default: the active backend of tfjs. */
  readonly compile?: Compile;
  /** Called as steps are done, with their number of all. */
  readonly onProgress?: (done: number, steps: number) => void;
}

/** What the encoder gives, and what is best at each weight of the rate. */
export interface FittedPosteriors {
  readonly encoder: PosteriorTerms;
  readonly fitted: readonly PosteriorTerms[];
}

/** Draws at a time, in pairs of opposite noise: the slope of a mean is then exact where −log p(x|z) is a parabola of z. */
const PAIRS = 2;

/** The moments of q(z|x), `[rows · width]`. */
function encoded(caller: string, model: Vae, { x, y }: CodeRows): Moments {
  const rows = x.shape[0]!;
  const [mean, logVar] = tf.tidy(() => {
    const context = model.context(y, rows);
    const of = momentsIfDiagonal(model.posterior.family?.(model.encodeParameters(x, context.condition), context));
    if (of === undefined)
      throw new Error(
        `${caller}: the posterior (${model.config.posterior.kind}) is no diagonal normal, so there are no means and variances to fit; take a model whose posterior is one, such as a plain vae (diagonalNormal())`,
      );
    return [of.mean, of.logVar].map((tensor) => Float32Array.from(tensor.dataSync()));
  });
  return { mean: mean!, logVar: logVar! };
}

/** Adam over plain numbers, with a step that falls to 0 over the fit. */
function adam(values: Float32Array, steps: number, rate: number): (slope: ArrayLike<number>) => void {
  const [first, second] = [new Float64Array(values.length), new Float64Array(values.length)];
  let t = 0;
  return (slope) => {
    t += 1;
    const length = (rate * (1 + Math.cos((Math.PI * (t - 1)) / steps))) / 2;
    for (let i = 0; i < values.length; i++) {
      const g = slope[i]!;
      first[i] = 0.9 * first[i]! + 0.1 * g;
      second[i] = 0.99 * second[i]! + 0.01 * g * g;
      values[i]! -= (length * (first[i]! / (1 - 0.9 ** t))) / (Math.sqrt(second[i]! / (1 - 0.99 ** t)) + 1e-8);
    }
  };
}

/** Rows that are decoded at a time where results are judged, about. */
const JUDGED = 4000;

/** What is computed of some rows again and again. */
async function openRows(model: Vae, rows: CodeRows, draws: number, compile: Compile | undefined) {
  const count = rows.x.shape[0]!;
  const pairs = Math.max(1, Math.min(Math.ceil(draws / 2), Math.round(JUDGED / 2 / count)));
  const code = [count, ...model.latent];
  const times = 2 * PAIRS;
  const eps = [count * times, ...model.latent];
  const shapes = { mean: { shape: code }, logVar: { shape: code }, eps: { shape: eps } };
  const slopes = await openFunction(
    ({ mean, logVar, eps: noise, beta }: Readonly<Record<'beta' | 'eps' | 'logVar' | 'mean', tf.Tensor>>) =>
      withGradientMends(() => {
        const [ofMean, ofLogVar] = tf.grads((m: tf.Tensor, v: tf.Tensor) => {
          const { rate, distortion } = termsOf(model, rows, times, { mean: m, logVar: v, eps: noise });
          return tf.sum(tf.add(distortion, tf.mul(beta, rate)));
        })([mean, logVar]);
        return { mean: ofMean!, logVar: ofLogVar! };
      }),
    { ...shapes, beta: { shape: [1] } },
    compile,
  );
  const terms = await openFunction(
    (given: Readonly<Record<'eps' | 'logVar' | 'mean', tf.Tensor>>) => termsOf(model, rows, 2 * pairs, given),
    { ...shapes, eps: { shape: [count * 2 * pairs, ...model.latent] } },
    compile,
  );
  return { slopes, terms, pairs };
}

type OpenRows = Awaited<ReturnType<typeof openRows>>;

/** The moments that make `distortion + beta · rate` least, from given ones on. */
async function best(
  { slopes }: OpenRows,
  from: Moments,
  count: number,
  beta: number,
  stream: RandomStream,
  { steps, learningRate = 0.1 }: FittingOptions & { readonly steps: number },
  onStep: () => void,
): Promise<Moments> {
  const [mean, logVar] = [Float32Array.from(from.mean), Float32Array.from(from.logVar)];
  const move = { mean: adam(mean, steps, learningRate), logVar: adam(logVar, steps, learningRate) };
  for (let step = 0; step < steps; step++) {
    const eps = oppositeNoise(stream, count, mean.length / count, PAIRS);
    const found = await slopes.run({ mean, logVar, eps, beta: [beta] });
    move.mean(found.mean);
    move.logVar(found.logVar);
    onStep();
  }
  return { mean, logVar };
}

/**
 * Checks options and examples before anything is fitted.
 *
 * @throws RangeError in the name of `caller` when an option makes no sense; Error when the data do not fit the model, or the prior has no density
 */
export function openFitting(caller: string, model: Vae, data: TrainingData, options: FittingOptions): Promise<BatchSource> {
  const { seed = 0, rows = 250, steps, learningRate, draws } = options;
  requireDensity(caller, model);
  requireCounts(caller, { steps, draws, rows });
  requirePositive(caller, { learningRate });
  return openSource(caller, model, data, { batchSize: rows, seed });
}

/**
 * Fits `N(μ, diag σ²)` to every example by itself, by gradients of `E_q −log p(x|z) + β KL(q ‖ p(z))` through the decoder: what the best encoder could give.
 *
 * @param source from {@link openFitting}
 * @param betas weights of the rate, each fitted from where the one before ended
 */
export async function fittedPosteriors(
  caller: string,
  model: Vae,
  source: BatchSource,
  betas: readonly number[],
  options: FittingOptions,
): Promise<FittedPosteriors> {
  const { draws = 200, seed = 0, steps = 300, compile, onProgress } = options;
  const { size: count, batchSize } = source;
  const stream = randomStream(seed).fork('fitted posteriors');
  const result = { encoder: emptyTerms(count), fitted: betas.map(() => emptyTerms(count)) };
  const all = Math.ceil(count / batchSize) * betas.length * steps;
  let [done, stepped] = [0, 0];
  const onStep = (): void => onProgress?.(++stepped, all);
  for await (const plain of source.epoch(0)) {
    const real = realRows(plain, count - done);
    const tensors = batchRows(model, plain);
    let open: OpenRows | undefined;
    try {
      let moments = encoded(caller, model, tensors);
      open = await openRows(model, tensors, draws, compile);
      placeTerms(result.encoder, await judged(open, moments, batchSize, draws, stream), done, real);
      for (const [at, beta] of betas.entries()) {
        moments = await best(open, moments, batchSize, beta, stream, { ...options, steps }, onStep);
        placeTerms(result.fitted[at]!, await judged(open, moments, batchSize, draws, stream), done, real);
      }
    } finally {
      await open?.slopes.dispose();
      await open?.terms.dispose();
      tf.dispose(tensors);
    }
    done += real;
  }
  return result;
}
