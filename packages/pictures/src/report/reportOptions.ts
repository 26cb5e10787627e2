import type { LikelihoodName, Vae } from '@vaekit/core';
import type { ReportRow } from '@vaekit/viz';
import type { LabeledExamples } from '../examples.js';
import type { WholeImages } from '../completionsFigure.js';
import type { ColumnFigures } from './columnSection.js';
import type { ConditionFigures } from './conditionSection.js';
import type { EpochScores, Scores } from './scores.js';
import type { TrustFigures } from './trustSection.js';

/** What a report is made of; without the part of the data, or the epochs, it leaves out what needs them. */
export interface ReportOptions {
  readonly title: string;
  readonly subtitle?: string | undefined;
  readonly model: Vae;
  /** Examples that the model was not trained on; some hundreds to a few thousand. */
  readonly test?: LabeledExamples | undefined;
  readonly classNames?: readonly string[] | undefined;
  /** The training, epoch by epoch; `epochsOf` makes it of the history that `fit` gives. */
  readonly epochs?: readonly EpochScores[] | undefined;
  /** Of the test part, at the end. */
  readonly scores?: Scores | undefined;
  /** What `reconstruction` is among the scores. Default `'nll'`. */
  readonly quantity?: LikelihoodName | undefined;
  /** Further facts at the head. */
  readonly summary?: readonly ReportRow[] | undefined;
  /** How far the model can be believed, for a section of its own. */
  readonly trust?: TrustFigures | undefined;
  /** How samples of a table compare with real rows, for sections of their own. */
  readonly columns?: ColumnFigures | undefined;
  /** How the columns that were learned follow those of a condition, for a section each. */
  readonly conditions?: readonly ConditionFigures[] | undefined;
  /** A line at the end. */
  readonly footer?: string | undefined;
  /** Of the samples. Default 0. */
  readonly seed?: number | undefined;
  /** Where examples are parts of images, and the model is given the others: how whole ones are put together. */
  readonly whole?: WholeImages | undefined;
  /**
   * What the model can do; what is not said, it can. Without `encode` there are no reconstructions, transformations, codes and interpolations,
   * without `sample` no samples, without `score` no divergences.
   */
  readonly can?: { readonly encode?: boolean; readonly sample?: boolean; readonly score?: boolean } | undefined;
}
