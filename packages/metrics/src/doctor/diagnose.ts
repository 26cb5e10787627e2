import type { Vae } from '@vaekit/core';
import type { DoctorData } from './doctorData.js';
import type { Examination } from './examination.js';
import { examine, type ExamineOptions } from './examine.js';
import { type Finding, findings } from './findings.js';

/** What the doctor says of a model. */
export interface Diagnosis {
  /** The worst first; empty where nothing was found. */
  readonly findings: readonly Finding[];
  /** All figures, found wanting or not. */
  readonly figures: Examination;
}

/**
 * Says why a model is not good: collapse, rank of the codes, dead units and codes, the effective weight of the KL, the width of p(x|z), gaps by class and to
 * held-out data, memorization, the gap between codes and prior, the calibration of the posterior. Each finding is a sentence with the figure, what it means and
 * what to try.
 *
 * Call it after training, or in `onEpochEnd` of `fit` on a few hundred examples. It needs no randomness from outside: equal seeds give equal figures.
 *
 * @param data examples of training and examples that were held out, at least two of each; with labels where the model has classes
 * @throws Error when the data do not fit the model
 */
export function diagnose(model: Vae, data: DoctorData, options: ExamineOptions = {}): Diagnosis {
  const figures = examine(model, data, options);
  return { findings: findings(figures), figures };
}
