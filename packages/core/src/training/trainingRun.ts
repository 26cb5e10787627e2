import * as tf from '@tensorflow/tfjs';
import type { KnowsExamples, StepReport, Trainable, TrainStep } from '../contract.js';
import { eager } from '../engines/eager.js';
import { NonFiniteError } from '../engines/nonFiniteError.js';
import { adam } from '../optimizers/adam.js';
import { learningRateName, playersOf } from '../players.js';
import { drawNoise } from '../random/drawNoise.js';
import { type RandomStream, randomStream } from '../random/randomStream.js';
import { type AverageView, averageView } from './averagedWeights.js';
import { type BatchScorer, batchScorer } from './batchScorer.js';
import { batchTensors } from './batchTensors.js';
import type { Callbacks, Control } from './callbacks.js';
import { evaluateBatches } from './evaluate.js';
import { checkDescribed } from './describedValues.js';
import { type BatchSource, checkBatch, type PlainBatch, shapesOf } from './examples.js';
import type { FitOptions } from './fitOptions.js';
import type { Sources } from './fitSources.js';
import type { Logs } from './logs.js';
import { readWeights, writeWeights } from './modelWeights.js';
import { type ScheduledNumbers, stepRunner } from './stepRunner.js';
import type { BestEpoch, TrainingState } from './trainingState.js';
import { yieldToHost } from './yieldToHost.js';

/** How far a training is; what moves while it runs. */
export interface Progress {
  readonly logs: Logs[];
  best: BestEpoch | undefined;
  epoch: number;
  /** Batches done in the epoch under way. */
  batches: number;
  step: number;
  stopAsked: boolean;
  stopped: 'aborted' | 'callback' | 'completed' | 'early';
}

/** A training under way: what it is made of, and how far it is. */
export interface TrainingRun {
  readonly model: Trainable & KnowsExamples;
  readonly options: FitOptions;
  readonly sources: Sources;
  readonly engineStep: TrainStep;
  readonly averages: AverageView;
  /** Scores the validation set. */
  readonly scorer: BatchScorer;
  readonly callbacks: readonly Callbacks[];
  /** The seed's stream, and that which the steps draw their noise from. */
  readonly root: RandomStream;
  readonly noise: RandomStream;
  /** The value that early stopping watches. */
  readonly monitor: string;
  readonly progress: Progress;
  readonly control: Control;
  scheduleAt(step: number): ScheduledNumbers;
  pause(): Promise<void>;
}

/** What a source counts as: as many examples as the sum of their weights. */
const examplesOf = ({ size, weightSum = size }: BatchSource): number => weightSum;

async function firstBatch(source: BatchSource): Promise<PlainBatch> {
  for await (const batch of source.epoch(0)) return batch;
  throw new Error('fit: the data has no batches');
}

/** A start that depends on data: from the first batch, with its own noise. */
function initialize(model: Trainable, first: PlainBatch, root: RandomStream): void {
  if (model.initialize === undefined) return;
  const batch = batchTensors(first);
  const noise = drawNoise(model.noise('train'), batch.x.shape[0]!, root.fork('initialize'));
  try {
    model.initialize(batch, noise);
  } finally {
    tf.dispose([batch, noise] as unknown as tf.TensorContainer);
  }
}

/** The scheduled numbers of a step: the model's schedules and the players' learning rates. */
function schedulesOf(model: Trainable, { optimizer = adam() }: FitOptions): (step: number) => ScheduledNumbers {
  const rates = Object.entries(playersOf(model)).map(
    ([name, player]) => [learningRateName(name, player), (player.optimizer ?? optimizer).learningRate] as const,
  );
  // Players without an optimizer of their own have one learning rate: it is one number.
  const courses = [...new Map([...Object.entries(model.schedules ?? {}), ...rates])];
  return (step) => {
    const numbers: Record<string, number> = {};
    for (const [name, given] of courses) {
      const value = typeof given === 'number' ? given : given.at(step);
      if (!Number.isFinite(value))
        throw new RangeError(`fit: the schedule of \`${name}\` gives ${value} at step ${step}; expected a finite number`);
      numbers[name] = value;
    }
    return numbers;
  };
}

/** What a callback may do, and the exact point of the run. */
function controlOf(run: Pick<TrainingRun, 'averages' | 'engineStep' | 'noise' | 'progress'>): Control {
  const { averages, engineStep, noise, progress } = run;
  const state = async (): Promise<TrainingState> => {
    const weights = await averages.weights();
    const { epoch, batches, step, logs, best } = progress;
    return {
      epoch,
      batch: batches,
      step,
      random: noise.state(),
      history: [...logs],
      weights,
      memory: await engineStep.memory(),
      ...(best === undefined ? {} : { best }),
    };
  };
  return { stop: () => (progress.stopAsked = true), state };
}

/** A training before its first step: weights and start in place, the step prepared. */
export async function openRun(model: Trainable & KnowsExamples, sources: Sources, options: FitOptions): Promise<TrainingRun> {
  const { optimizer = adam(), engine = eager(), seed = 0, earlyStopping, initial, averageWeights } = options;
  const monitor = earlyStopping?.monitor ?? 'val_loss';
  if (earlyStopping !== undefined && monitor.startsWith('val_') && sources.validation === undefined) {
    throw new Error(
      `fit: early stopping watches \`${monitor}\` but there is no validation set; set \`validationSplit\` or \`validationData\``,
    );
  }
  if (initial !== undefined) writeWeights(model, initial.weights);
  const root = randomStream(seed);
  const noise = randomStream(initial?.random ?? root.fork('noise').state());
  const first = await firstBatch(sources.training);
  checkBatch('fit', first, model);
  checkDescribed('fit', first.x, first.mask, model);
  if (initial === undefined) initialize(model, first, root);
  const stepOptions = averageWeights === undefined ? {} : { averageDecay: averageWeights };
  const engineStep = await engine.prepare(model, optimizer, shapesOf(first), examplesOf(sources.training), stepOptions);
  sources.target.arrays = engineStep.plain?.batch;
  const averages = averageView(model, engineStep);
  const progress: Progress = {
    logs: [...(initial?.history ?? [])],
    best: initial?.best,
    epoch: initial?.epoch ?? 0,
    batches: initial?.batch ?? 0,
    step: initial?.step ?? 0,
    stopAsked: false,
    stopped: 'completed',
  };
  return {
    model,
    options,
    sources,
    engineStep,
    averages,
    scorer: batchScorer('fit (validationData)', model, examplesOf(sources.training), engine),
    callbacks: options.callbacks === undefined ? [] : [options.callbacks].flat(),
    root,
    noise,
    monitor,
    progress,
    control: controlOf({ averages, engineStep, noise, progress }),
    scheduleAt: schedulesOf(model, options),
    pause: yieldToHost(),
  };
}

/** Restores the engine's memory if a run continues, and tells the callbacks that it begins. */
export async function beginRun({ engineStep, options, sources: { training }, callbacks }: TrainingRun): Promise<void> {
  const { epochs, engine = eager(), averageWeights, initial } = options;
  if (averageWeights !== undefined && engineStep.average === undefined)
    throw new Error(
      `fit: the engine '${engine.name}' does not average weights; leave out \`averageWeights\` or take another engine`,
    );
  if (initial !== undefined) engineStep.restore(initial.memory);
  const stepsPerEpoch = Math.ceil(training.size / training.batchSize);
  for (const callback of callbacks)
    await callback.onTrainBegin?.({ epochs, stepsPerEpoch, batchSize: training.batchSize, examples: training.size });
}

/** The batches of the epoch under way that are not done yet. */
async function* batchesLeft({ sources: { training }, progress }: TrainingRun): AsyncGenerator<PlainBatch> {
  const seekable = training.seekable === true;
  let behind = seekable ? 0 : progress.batches;
  for await (const batch of seekable ? training.epoch(progress.epoch, progress.batches) : training.epoch(progress.epoch))
    if (behind-- <= 0) yield batch;
}

/** The steps of an epoch; `undefined` where it was stopped in the middle. */
export async function runEpoch(run: TrainingRun): Promise<StepReport | undefined> {
  const { model, options, engineStep, noise: stream, callbacks, progress, control } = run;
  const runStep = stepRunner(model, engineStep, stream);
  for await (const plain of batchesLeft(run)) {
    if (options.signal?.aborted || progress.stopAsked) return undefined;
    checkBatch('fit', plain, model);
    await runStep(plain, run.scheduleAt(progress.step));
    progress.step += 1;
    progress.batches += 1;
    const { epoch, step, batches } = progress;
    for (const callback of callbacks) await callback.onBatchEnd?.(batches - 1, { epoch, step }, control);
    await run.pause();
  }
  const report = await engineStep.read();
  if (report.skipped > 0) {
    const what = `${report.skipped} step(s) of epoch ${progress.epoch} had a loss or gradient that is not finite`;
    throw new NonFiniteError(progress.step, what);
  }
  return report;
}

/** The logs of an epoch: what its steps report, and validation. */
async function logsOf({ model, sources: { validation }, root, scorer }: TrainingRun, report: StepReport): Promise<Logs> {
  const { losses, terms } = report;
  const leader = Object.keys(playersOf(model))[0]!;
  const players = Object.entries(losses).map(([name, value]) => [`loss_${name}`, value] as const);
  const entry: Logs = {
    loss: losses[leader] ?? Number.NaN,
    ...Object.fromEntries(players.length > 1 ? players : []),
    ...terms,
  };
  if (validation === undefined) return entry;
  const stream = root.fork('validation/noise');
  const held = await evaluateBatches('fit (validationData)', model, validation, { stream, scorer });
  const values = Object.entries({ loss: held.loss, ...held.terms });
  return { ...entry, ...Object.fromEntries(values.map(([name, value]) => [`val_${name}`, value])) };
}

/** Early stopping: keeps the best epoch, and ends the training where it is too long ago. */
async function watch({ model, options, monitor, progress }: TrainingRun, entry: Logs, epoch: number): Promise<void> {
  const { earlyStopping } = options;
  if (earlyStopping === undefined) return;
  const value = entry[monitor];
  if (value === undefined)
    throw new Error(`fit: early stopping watches \`${monitor}\`, which is not among ${Object.keys(entry).join(', ')}`);
  const { best } = progress;
  // NaN is worse than anything.
  if (best === undefined || Number.isNaN(best.value) || value < best.value - (earlyStopping.minDelta ?? 0)) {
    progress.best = { epoch, value, weights: await readWeights(model) };
  } else if (epoch - best.epoch >= earlyStopping.patience) progress.stopped = 'early';
}

/** The end of an epoch: validation, logs, early stopping, callbacks. */
export async function endEpoch(run: TrainingRun, report: StepReport): Promise<void> {
  const { engineStep, averages, callbacks, progress, control, options } = run;
  engineStep.sync();
  await averages.show();
  const entry = await logsOf(run, report);
  progress.logs.push(entry);
  const done = progress.epoch;
  progress.epoch += 1;
  progress.batches = 0;
  await watch(run, entry, done);
  for (const callback of callbacks) await callback.onEpochEnd?.(done, entry, control);
  averages.hide();
  if (options.signal?.aborted) progress.stopped = 'aborted';
  else if (progress.stopAsked) progress.stopped = 'callback';
}
