import type { Logs } from './logs.js';
import type { TrainingState } from './trainingState.js';

/** What a callback may do to the run it watches. */
export interface Control {
  /** Ends the training after this batch or epoch. */
  stop(): void;
  /** The exact point the run is at, to be saved and gone on from. */
  state(): Promise<TrainingState>;
}

/** Functions called during training, named as in tf.LayersModel.fit; each may be asynchronous. */
export interface Callbacks {
  onTrainBegin?(info: {
    readonly epochs: number;
    readonly stepsPerEpoch: number;
    readonly batchSize: number;
    readonly examples: number;
  }): void | Promise<void>;
  onTrainEnd?(logs: Logs): void | Promise<void>;
  onEpochBegin?(epoch: number): void | Promise<void>;
  onEpochEnd?(epoch: number, logs: Logs, control: Control): void | Promise<void>;
  onBatchEnd?(batch: number, info: { readonly epoch: number; readonly step: number }, control: Control): void | Promise<void>;
}
