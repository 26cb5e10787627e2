import * as tf from '@tensorflow/tfjs';
import { contextFor, momentsIfDiagonal, type RandomStream, type Vae } from '@vaekit/core';
import { codeDensities, type CodeRows, repeated, repeatedRows } from './codeDensities.js';
import type { OpenFunction } from './openFunction.js';
import { weightSum } from './weightSum.js';

/** Of posteriors `N(μ, diag σ²)`, one an example, nats: `[examples]` each. */
export interface PosteriorTerms {
  /** `KL(q(z) ‖ p(z))`. */
  readonly rate: Float64Array;
  /** `E_q −log p(x|z)`. */
  readonly distortion: Float64Array;
  /** log p(x) by importance sampling from these posteriors. */
  readonly logLikelihood: Float64Array;
  /** Its standard error over pairs of draws; NaN of a single pair, which shows no spread. */
  readonly errors: Float64Array;
}

/** Means and log variances of normal posteriors, `[rows · width]` each. */
export type Moments = { readonly mean: Float32Array; readonly logVar: Float32Array };

/** Rate and distortion of codes, `times` draws of each example next to each other; and log p(x, z) − log q(z) of each draw. */
export function termsOf(
  model: Vae,
  rows: CodeRows,
  times: number,
  { mean, logVar, eps }: Readonly<Record<'eps' | 'logVar' | 'mean', tf.Tensor>>,
): Readonly<Record<'distortion' | 'logWeights' | 'rate', tf.Tensor>> {
  const count = rows.x.shape[0]!;
  const z = tf.add(repeated(mean, times), tf.mul(tf.exp(tf.mul(0.5, repeated(logVar, times))), eps));
  const { prior, likelihood } = codeDensities(model, repeatedRows(rows, times))(z);
  const flat = (tensor: tf.Tensor): tf.Tensor => tf.reshape(tensor, [tensor.shape[0]!, -1]);
  const entropy = tf.mul(-0.5, tf.add(tf.square(eps), tf.add(Math.log(2 * Math.PI), repeated(logVar, times))));
  const logPosterior = tf.sum(flat(entropy), 1);
  const ofExample = (values: tf.Tensor): tf.Tensor => tf.mean(tf.reshape(values, [count, times]), 1);
  const p = momentsIfDiagonal(model.prior.family?.(contextFor('prior', model.context(rows.y, count))));
  const rate =
    p === undefined
      ? ofExample(tf.sub(logPosterior, prior))
      : tf.sum(
          flat(
            tf.mul(
              0.5,
              tf.add(
                tf.sub(tf.sub(p.logVar, logVar), 1),
                tf.div(tf.add(tf.exp(logVar), tf.square(tf.sub(mean, p.mean))), tf.exp(p.logVar)),
              ),
            ),
          ),
          1,
        );
  return {
    rate,
    distortion: ofExample(tf.neg(likelihood)),
    logWeights: tf.sub(tf.add(prior, likelihood), logPosterior),
  };
}

/** Noise of `pairs` draws and their opposites for each example, `[rows · 2 pairs · width]`. */
export function oppositeNoise(stream: RandomStream, rows: number, width: number, pairs: number): Float32Array {
  const half = stream.fillNormal(new Float32Array(rows * pairs * width));
  const all = new Float32Array(2 * half.length);
  for (let row = 0; row < rows; row++) {
    const own = half.subarray(row * pairs * width, (row + 1) * pairs * width);
    all.set(own, 2 * row * pairs * width);
    all.set(
      own.map((value) => -value),
      (2 * row + 1) * pairs * width,
    );
  }
  return all;
}

/** `log((eᵃ + eᵇ) / 2)`. */
function logMeanOfTwo(a: number, b: number): number {
  const largest = Math.max(a, b);
  return largest === -Infinity ? largest : largest + Math.log((Math.exp(a - largest) + Math.exp(b - largest)) / 2);
}

/** {@link termsOf} of some rows, `pairs` draws of each and their opposites at a time. */
export interface JudgedTerms {
  readonly terms: OpenFunction<'eps' | 'logVar' | 'mean', 'distortion' | 'logWeights' | 'rate'>;
  readonly pairs: number;
}

/** Means over `draws` draws of each example. A draw and its opposite depend on each other, so a pair is one weight: their mean. */
export async function judged(
  { terms, pairs }: JudgedTerms,
  { mean, logVar }: Moments,
  count: number,
  draws: number,
  stream: RandomStream,
): Promise<PosteriorTerms> {
  const times = 2 * pairs;
  const rounds = Math.max(1, Math.ceil(draws / times));
  const sums = Array.from({ length: count }, () => weightSum());
  const [rate, distortion] = [new Float64Array(count), new Float64Array(count)];
  for (let round = 0; round < rounds; round++) {
    const eps = oppositeNoise(stream, count, mean.length / count, pairs);
    const found = await terms.run({ mean, logVar, eps });
    for (let row = 0; row < count; row++) {
      rate[row]! += found.rate[row]! / rounds;
      distortion[row]! += found.distortion[row]! / rounds;
      const weight = (d: number): number => found.logWeights[row * times + d]!;
      for (let d = 0; d < pairs; d++) sums[row]!.add(logMeanOfTwo(weight(d), weight(pairs + d)));
    }
  }
  return {
    rate,
    distortion,
    logLikelihood: Float64Array.from(sums, (sum) => sum.logMean()),
    errors: Float64Array.from(sums, (sum) => Math.sqrt(sum.variance())),
  };
}

/** Terms of so many examples, all 0. */
export const emptyTerms = (count: number): PosteriorTerms => ({
  rate: new Float64Array(count),
  distortion: new Float64Array(count),
  logLikelihood: new Float64Array(count),
  errors: new Float64Array(count),
});

/** Sets the first `real` of `part` in their place. */
export function placeTerms(all: PosteriorTerms, part: PosteriorTerms, at: number, real: number): void {
  for (const name of Object.keys(all) as (keyof PosteriorTerms)[]) all[name].set(part[name].subarray(0, real), at);
}
