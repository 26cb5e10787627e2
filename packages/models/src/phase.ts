import type { BatchSource, FitOptions, Trainable, TrainingData } from '@vaekit/core';

/** What a fit is given: in batches where an entry reads it, as anything that `fit` accepts where a phase makes it. */
export interface PhaseData<Data extends TrainingData = TrainingData> {
  readonly training: Data;
  readonly validation?: Data | undefined;
}

/** The data of a whole fit. */
export type WholeData = PhaseData<BatchSource>;

/** A phase that computes weights at once, from a closed form or by an algorithm of its own. */
export interface ClosedPhase {
  readonly kind: 'closed';
  readonly name: string;
  /**
   * Assigns the model's variables. Depends on nothing but the data and the weights that it finds, so that it may be run again.
   *
   * @param signal where it takes more than a second, it looks at this and ends early, with nothing assigned
   */
  run(signal?: AbortSignal): Promise<void> | void;
}

/** A phase of gradient steps. */
export interface FitPhase {
  readonly kind: 'fit';
  readonly name: string;
  /** The model, or some of its variables under a loss of their own. */
  readonly trainable: Trainable;
  /** What it is trained on, from the weights that it finds: codes of the layers below, say. Default: the data of the whole fit. */
  data?(): PhaseData | Promise<PhaseData>;
  /** Where it differs from the whole fit. */
  readonly options?: Partial<Pick<FitOptions, 'averageWeights' | 'batchSize' | 'earlyStopping' | 'epochs' | 'optimizer'>>;
}

/** A step on the way to a fitted model; one follows the other. */
export type Phase = ClosedPhase | FitPhase;
