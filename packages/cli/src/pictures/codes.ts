import * as tf from '@tensorflow/tfjs';
import { momentsIfDiagonal, posteriorMoments, type Vae } from '@vaekit/core';
import type { ExampleArrays } from '../data/exampleArrays.js';
import { takeNumbers } from './drawing.js';

/** Posterior and prior of some examples, row by row. */
export interface Codes {
  readonly width: number;
  /** The means of q(z|x), `[rows, width]`. */
  readonly mean: Float32Array;
  readonly logVar: Float32Array;
  /** KL(q(z|x) ‖ p(z)) of each dimension, nats, the mean over the examples. */
  readonly klByDimension: readonly number[];
}

const ROWS = 1000;

/** The closed form of one dimension: `½ (log σ_p² − log σ_q² + (σ_q² + (μ_q − μ_p)²) / σ_p² − 1)`. */
export function klOfDimension(mean: number, logVar: number, priorMean: number, priorLogVar: number): number {
  return 0.5 * (priorLogVar - logVar + (Math.exp(logVar) + (mean - priorMean) ** 2) / Math.exp(priorLogVar) - 1);
}

/** Codes of examples, and how far each dimension is from the prior. */
export async function codesOf(model: Vae, { x, y }: ExampleArrays): Promise<Codes> {
  const rows = x.shape[0]!;
  const size = x.data.length / rows;
  const width = model.latent.reduce((product, extent) => product * extent, 1);
  const mean = new Float32Array(rows * width);
  const logVar = new Float32Array(rows * width);
  const kl = new Float64Array(width);
  for (let start = 0; start < rows; start += ROWS) {
    const count = Math.min(ROWS, rows - start);
    const labels = y?.subarray(start, start + count);
    const [q, p] = tf.tidy(() => {
      const input = tf.tensor(x.data.subarray(start * size, (start + count) * size), [count, ...x.shape.slice(1)]);
      const posterior = posteriorMoments(model, input, labels === undefined ? {} : { labels });
      const context = model.context(
        model.classes === undefined || labels === undefined ? undefined : tf.tensor1d(labels, 'int32'),
        count,
      );
      const prior = momentsIfDiagonal(model.prior.family?.(context));
      const flat = (tensor: tf.Tensor): tf.Tensor => tf.reshape(tensor, [count, width]);
      return [
        tf.stack([flat(posterior.mean), flat(posterior.logVar)]),
        prior === undefined ? undefined : tf.stack([flat(prior.mean), flat(prior.logVar)]),
      ] as const;
    });
    const posterior = (await takeNumbers(q)).data;
    const prior = p === undefined ? new Float32Array(posterior.length) : (await takeNumbers(p)).data;
    const half = count * width;
    mean.set(posterior.subarray(0, half), start * width);
    logVar.set(posterior.subarray(half), start * width);
    for (let i = 0; i < half; i++)
      kl[i % width]! += klOfDimension(posterior[i]!, posterior[half + i]!, prior[i]!, prior[half + i]!) / rows;
  }
  return { width, mean, logVar, klByDimension: [...kl] };
}
