import type { Engine } from '../contract.js';
import type { OptimizerConfig } from '../optimizers/optimizerConfig.js';
import { averagedWeights } from './averagedWeights.js';
import type { Callbacks } from './callbacks.js';
import type { TrainingData } from './examples.js';
import type { TrainingState } from './trainingState.js';

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
  /** Default 128, or all training examples where there are fewer. Data that comes in batches of its own keeps its size. */
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
   * (0.999, say), beginning at the weights before the first step. The optimizer continues with the weights themselves; validation, the best
   * weights of `earlyStopping`, the model in `onEpochEnd` and the model that `fit` leaves behind have the average. A `state` has both.
   * Default: none.
   */
  readonly averageWeights?: number | undefined;
  /** Ends the training after the current step; what was reached is kept and returned. */
  readonly signal?: AbortSignal | undefined;
  /** Where to go on from: the `state` of an earlier run with the same model, data and options. */
  readonly initial?: TrainingState | undefined;
}

/** @throws RangeError or Error that names the option that makes no sense */
export function checkFitOptions(options: FitOptions): void {
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
