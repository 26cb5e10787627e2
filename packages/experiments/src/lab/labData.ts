import type { PlainTensor } from '@vaekit-internal/base';
import type { Binarization } from '@vaekit/core';

/** Examples of an experiment: plain numbers, with labels where there are such. */
export interface LabExamples {
  readonly x: PlainTensor;
  readonly y?: PlainTensor;
  readonly binarization: Binarization;
}

/** Data to train and to test on. */
export interface LabData {
  /** Names the content: equal names, equal numbers. It is part of what models are shared by. */
  readonly key: string;
  readonly train: LabExamples;
  readonly test: LabExamples;
  /** The number of classes, where examples have labels. */
  readonly classes?: number;
}
