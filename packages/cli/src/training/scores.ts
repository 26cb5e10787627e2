import * as tf from '@tensorflow/tfjs';
import { type Engine, evaluate, type Vae } from '@vaekit/core';
import { classify, nearestMean } from '@vaekit/cvae';
import type { Examples } from '@vaekit/datasets';
import { asGiven, exampleArrays, maskTensor } from '../data/exampleArrays.js';
import { logClassPrior } from '../model/classPrior.js';
import type { RunConfig, Scores } from '@vaekit/runs';

/** The share of equal labels. */
export function agreement(found: ArrayLike<number>, wanted: ArrayLike<number>): number {
  let right = 0;
  for (let i = 0; i < wanted.length; i++) if (found[i] === wanted[i]) right += 1;
  return right / wanted.length;
}

/** Whether a model finds the class from the code alone, without trying every label. */
export const hasClassMeans = (model: Vae): boolean =>
  model.prior.classes !== undefined && model.prior.family !== undefined && model.encoder.inputShapes.length === 1;

/** What accuracies depend on beside the model and the examples. */
interface AccuracyOptions {
  readonly seed: number;
  /** How many training examples each class had. */
  readonly classCounts: RunConfig['data']['classCounts'];
}

/**
 * Shares of right answers of a class model: `accuracy` of `classify`, with 16 draws of the code where the encoder sees no label and one
 * where every label must be tried, and p(y) as in training; and of the nearest class mean where there are such. Nothing for a model without classes.
 */
export function accuracies(model: Vae, examples: Examples, { seed, classCounts }: AccuracyOptions): Scores {
  if (model.classes === undefined) return {};
  const { x, y } = exampleArrays(examples, { seed });
  if (y === undefined) return {};
  const input = tf.tensor(x.data, [...x.shape]);
  const mask = maskTensor(examples);
  try {
    const logPrior = logClassPrior({ model, classCounts });
    const { labels, probabilities } = classify(model, input, { samples: hasClassMeans(model) ? 16 : 1, seed, mask, logPrior });
    probabilities.dispose();
    return {
      accuracy: agreement(labels, y),
      ...(hasClassMeans(model) ? { nearestMeanAccuracy: agreement(nearestMean(model, input), y) } : {}),
    };
  } finally {
    tf.dispose([input, mask ?? []]);
  }
}

/** Loss, terms (nats per example) and accuracies on a split. */
export async function scores(
  model: Vae,
  examples: Examples,
  {
    classCounts,
    ...options
  }: AccuracyOptions & {
    readonly batchSize?: number;
    readonly dataSize?: number;
    readonly engine?: Engine;
  },
): Promise<Scores> {
  const { loss, terms } = await evaluate(model, asGiven(examples), options);
  return { loss, ...terms, ...accuracies(model, examples, { seed: options.seed, classCounts }) };
}
