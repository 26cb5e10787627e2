import * as tf from '@tensorflow/tfjs';
import type { PlainTensor } from '@vaekit-internal/base';
import { decode, sample, samplePrior, type Vae } from '@vaekit/core';

/** Rows that are in the engine at a time. */
const BATCH = 1000;

/** The numbers of a tensor, which is freed. */
export async function plainOf(tensor: tf.Tensor): Promise<PlainTensor> {
  const { shape } = tensor;
  const data = (await tensor.data()) as Float32Array;
  tensor.dispose();
  return { data, shape };
}

/** Decoded draws of a model's prior: means of p(x|z). */
export const samplesOf = (model: Vae, count: number, seed: number): Promise<PlainTensor> =>
  plainOf(sample(model, { count, seed }));

/** Codes drawn from a model's prior. */
export const priorCodes = (model: Vae, count: number, seed: number): Promise<PlainTensor> =>
  plainOf(samplePrior(model, { count, seed }));

/** The means of p(x|z) at codes `[rows, latent]`. */
export async function decodedAt(model: Vae, codes: PlainTensor): Promise<PlainTensor> {
  const [rows, width] = codes.shape as [number, number];
  const parts: PlainTensor[] = [];
  for (let from = 0; from < rows; from += BATCH) {
    const data = Float32Array.from(codes.data.subarray(from * width, (from + BATCH) * width));
    parts.push(await plainOf(tf.tidy(() => decode(model, tf.tensor2d(data, [data.length / width, width])))));
  }
  return stacked(parts);
}

/** The chosen rows, in the order of `indices`. */
export function rowsAt({ data, shape }: PlainTensor, indices: readonly number[]): PlainTensor {
  const size = data.length / shape[0]!;
  const chosen = new Float32Array(indices.length * size);
  indices.forEach((index, row) => chosen.set(data.subarray(index * size, (index + 1) * size), row * size));
  return { data: chosen, shape: [indices.length, ...shape.slice(1)] };
}

/** The first rows. */
export const firstRows = (rows: PlainTensor, count: number): PlainTensor =>
  rowsAt(
    rows,
    Array.from({ length: Math.min(count, rows.shape[0]!) }, (_, i) => i),
  );

/** Sets of rows of one shape as one set. */
export function stacked(sets: readonly PlainTensor[]): PlainTensor {
  const data = new Float32Array(sets.reduce((sum, set) => sum + set.data.length, 0));
  let at = 0;
  for (const set of sets) {
    data.set(set.data, at);
    at += set.data.length;
  }
  return { data, shape: [sets.reduce((sum, { shape }) => sum + shape[0]!, 0), ...sets[0]!.shape.slice(1)] };
}

/** The mean of numbers. */
export const mean = (values: ArrayLike<number>): number =>
  Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;
