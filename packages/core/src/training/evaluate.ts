import * as tf from '@tensorflow/tfjs';
import type { Binarization, KnowsExamples, Schedule, Trainable } from '../contract.js';
import { playersOf } from '../players.js';
import { withGradientMends } from '../gradients/withGradientMends.js';
import { lossOf } from '../lossOf.js';
import { drawNoise } from '../random/drawNoise.js';
import { randomStream, type RandomStream } from '../random/randomStream.js';
import { batchExamples } from './batchExamples.js';
import { batchTensors } from './batchTensors.js';
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

/** The schedules' final values, or their values at a step, as scalars; the caller disposes them. */
function scheduleScalars(model: Trainable, step: number | 'final'): Schedule {
  return Object.fromEntries(
    Object.entries(model.schedules ?? {}).map(([name, schedule]) => [
      name,
      tf.scalar(step === 'final' ? schedule.final : schedule.at(step)),
    ]),
  );
}

/** Means of a model's loss and terms over one pass through a source, in evaluation mode. */
export async function evaluateBatches(
  caller: string,
  model: Trainable & KnowsExamples,
  source: BatchSource,
  { stream, dataSize }: { stream: RandomStream; dataSize: number },
): Promise<Evaluation> {
  const spec = model.noise('evaluate');
  const player = Object.keys(playersOf(model))[0]!;
  const schedule = scheduleScalars(model, 'final');
  const totals: Record<string, number> = {};
  let loss = 0;
  let examples = 0;
  const pause = yieldToHost();
  try {
    for await (const plain of source.epoch(0)) {
      checkBatch(caller, plain, model);
      if (examples === 0) checkDescribed(caller, plain.x, plain.mask, model);
      const batch = batchTensors(plain);
      const noise = drawNoise(spec, batch.x.shape[0]!, stream);
      let names: string[];
      let sums: tf.Tensor;
      try {
        [names, sums] = tf.tidy(() => {
          // The engines see tfjs with the mends, so a model that differentiates in its forward pass has them here too.
          const outcome = withGradientMends(() => model.forward({ batch, noise, schedule, mode: 'evaluate', dataSize }));
          const weight = batch.weight ?? (tf.ones([batch.x.shape[0]!]) as tf.Tensor1D);
          const mean = lossOf(caller, outcome, player, batch);
          const count = tf.sum(weight);
          const totals = Object.values(outcome.terms).map((term) => tf.sum(tf.mul(term, weight)));
          return [Object.keys(outcome.terms), tf.stack([count, tf.mul(mean, count), ...totals])];
        });
      } finally {
        tf.dispose([batch, noise] as unknown as tf.TensorContainer);
      }
      const [count, lossSum, ...termSums] = await sums.data();
      sums.dispose();
      examples += count!;
      loss += lossSum!;
      names.forEach((name, i) => (totals[name] = (totals[name] ?? 0) + termSums[i]!));
      await pause();
    }
  } finally {
    tf.dispose(schedule as unknown as tf.TensorContainer);
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
  const { batchSize = 128, seed = 0 } = options;
  const source = await openSource('evaluate', model, data, { batchSize, seed });
  const stream = randomStream(seed).fork('evaluate').fork('noise');
  return evaluateBatches('evaluate', model, source, { stream, dataSize: options.dataSize ?? source.weightSum ?? source.size });
}
