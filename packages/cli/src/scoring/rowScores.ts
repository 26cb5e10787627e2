import * as tf from '@tensorflow/tfjs';
import { batches, batchTensors, drawNoise, elbo, iwae, judgedBy, randomStream, type Vae } from '@vaekit/core';
import type { Examples } from '@vaekit/datasets';
import { asGiven } from '../data/exampleArrays.js';

/** Rows that a step decodes at most, examples times draws. */
const ROWS = 12_800;

/** The bound of every example by itself, nats. */
export interface RowScores {
  /** −log p(x|z), the mean over the draws of the code. */
  readonly reconstruction: Float32Array;
  /** KL(q(z|x) ‖ p(z)); with importance samples the mean of log q − log p over the draws. */
  readonly kl: Float32Array;
  /** −ELBO, their sum; with importance samples the negative importance-weighted bound. The larger, the less the model expects the example. */
  readonly score: Float32Array;
}

/**
 * Scores every example by the model's bound, without the weight of the KL and without penalties: −ELBO from one draw of the code, or with `samples`
 * the negative importance-weighted bound of so many draws. Dropout is off.
 *
 * @see Burda, Grosse and Salakhutdinov 2016, equation 8
 */
export async function rowScores(
  model: Vae,
  examples: Examples,
  options: { readonly samples?: number | undefined; readonly seed: number },
): Promise<RowScores> {
  const { samples, seed } = options;
  const judge = judgedBy(model, samples === undefined ? elbo() : iwae({ k: samples }));
  const rows = examples.x.shape[0]!;
  const scores = { reconstruction: new Float32Array(rows), kl: new Float32Array(rows), score: new Float32Array(rows) };
  // The bits and the noise of `evaluate` with the same seed, so that the means agree.
  const stream = randomStream(seed).fork('evaluate').fork('noise');
  const batchSize = Math.min(rows, samples === undefined ? 128 : Math.max(1, Math.floor(ROWS / samples)));
  try {
    let start = 0;
    for (const plain of batches(asGiven(examples), { batchSize, shuffle: false, seed, reuse: true }).epoch(0)) {
      const noise = drawNoise(judge.noise('evaluate'), batchSize, stream);
      const terms = tf.tidy(() => {
        const schedule = Object.fromEntries(
          Object.entries(judge.schedules ?? {}).map(([name, { final }]) => [name, tf.scalar(final)]),
        );
        const { terms: found } = judge.forward({ batch: batchTensors(plain), noise, schedule, mode: 'evaluate', dataSize: rows });
        const { reconstruction, kl, tightening } = found;
        const bound = [reconstruction!, kl!, ...(tightening === undefined ? [] : [tightening])];
        return tf.stack([reconstruction!, kl!, tf.addN(bound)]);
      });
      tf.dispose(noise as unknown as tf.TensorContainer);
      const values = (await terms.data()) as Float32Array;
      terms.dispose();
      // The last batch is filled up; its further rows are none of the examples.
      const count = Math.min(batchSize, rows - start);
      Object.values(scores).forEach((column, i) => column.set(values.subarray(i * batchSize, i * batchSize + count), start));
      start += count;
    }
  } finally {
    judge.dispose();
  }
  return scores;
}
