import * as tf from '@tensorflow/tfjs';
import type { BatchShapes, Engine, KnowsExamples, Schedule, StepReport, Trainable } from '../contract.js';
import { eager } from '../engines/eager.js';
import { learningRateName, playersOf } from '../players.js';
import { NonFiniteError } from '../engines/nonFiniteError.js';
import { adam } from '../optimizers/adam.js';
import type { OptimizerConfig } from '../optimizers/optimizerConfig.js';
import { drawNoise } from '../random/drawNoise.js';
import { randomStream } from '../random/randomStream.js';
import { averagedWeights, averageView } from './averagedWeights.js';
import { batchExamples } from './batchExamples.js';
import { batchTensors } from './batchTensors.js';
import type { Callbacks, Control } from './callbacks.js';
import { dataStreams } from './dataStreams.js';
import { datasetBatches } from './datasetBatches.js';
import { isDataset } from './tensorDataset.js';
import type { Logs } from './logs.js';
import { evaluateBatches } from './evaluate.js';
import {
  checkBatch,
  isBatchSource,
  readExamples,
  type BatchSource,
  type PlainBatch,
  type PlainExamples,
  type TrainingData,
} from './examples.js';
import { readWeights, writeWeights } from './modelWeights.js';
import { takeRows } from './takeRows.js';
import type { BestEpoch, TrainingState } from './trainingState.js';
import { yieldToHost } from './yieldToHost.js';

/** When to stop before the last epoch. */
export interface EarlyStopping {
  /** Epochs without improvement after which training ends. */
  readonly patience: number;
  /** What counts as an improvement. Default 0. */
  readonly minDelta?: number;
  /** The value watched; lower is better. Default `'val_loss'`. */
  readonly monitor?: string;
  /** Put back the weights of the best epoch at the end. Default true. */
  readonly restoreBest?: boolean;
}

/** Options of {@link fit}. */
export interface FitOptions {
  readonly epochs: number;
  /** Default 128. Data that comes in batches of its own keeps its size. */
  readonly batchSize?: number;
  /** Default `adam()`. Players may have their own. */
  readonly optimizer?: OptimizerConfig;
  /** Default `eager()`. */
  readonly engine?: Engine;
  /** Seeds the order of the examples, their bits, the noise and the validation split. Default 0. */
  readonly seed?: number;
  /** A new order every epoch. Default true. */
  readonly shuffle?: boolean;
  /** The fraction of the training data kept for validation, drawn at random from the seed. Default 0.1 with `earlyStopping`, else 0. */
  readonly validationSplit?: number;
  /** Data to validate on instead of a split. */
  readonly validationData?: TrainingData | undefined;
  readonly callbacks?: Callbacks | readonly Callbacks[];
  readonly earlyStopping?: EarlyStopping | undefined;
  /**
   * Keeps an exponential moving average of the weights, `average ← d·average + (1−d)·weights` after every step with this d, from 0 to below 1
   * (0.999, say), beginning at the weights before the first step. The optimizer goes on with the weights themselves; validation, the best
   * weights of `earlyStopping`, the model in `onEpochEnd` and the model that `fit` leaves behind have the average. A `state` has both.
   * Default: none.
   */
  readonly averageWeights?: number | undefined;
  /** Ends the training after the current step; what was reached is kept and returned. */
  readonly signal?: AbortSignal | undefined;
  /** Where to go on from: the `state` of an earlier run with the same model, data and options. */
  readonly initial?: TrainingState | undefined;
}

/** What a training gives back. */
export interface FitResult {
  /** Epochs, counted from 0, that were completed. */
  readonly epoch: readonly number[];
  /** The logs of those epochs, by name, as tfjs has them. */
  readonly history: Readonly<Record<string, readonly number[]>>;
  readonly stopped: 'aborted' | 'callback' | 'completed' | 'early';
  /** The epoch whose weights the model has now, where the best were put back. */
  readonly bestEpoch?: number;
  /** The exact point the training ended at. */
  readonly state: TrainingState;
}

interface Sources {
  readonly training: BatchSource;
  readonly validation?: BatchSource;
}

function checkOptions(options: FitOptions): void {
  const { epochs, batchSize = 128, seed = 0, validationSplit = 0, earlyStopping, averageWeights, initial } = options;
  const whole = (name: string, value: number, least: number): void => {
    if (!Number.isInteger(value) || value < least)
      throw new RangeError(`fit: \`${name}\` is ${value}; expected a whole number of at least ${least}`);
  };
  whole('epochs', epochs, 0);
  whole('batchSize', batchSize, 1);
  whole('seed', seed, 0);
  if (!(validationSplit >= 0 && validationSplit < 1))
    throw new RangeError(`fit: \`validationSplit\` is ${validationSplit}; expected 0 <= validationSplit < 1`);
  if (earlyStopping !== undefined) whole('earlyStopping.patience', earlyStopping.patience, 1);
  if (averageWeights !== undefined && !(averageWeights >= 0 && averageWeights < 1))
    throw new RangeError(`fit: \`averageWeights\` is ${averageWeights}; expected a decay from 0 to below 1, such as 0.999`);
  if (initial !== undefined && (averagedWeights(initial) === undefined) !== (averageWeights === undefined)) {
    throw new Error(
      averageWeights === undefined
        ? 'fit: `initial` has averaged weights, which would be lost; give `averageWeights` as the run that it comes from did'
        : 'fit: `initial` has no averaged weights to go on from; leave out `averageWeights`, as the run that it comes from did',
    );
  }
}

async function openSources(model: Trainable & KnowsExamples, data: TrainingData, options: FitOptions): Promise<Sources> {
  const { batchSize = 128, seed = 0, shuffle = true, validationData, earlyStopping } = options;
  const { validationSplit = validationData === undefined && earlyStopping !== undefined ? 0.1 : 0 } = options;
  const heldOut = (examples: PlainExamples): BatchSource =>
    batchExamples(examples, { batchSize: Math.min(batchSize, examples.x.shape[0]!), seed, shuffle: false, reuse: true });
  const validationSource = async (): Promise<BatchSource | undefined> => {
    if (validationData === undefined) return undefined;
    if (isBatchSource(validationData)) return validationData;
    if (isDataset(validationData)) return datasetBatches('fit (validationData)', validationData, model);
    return heldOut(await readExamples('fit (validationData)', validationData, model));
  };

  if (isBatchSource(data) || isDataset(data)) {
    if (validationSplit > 0)
      throw new Error('fit: `validationSplit` cannot divide data that comes in batches; give `validationData`');
    const validation = await validationSource();
    return {
      training: isDataset(data) ? await datasetBatches('fit', data, model) : data,
      ...(validation === undefined ? {} : { validation }),
    };
  }
  const all = await readExamples('fit', data, model);
  const count = all.x.shape[0]!;
  const held = Math.floor(count * validationSplit);
  let training = all;
  let validation = await validationSource();
  if (validation === undefined && validationSplit > 0) {
    if (held === 0)
      throw new Error(`fit: \`validationSplit\` ${validationSplit} of ${count} examples leaves none to validate on`);
    const order = dataStreams(seed).split().permutation(count);
    training = takeRows(all, order.subarray(0, count - held));
    validation = heldOut(takeRows(all, order.subarray(count - held)));
  }
  const examples = training.x.shape[0]!;
  if (batchSize > examples) {
    throw new RangeError(
      `fit: \`batchSize\` is ${batchSize} but there are only ${examples} training examples; use a batch size of at most ${examples}`,
    );
  }
  const source = batchExamples(training, { batchSize, seed, shuffle, reuse: true });
  return { training: source, ...(validation === undefined ? {} : { validation }) };
}

const shapesOf = ({ x, y, mask, weight, index }: PlainBatch): BatchShapes =>
  Object.fromEntries(
    Object.entries({ x, y, mask, weight, index }).flatMap(([name, tensor]) =>
      tensor === undefined ? [] : [[name, tensor.shape]],
    ),
  );

async function firstBatch(source: BatchSource): Promise<PlainBatch> {
  for await (const batch of source.epoch(0)) return batch;
  throw new Error('fit: the data has no batches');
}

/**
 * Trains a model: batches, noise, schedules, optimizers, validation, callbacks, early stopping.
 *
 * Everything random comes from `seed`; equal seeds give equal weights on one backend, whether or not the run was interrupted and gone on
 * with from its `state`. Losses and terms are nats per example, means over the epoch while it ran; validation is scored at the epoch's end,
 * with one fixed draw of the noise.
 *
 * When it returns, however the training stopped, the model has the weights of the best epoch where these are put back, else the averaged
 * ones where there is `averageWeights`, else the last ones; `state` always has what the optimizer was at. When it throws, the model has the
 * weights as the optimizer left them.
 *
 * @param data tensors, typed arrays with a shape, `{ x, y }` of these, a `tf.data.Dataset` of batches, or batches by epoch
 * @returns the history, why training stopped, and the exact point it reached; an abort is a way to stop, not an error
 * @throws RangeError for an option out of range; Error when data and model do not fit; {@link NonFiniteError} when a loss or a gradient is
 *   not finite, with the weights as they were before that step
 */
export async function fit(model: Trainable & KnowsExamples, data: TrainingData, options: FitOptions): Promise<FitResult> {
  checkOptions(options);
  const { epochs, optimizer = adam(), engine = eager(), seed = 0, earlyStopping, signal, initial, averageWeights } = options;
  const callbacks = options.callbacks === undefined ? [] : [options.callbacks].flat();
  const { training, validation } = await openSources(model, data, options);
  const monitor = earlyStopping?.monitor ?? 'val_loss';
  if (earlyStopping !== undefined && monitor.startsWith('val_') && validation === undefined) {
    throw new Error(
      `fit: early stopping watches \`${monitor}\` but there is no validation set; set \`validationSplit\` or \`validationData\``,
    );
  }

  if (initial !== undefined) writeWeights(model, initial.weights);
  const root = randomStream(seed);
  const noiseStream = randomStream(initial?.random ?? root.fork('noise').state());
  const first = await firstBatch(training);
  checkBatch('fit', first, model);
  if (initial === undefined && model.initialize !== undefined) {
    const batch = batchTensors(first);
    const noise = drawNoise(model.noise('train'), batch.x.shape[0]!, root.fork('initialize'));
    try {
      model.initialize(batch, noise);
    } finally {
      tf.dispose([batch, noise] as unknown as tf.TensorContainer);
    }
  }

  const rates = Object.entries(playersOf(model)).map(
    ([name, player]) => [learningRateName(name, player), (player.optimizer ?? optimizer).learningRate] as const,
  );
  const scheduleAt = (step: number): Schedule =>
    Object.fromEntries(
      [...Object.entries(model.schedules ?? {}), ...rates]
        .map(([name, given]): [string, number] => {
          const value = typeof given === 'number' ? given : given.at(step);
          if (!Number.isFinite(value))
            throw new RangeError(`fit: the schedule of \`${name}\` gives ${value} at step ${step}; expected a finite number`);
          return [name, value];
        })
        .map(([name, value]) => [name, tf.scalar(value)]),
    );

  const spec = model.noise('train');
  const leader = Object.keys(playersOf(model))[0]!;
  const train = await engine.prepare(
    model,
    optimizer,
    shapesOf(first),
    training.size,
    averageWeights === undefined ? {} : { averageDecay: averageWeights },
  );
  const averages = averageView(model, train);
  const logs: Logs[] = [...(initial?.history ?? [])];
  let best: BestEpoch | undefined = initial?.best;
  let epoch = initial?.epoch ?? 0;
  let batchesDone = initial?.batch ?? 0;
  let step = initial?.step ?? 0;
  let stopAsked = false;
  let stopped: FitResult['stopped'] = 'completed';

  const state = async (): Promise<TrainingState> => {
    const weights = await averages.weights();
    return {
      epoch,
      batch: batchesDone,
      step,
      random: noiseStream.state(),
      history: [...logs],
      weights,
      memory: await train.memory(),
      ...(best === undefined ? {} : { best }),
    };
  };
  const control: Control = { stop: () => (stopAsked = true), state };
  const pause = yieldToHost();

  const runEpoch = async (): Promise<StepReport | undefined> => {
    const seekable = training.seekable === true;
    let behind = seekable ? 0 : batchesDone;
    for await (const plain of seekable ? training.epoch(epoch, batchesDone) : training.epoch(epoch)) {
      if (behind-- > 0) continue;
      if (signal?.aborted || stopAsked) return undefined;
      checkBatch('fit', plain, model);
      const schedule = scheduleAt(step);
      const batch = batchTensors(plain);
      const noise = drawNoise(spec, batch.x.shape[0]!, noiseStream);
      try {
        await train.run(batch, noise, schedule);
      } finally {
        tf.dispose([batch, noise, schedule] as unknown as tf.TensorContainer);
      }
      step += 1;
      batchesDone += 1;
      for (const callback of callbacks) await callback.onBatchEnd?.(batchesDone - 1, { epoch, step }, control);
      await pause();
    }
    const report = await train.read();
    if (report.skipped > 0)
      throw new NonFiniteError(step, `${report.skipped} step(s) of epoch ${epoch} had a loss or gradient that is not finite`);
    return report;
  };

  const validated = async (): Promise<Record<string, number>> => {
    if (validation === undefined) return {};
    const { loss, terms } = await evaluateBatches('fit (validationData)', model, validation, {
      stream: root.fork('validation/noise'),
      dataSize: training.size,
    });
    return Object.fromEntries(Object.entries({ loss, ...terms }).map(([name, value]) => [`val_${name}`, value]));
  };

  let result: FitResult;
  try {
    if (averageWeights !== undefined && train.average === undefined)
      throw new Error(
        `fit: the engine '${engine.name}' does not average weights; leave out \`averageWeights\` or take another engine`,
      );
    if (initial !== undefined) train.restore(initial.memory);
    const stepsPerEpoch = Math.ceil(training.size / training.batchSize);
    for (const callback of callbacks)
      await callback.onTrainBegin?.({ epochs, stepsPerEpoch, batchSize: training.batchSize, examples: training.size });

    while (epoch < epochs) {
      for (const callback of callbacks) await callback.onEpochBegin?.(epoch);
      const report = await runEpoch();
      if (report === undefined) {
        stopped = signal?.aborted ? 'aborted' : 'callback';
        break;
      }
      train.sync();
      await averages.show();
      const loss = report.losses[leader] ?? Number.NaN;
      const others =
        Object.keys(report.losses).length > 1
          ? Object.entries(report.losses).map(([name, value]) => [`loss_${name}`, value])
          : [];
      const entry: Logs = { loss, ...Object.fromEntries(others), ...report.terms, ...(await validated()) };
      logs.push(entry);
      const done = epoch;
      epoch += 1;
      batchesDone = 0;

      if (earlyStopping !== undefined) {
        const value = entry[monitor];
        if (value === undefined)
          throw new Error(`fit: early stopping watches \`${monitor}\`, which is not among ${Object.keys(entry).join(', ')}`);
        // NaN is worse than anything.
        if (best === undefined || Number.isNaN(best.value) || value < best.value - (earlyStopping.minDelta ?? 0)) {
          best = { epoch: done, value, weights: await readWeights(model) };
        } else if (done - best.epoch >= earlyStopping.patience) stopped = 'early';
      }
      for (const callback of callbacks) await callback.onEpochEnd?.(done, entry, control);
      averages.hide();
      if (signal?.aborted) stopped = 'aborted';
      else if (stopAsked) stopped = 'callback';
      if (stopped !== 'completed') break;
    }
    const final = await state();
    const names = [...new Set(logs.flatMap((entry) => Object.keys(entry)))];
    result = {
      epoch: logs.map((_, i) => i),
      history: Object.fromEntries(names.map((name) => [name, logs.map((entry) => entry[name] ?? Number.NaN)])),
      stopped,
      state: final,
    };
    await averages.show();
    averages.keep();
  } catch (error) {
    averages.hide();
    train.sync();
    throw error;
  } finally {
    train.dispose();
  }
  if (best !== undefined && (earlyStopping?.restoreBest ?? true)) {
    writeWeights(model, best.weights);
    result = { ...result, bestEpoch: best.epoch };
  }
  for (const callback of callbacks) await callback.onTrainEnd?.(logs.at(-1) ?? {});
  return result;
}
