import type { KnowsExamples, Trainable } from '../contract.js';
import type { TrainingData } from './examples.js';
import { checkFitOptions, type FitOptions } from './fitOptions.js';
import { lockForFit } from './fitLock.js';
import { openSources } from './fitSources.js';
import { writeWeights } from './modelWeights.js';
import { beginRun, endEpoch, openRun, runEpoch, type TrainingRun } from './trainingRun.js';
import type { TrainingState } from './trainingState.js';
import { requireModel, requireOptions } from '../requireModel.js';

export type { EarlyStopping, FitOptions } from './fitOptions.js';

/** What `fit` returns. */
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
 * @throws RangeError for an option out of range; Error when data and model do not fit, or another fit of the model is under way;
 *   {@link NonFiniteError} when a loss or a gradient is not finite, with the weights as they were before that step
 */
export async function fit(model: Trainable & KnowsExamples, data: TrainingData, options: FitOptions): Promise<FitResult> {
  requireModel('fit', model, ['forward']);
  requireOptions('fit', options, '{ epochs: 20, optimizer: adam() }');
  checkFitOptions(options);
  const release = lockForFit(model);
  try {
    return await fitLocked(model, data, options);
  } finally {
    release();
  }
}

async function fitLocked(model: Trainable & KnowsExamples, data: TrainingData, options: FitOptions): Promise<FitResult> {
  const run = await openRun(model, await openSources(model, data, options), options);
  const { progress, averages, engineStep, scorer, callbacks } = run;
  let result: FitResult;
  try {
    await beginRun(run);
    while (progress.epoch < options.epochs && progress.stopped === 'completed') {
      for (const callback of callbacks) await callback.onEpochBegin?.(progress.epoch);
      const report = await runEpoch(run);
      if (report === undefined) progress.stopped = options.signal?.aborted ? 'aborted' : 'callback';
      else await endEpoch(run, report);
    }
    result = await resultOf(run);
    await averages.show();
    averages.keep();
  } catch (error) {
    averages.hide();
    engineStep.sync();
    throw error;
  } finally {
    engineStep.dispose();
    await scorer.dispose();
  }
  const { best, logs } = progress;
  if (best !== undefined && (options.earlyStopping?.restoreBest ?? true)) {
    writeWeights(model, best.weights);
    result = { ...result, bestEpoch: best.epoch };
  }
  for (const callback of callbacks) await callback.onTrainEnd?.(logs.at(-1) ?? {});
  return result;
}

/** The history by name, and the point that was reached. */
async function resultOf({ progress: { logs, stopped }, control }: TrainingRun): Promise<FitResult> {
  const names = [...new Set(logs.flatMap((entry) => Object.keys(entry)))];
  return {
    epoch: logs.map((_, i) => i),
    history: Object.fromEntries(names.map((name) => [name, logs.map((entry) => entry[name] ?? Number.NaN)])),
    stopped,
    state: await control.state(),
  };
}
