import * as tf from '@tensorflow/tfjs';
import type { PlainTensor } from '@vaekit-internal/base';
import type { Normals } from './aggregatePosterior.js';
import { plainOf } from './drawn.js';

/** Codes that are looked at a time. */
const BATCH = 250;

/** `q(z|xᵢ) / Σⱼ q(z|xⱼ)` of every example at a code in the plane, written to `out`. */
function shares({ means, logVars }: Normals, x: number, y: number, out: Float32Array): void {
  let most = -Infinity;
  for (let i = 0; i < out.length; i++) {
    const part = (z: number, k: number): number => -0.5 * ((z - means[k]!) ** 2 * Math.exp(-logVars[k]!) + logVars[k]!);
    out[i] = part(x, 2 * i) + part(y, 2 * i + 1);
    most = Math.max(most, out[i]!);
  }
  let sum = 0;
  for (let i = 0; i < out.length; i++) sum += out[i] = Math.exp(out[i]! - most);
  for (let i = 0; i < out.length; i++) out[i]! /= sum;
}

/**
 * The image that a decoder should give at each code `[rows, 2]`: the average of the examples by how likely the code is theirs,
 * `x*(z) = Σ q(z|xᵢ) xᵢ / Σ q(z|xᵢ)`.
 *
 * It is the mean of p(x|z) of the highest bound with a given encoder, whether p(x|z) is a normal of one width or a product of Bernoulli distributions: the slope of
 * either log-likelihood in the mean is `(x − mean)` times what does not depend on x.
 */
export async function posteriorAverages(normals: Normals, examples: PlainTensor, codes: PlainTensor): Promise<PlainTensor> {
  const [count, rows] = [examples.shape[0]!, codes.shape[0]!];
  const size = examples.data.length / count;
  const averages = new Float32Array(rows * size);
  const images = tf.tensor2d(Float32Array.from(examples.data), [count, size]);
  for (let from = 0; from < rows; from += BATCH) {
    const batch = Math.min(BATCH, rows - from);
    const weights = new Float32Array(batch * count);
    for (let i = 0; i < batch; i++) {
      const at = 2 * (from + i);
      shares(normals, codes.data[at]!, codes.data[at + 1]!, weights.subarray(i * count, (i + 1) * count));
    }
    const part = await plainOf(tf.tidy(() => tf.matMul(tf.tensor2d(weights, [batch, count]), images)));
    averages.set(part.data, from * size);
  }
  images.dispose();
  return { data: averages, shape: [rows, ...examples.shape.slice(1)] };
}

/** The part of what varies in images that others explain: `1 − Σ|x − y|² / Σ|x − mean of the x|²`. */
export function partExplained(images: PlainTensor, by: PlainTensor): number {
  const rows = images.shape[0]!;
  const size = images.data.length / rows;
  const middle = new Float64Array(size);
  images.data.forEach((value, i) => (middle[i % size]! += value / rows));
  let [off, all] = [0, 0];
  images.data.forEach((value, i) => {
    off += (value - by.data[i]!) ** 2;
    all += (value - middle[i % size]!) ** 2;
  });
  return 1 - off / all;
}
