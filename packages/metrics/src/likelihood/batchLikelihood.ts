import type { PlainBatch } from '@vaekit/core';
import { drawBounds } from './drawBounds.js';
import type { DrawStream } from './drawStream.js';
import type { LogWeights } from './logWeights.js';
import { weightSum } from './weightSum.js';

/** What is found of one example under one condition. */
export interface Found {
  /** log p, nats. */
  readonly value: number;
  /** Of the value, over draws. */
  readonly variance: number;
  /** The effective number of draws. */
  readonly size: number;
  /** With fewer draws, by their numbers. */
  readonly bounds: readonly number[];
}

/** Which draws of which examples, and how many at a time. */
interface DrawPlan {
  /** The numbers of the examples of the batch. */
  readonly examples: readonly number[];
  readonly draws: number;
  /** Draws at a time. */
  readonly chunk: number;
  /** Numbers of draws that have a bound of their own. */
  readonly sizes: readonly number[];
  readonly stream: DrawStream;
}

/** log p of the examples of one batch under one condition, every draw streamed. */
export async function batchLikelihood(
  weights: LogWeights,
  batch: PlainBatch,
  { examples, draws, chunk, sizes, stream }: DrawPlan,
): Promise<Found[]> {
  const sums = examples.map(() => ({ all: weightSum(), bounds: drawBounds(sizes) }));
  for (let first = 0; first < draws; first += chunk) {
    const values = await weights.run(batch, stream.fill(weights.spec, examples, first, chunk));
    const count = Math.min(chunk, draws - first);
    sums.forEach(({ all, bounds }, row) => {
      for (let d = 0; d < count; d++) {
        const value = values[row * chunk + d]!;
        all.add(value);
        bounds.add(value);
      }
    });
  }
  return sums.map(({ all, bounds }) => ({
    value: all.logMean(),
    variance: all.variance(),
    size: all.effectiveSize(),
    bounds: bounds.values(),
  }));
}
