import * as tf from '@tensorflow/tfjs';
import { decode, randomStream, samplePrior, type Vae } from '@vaekit/core';
import type { AnnealingOptions } from './annealedImportanceSampling.js';
import { anneal, checkAnnealing, perExample, priorCodes } from './annealingChains.js';
import { annealingSchedule } from './annealingSchedule.js';
import { repeated, repeatedRows, requireDrawnDensity } from './codeDensities.js';

/** Bounds on −log p of examples that the model itself made, nats: the truth is between them. */
export interface BidirectionalCheck {
  /** From chains that begin at the very codes that the examples were made from, and go to the prior: on average from below. */
  readonly lower: number;
  /** From chains that go from the prior to the posterior: on average from above. */
  readonly upper: number;
  readonly gap: number;
  readonly examples: number;
}

/**
 * How far annealing is from the truth: examples are drawn from the model, so that a code of the exact posterior is known, and chains go both ways. A small gap says that estimates
 * with the same options are good for examples like the model's own.
 *
 * @throws Error when the prior has no density, or the model is conditioned on numbers; RangeError when an option is no whole number from 1, or
 *   `stepSize` is not positive
 * @see Grosse, Ghahramani and Adams 2015, "Sandwiching the marginal likelihood using bidirectional Monte Carlo"
 */
export async function bidirectionalCheck(
  model: Vae,
  options: AnnealingOptions & { readonly examples?: number } = {},
): Promise<BidirectionalCheck> {
  requireDrawnDensity('bidirectionalCheck', model);
  if (model.conditionWidth !== undefined)
    throw new Error(
      `bidirectionalCheck: the model is conditioned on ${model.conditionWidth} numbers a row, and it cannot choose those of the examples that it draws; take a model without a condition, or with classes`,
    );
  checkAnnealing('bidirectionalCheck', options);
  const { examples = 100, chains = 4, temperatures = 500, seed = 0, rows = 1600, onProgress } = options;
  const betas = annealingSchedule(temperatures);
  const labels = model.classes === undefined ? undefined : Int32Array.from({ length: examples }, (_, i) => i % model.classes!);
  const size = Math.min(examples, Math.max(1, Math.floor(rows / chains)));
  const parts = Math.ceil(examples / size);
  const stream = randomStream(seed).fork('bidirectional');
  const codes = samplePrior(model, { count: examples, labels, seed });
  let own;
  try {
    own = tf.tidy(() => ({
      x: decode(model, codes, { labels, draw: true, seed }),
      ...(labels === undefined ? {} : { y: tf.tensor1d(labels, 'int32') }),
      z: tf.clone(codes),
    }));
  } finally {
    codes.dispose();
  }
  let [upper, lower] = [0, 0];
  try {
    for (let part = 0; part < parts; part++) {
      const first = part * size;
      const count = Math.min(size, examples - first);
      const { z, ...wide } = tf.tidy(() => {
        const some = <T extends tf.Tensor>(all: T): T => tf.slice(all, first, count);
        const { x, y } = own;
        return {
          ...repeatedRows({ x: some(x), ...(y === undefined ? {} : { y: some(y) }) }, chains),
          z: repeated(some(own.z), chains),
        };
      });
      try {
        const way = (before: 0 | 1) => ({
          ...options,
          onProgress: (t: number, all: number) => onProgress?.((2 * part + before) * all + t, 2 * parts * all),
        });
        const start = priorCodes(model, count * chains, wide.y, seed + 1 + first);
        const up = await anneal(model, wide, start, { betas, stream, options: way(0) });
        const exact = z.dataSync() as Float32Array;
        const down = await anneal(model, wide, exact, { betas: betas.toReversed(), stream, options: way(1) });
        const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
        upper -= sum(perExample(up.logWeights, chains).logMeans) / examples;
        // The mean weight of the way down is 1/p(x).
        lower += sum(perExample(down.logWeights, chains).logMeans) / examples;
      } finally {
        tf.dispose([z, wide]);
      }
    }
  } finally {
    tf.dispose(own);
  }
  return { lower, upper, gap: upper - lower, examples };
}
