import type { MixedColumn } from '@vaekit/losses';

/**
 * The values that a likelihood describes:
 *
 * - `'unitInterval'`: numbers from 0 to 1;
 * - `'real'`: any finite number;
 * - `'counts'`: whole numbers from 0;
 * - `'categories'`: classes, as one-hot rows along the last axis or as whole numbers from 0;
 * - `'levels'`: a grid of numbers between a lowest and a highest one;
 * - `'columns'`: each column of a table has a support of its own.
 */
export type Support = 'unitInterval' | 'real' | 'counts' | 'categories' | 'levels' | 'columns';

/** What a likelihood's description says about its support; what is not given is not checked. */
export interface SupportDetails {
  /** Of `'levels'`: how many there are; looked at with `range`. */
  readonly levels?: number;
  /** Of `'levels'`: the lowest and the highest value. */
  readonly range?: readonly [lowest: number, highest: number];
  /** Of `'categories'`: how many. */
  readonly classes?: number;
  /** Of `'categories'`, with `classes`: whole numbers below `classes` (default), or one-hot rows of so many numbers. */
  readonly encoding?: 'index' | 'oneHot';
  /** Of `'columns'`: what each holds. */
  readonly columns?: readonly MixedColumn[];
}
