import type { Binarization, Engine, KnowsExamples, Trainable } from '../contract.js';
import { randomStream, type RandomStream } from '../random/randomStream.js';
import { batchExamples } from './batchExamples.js';
import { type BatchScorer, batchScorer } from './batchScorer.js';
import { datasetBatches } from './datasetBatches.js';
import { checkDescribed } from './describedValues.js';
import { isDataset } from './tensorDataset.js';
import { checkBatch, isBatchSource, readExamples, type BatchSource, type TrainingData } from './examples.js';
import { yieldToHost } from './yieldToHost.js';
import { requireModel } from '../requireModel.js';

/** Options of {@link evaluate}. */
export interface EvaluateOptions {
  /** Default 128; where there are fewer examples, their number. */
  readonly batchSize?: number;
  /** The seed of the noise, and of bits where they are dynamic; one seed gives one value. Default 0. */
  readonly seed?: number;
  /** The training set's size, for objectives that use it. Default: the size of the data, or the sum of its weights. */
  readonly dataSize?: number;
  /** What computes the scores: `compiled()` of `@vaekit/onnx` runs them as one graph, to other last bits. Default: tfjs. */
  readonly engine?: Engine;
}

/** Means over a data set. */
export interface Evaluation {
  /** What the first player minimizes, schedules at their final values; nats per example. */
  readonly loss: number;
  /** The terms, nats per example. */
  readonly terms: Readonly<Record<string, number>>;
  readonly examples: number;
  readonly binarization: Binarization;
}

/** Means of a model's loss and terms over one pass through a source, in evaluation mode. */
export async function evaluateBatches(
  caller: string,
  model: Trainable & KnowsExamples,
  source: BatchSource,
  { stream, scorer }: { readonly stream: RandomStream; readonly scorer: BatchScorer },
): Promise<Evaluation> {
  const totals: Record<string, number> = {};
  let loss = 0;
  let examples = 0;
  const pause = yieldToHost();
  scorer.begin();
  for await (const plain of source.epoch(0)) {
    checkBatch(caller, plain, model);
    if (examples === 0) checkDescribed(caller, plain.x, plain.mask, model);
    const sums = await scorer.score(plain, stream);
    examples += sums.examples;
    loss += sums.loss;
    for (const [name, sum] of Object.entries(sums.terms)) totals[name] = (totals[name] ?? 0) + sum;
    await pause();
  }
  const terms = Object.fromEntries(Object.entries(totals).map(([name, total]) => [name, total / examples]));
  return { loss: loss / examples, terms, examples, binarization: source.binarization };
}

/** Data as batches in their own order, the last one filled up. */
export async function openSource(
  caller: string,
  model: KnowsExamples,
  data: TrainingData,
  { batchSize, seed }: { readonly batchSize: number; readonly seed: number },
): Promise<BatchSource> {
  if (isBatchSource(data)) return data;
  if (isDataset(data)) return datasetBatches(caller, data, model);
  const examples = await readExamples(caller, data, model);
  return batchExamples(examples, { batchSize: Math.min(batchSize, examples.x.shape[0]!), seed, shuffle: false, reuse: true });
}

/**
 * Means of a model's loss and terms over data, without training: dropout off, moving averages in place of batch statistics, schedules at
 * their final values, one draw of the noise from `seed`.
 *
 * @throws Error when the data does not fit the model
 */
export async function evaluate(
  model: Trainable & KnowsExamples,
  data: TrainingData,
  options: EvaluateOptions = {},
): Promise<Evaluation> {
  requireModel('evaluate', model, ['forward']);
  const { batchSize = 128, seed = 0, engine } = options;
  const source = await openSource('evaluate', model, data, { batchSize, seed });
  const stream = randomStream(seed).fork('evaluate').fork('noise');
  const scorer = batchScorer('evaluate', model, options.dataSize ?? source.weightSum ?? source.size, engine);
  try {
    return await evaluateBatches('evaluate', model, source, { stream, scorer });
  } finally {
    await scorer.dispose();
  }
}
