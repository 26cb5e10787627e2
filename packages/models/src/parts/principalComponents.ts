import * as tf from '@tensorflow/tfjs';
import type { BatchSource, PlainBatch, Vae } from '@vaekit/core';
import { type SymmetricEigen, symmetricEigen } from './symmetricEigen.js';

/** Mean and covariance (divided by the number of rows), `[width]` and `[width · width]`. */
interface Moments {
  readonly mean: Float64Array;
  readonly covariance: Float64Array;
}

/** Directions of the largest variance, one a row, the variances along them, and the mean variance along all the others. */
export interface PrincipalComponents {
  readonly directions: readonly (readonly number[])[];
  readonly variances: readonly number[];
  readonly rest: number;
}

/** A variance below this part of the largest is 0 but for rounding. */
const ROUNDING = 1e-6;

/** The leading eigenvectors of a covariance, each with its largest number positive. */
export function principalComponents({ values: ascending, vectors }: SymmetricEigen, latent: number): PrincipalComponents {
  const width = ascending.length;
  // Rounding may leave small ones below 0.
  const values = Array.from(ascending, (value) => Math.max(0, value)).toReversed();
  const directions = Array.from({ length: Math.min(latent, width) }, (_, k) => {
    const direction = [...vectors.subarray((width - 1 - k) * width, (width - k) * width)];
    const largest = direction.reduce((best, value) => (Math.abs(value) > Math.abs(best) ? value : best), 0);
    return largest < 0 ? direction.map((value) => -value) : direction;
  });
  const others = values.slice(directions.length);
  const rest = others.length === 0 ? 0 : others.reduce((sum, value) => sum + value, 0) / others.length;
  return { directions, variances: values.slice(0, directions.length), rest };
}

/** Every batch of an epoch as rows, `[rows, width]`, without those that only pad it. */
async function forEachBatch(
  source: BatchSource,
  goesOn: () => Promise<boolean>,
  see: (x: PlainBatch['x']['data'], rows: number, width: number) => void,
): Promise<void> {
  for await (const { x, weight } of source.epoch(0)) {
    if (!(await goesOn())) return;
    const [rows, ...event] = x.shape;
    // Padding stands behind the examples.
    const counted = weight === undefined ? rows! : [...weight.data].filter((one) => one > 0).length;
    see(
      x.data,
      counted,
      event.reduce((product, extent) => product * extent, 1),
    );
  }
}

async function momentsOf(source: BatchSource, goesOn: () => Promise<boolean>): Promise<Moments> {
  let mean = new Float64Array();
  let count = 0;
  await forEachBatch(source, goesOn, (x, rows, width) => {
    if (mean.length === 0) mean = new Float64Array(width);
    for (let i = 0; i < rows * width; i++) mean[i % width]! += x[i]!;
    count += rows;
  });
  mean = mean.map((sum) => sum / count);
  const covariance = new Float64Array(mean.length ** 2);
  await forEachBatch(source, goesOn, (x, rows, width) => {
    const centered = Float32Array.from({ length: rows * width }, (_, i) => x[i]! - mean[i % width]!);
    const product = tf.tidy(() => {
      const batch = tf.tensor2d(centered, [rows, width]);
      return tf.matMul(tf.transpose(batch), batch).dataSync();
    });
    // An iterator over so many numbers costs more than the product.
    for (let i = 0; i < product.length; i++) covariance[i]! += product[i]! / count;
  });
  return { mean, covariance };
}

/**
 * Makes a model with linear networks, `encoder/code` and `decoder/mean`, the probabilistic PCA of the data: decoder `W = U(Λ − σ²I)^½`, encoder
 * `W⁺(x − μ)`, σ² the mean variance that is left out.
 *
 * A component whose variance is not above σ² has a code of 0.
 *
 * @param signal stops it within a part of a second, before anything is assigned
 * @see Tipping and Bishop 1999, equations 7 and 8, with R = I
 */
export async function assignPrincipalComponents(model: Vae, training: BatchSource, signal?: AbortSignal): Promise<void> {
  const { writeWeights, yieldToHost } = await import('@vaekit/core');
  const pause = yieldToHost();
  const goesOn = async (): Promise<boolean> => {
    await pause();
    return signal?.aborted !== true;
  };
  const latent = model.latent[0]!;
  const { mean, covariance } = await momentsOf(training, goesOn);
  if (signal?.aborted) return;
  const width = mean.length;
  const steps = symmetricEigen(covariance);
  let step = steps.next();
  for (; (await goesOn()) && step.done !== true; step = steps.next());
  if (step.done !== true) return;
  const { directions, variances, rest } = principalComponents(step.value, latent);
  const [encoder, decoder] = [new Float32Array(width * latent), new Float32Array(latent * width)];
  const offset = new Float32Array(latent);
  for (const [k, direction] of directions.entries()) {
    const scale = Math.sqrt(Math.max(0, variances[k]! - rest));
    if (scale ** 2 <= ROUNDING * variances[0]!) continue;
    for (const [i, value] of direction.entries()) {
      encoder[i * latent + k] = value / scale;
      decoder[k * width + i] = value * scale;
      offset[k]! -= (value * mean[i]!) / scale;
    }
  }
  // A code as wide as x leaves nothing out; a density needs some width all the same.
  const logVar = Math.log(Math.max(rest, ROUNDING * (variances[0] ?? 1), Number.MIN_VALUE));
  const values: Record<string, ArrayLike<number>> = {
    'encoder/code/kernel': encoder,
    'encoder/code/bias': offset,
    'decoder/mean/kernel': decoder,
    'decoder/mean/bias': mean,
    'likelihood/logVar': [logVar],
  };
  writeWeights(model, values);
}
