import type { ComparisonRow } from './compareRuns.js';

/** Runs that differ in their seeds alone. */
export interface SeedGroup {
  /** What sets it apart from the other groups, such as `latent 8`. */
  readonly name: string;
  /** Places of its runs in the comparison. */
  readonly runs: readonly number[];
  readonly seeds: readonly number[];
  /** Seeds whose runs have no result, where there are some: under way, stopped or diverged. Means of the others may be better than the group is. */
  readonly unended?: readonly number[];
}

/** A mean over seeds, and the 95 % interval of it where there are two seeds or more. */
export interface SeedMean {
  readonly mean: number;
  readonly low?: number;
  readonly high?: number;
}

/** The difference of two groups, the first minus the second, and its 95 % interval. */
export interface SeedDifference {
  readonly group: number;
  readonly against: number;
  readonly mean: number;
  readonly low: number;
  readonly high: number;
  /** Seed by seed, where both have the same seeds and split the data in the same way; else as of independent samples. */
  readonly paired: boolean;
}

/** A figure of every group. */
export interface SeedRow extends Pick<ComparisonRow, 'name' | 'unit'> {
  readonly means: readonly (SeedMean | undefined)[];
  /** Of the group with the best mean against each other one, where values compare. */
  readonly differences: readonly SeedDifference[];
  /** The group with the best mean, if all of its seeds have a value and its difference to every other group is larger than the interval of that. */
  readonly best?: number;
}

/** What moves the test −ELBO of a run, as standard deviations in nats, each without the others but for what a seed chooses. */
export interface SeedSpread {
  /** Another seed, with the code integrated out: on the same test set, or with what it `chooses` of that, whose share is in it. */
  readonly seeds: number;
  /** What the seed chooses of the test set: the split of files, static bits. */
  readonly chooses?: 'bits' | 'split' | 'split and bits';
  /** Another test set of the same size. */
  readonly testSet: number;
  /** Other draws of the code. */
  readonly monteCarlo: number;
}

/** A comparison over seeds. */
export interface ComparedSeeds {
  readonly groups: readonly SeedGroup[];
  /** Options that differ between groups: one value a group. */
  readonly differences: readonly ComparisonRow[];
  readonly rows: readonly SeedRow[];
  /** One a group; `undefined` for a single run, and for runs that did not keep their errors. */
  readonly spreads: readonly (SeedSpread | undefined)[];
}
