import type { RandomState } from '../random/randomStream.js';
import type { Logs } from './logs.js';

/** The best epoch so far, by the monitored value, and the weights it had. */
export interface BestEpoch {
  readonly epoch: number;
  readonly value: number;
  readonly weights: Readonly<Record<string, Float32Array>>;
}

/** An exact point of a run. With the same model, data and options, `fit` continues from it to the same bits. */
export interface TrainingState {
  /** Whole epochs done. */
  readonly epoch: number;
  /** Batches done in the epoch under way. */
  readonly batch: number;
  /** Steps done in all. */
  readonly step: number;
  /** The stream the steps draw their noise from. */
  readonly random: RandomState;
  /** One entry for each epoch done. */
  readonly history: readonly Logs[];
  /** Trainable variables and state, by name. */
  readonly weights: Readonly<Record<string, Float32Array>>;
  /** The engine's memory: optimizer slots and running sums. */
  readonly memory: Readonly<Record<string, Float32Array>>;
  readonly best?: BestEpoch;
}
