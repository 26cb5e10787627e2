import type { LateOption, ModelChoice } from '../model/modelOptions.js';
import type { OptimizerText } from '../training/optimizerChoice.js';
import type { RateSchedule } from '../training/rateSchedule.js';
import type { TrackerName } from '../training/trackerName.js';
import type { CheckpointEvery } from './checkpointEvery.js';
import type { ReadingChoice } from './readingOptions.js';
import type { Validation } from './validation.js';

/** Which data, and what is done with them. */
export interface DataChoice extends ReadingChoice {
  readonly data: string | undefined;
  readonly 'data-dir': string | undefined;
  readonly normal: string | undefined;
  readonly standardize: boolean | undefined;
  readonly condition: readonly string[] | undefined;
  readonly 'labels-fraction': number | undefined;
  readonly 'test-fraction': number;
  readonly limit: number | undefined;
  readonly binarize: 'dynamic' | 'none' | 'static';
  readonly validation: Validation;
}

/** How the model is trained. */
export interface TrainingChoice {
  readonly from: string | undefined;
  readonly freeze: 'decoder' | 'encoder' | undefined;
  readonly epochs: number | undefined;
  readonly 'batch-size': number | undefined;
  readonly optimizer: OptimizerText;
  readonly lr: number | undefined;
  readonly 'lr-schedule': RateSchedule | undefined;
  readonly 'weight-decay': number | undefined;
  readonly 'clip-norm': number | undefined;
  readonly 'average-weights': number | undefined;
  readonly 'early-stopping': number | undefined;
  readonly backend: 'auto' | 'cpu' | 'wasm';
  readonly engine: 'auto' | 'compiled' | 'eager';
}

/** Where the run is written, and what is shown. */
export interface OutputChoice {
  readonly out: string | undefined;
  readonly force: boolean;
  readonly resume: string | undefined;
  readonly 'checkpoint-every': CheckpointEvery | undefined;
  readonly tracker: TrackerName | undefined;
  readonly json: boolean;
  readonly 'no-preview': boolean;
}

/** The options of `train`. */
export interface TrainOptions extends Omit<ModelChoice, LateOption>, DataChoice, TrainingChoice, OutputChoice {
  readonly latent: number | undefined;
  readonly warmup: number | undefined;
}
