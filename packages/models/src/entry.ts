import type { Binarization, Trainable, Vae } from '@vaekit/core';
import type { Options, OptionValues } from './option.js';
import type { LikelihoodChoice } from './options/likelihoodOptions.js';
import type { Phase, WholeData } from './phase.js';

/** What can be asked of a trained model. */
export type Ability = 'classify' | 'decode' | 'encode' | 'sample' | 'score' | 'transform';

/** What a model asks of its data. */
export type Need = 'images' | 'labels';

/** Where a model comes from. */
export interface Paper {
  readonly title: string;
  readonly authors: string;
  readonly year: number;
  /** An identifier, not an address: `arXiv 1312.6114`. */
  readonly where: string;
  /** The equation of the loss, or the section that has it. */
  readonly equation: string;
}

/** What a model must know of its data when it is built. */
export interface DataShape {
  /** An example's shape, without the batch. */
  readonly event: readonly number[];
  /** The number of classes, where examples have labels. */
  readonly classes?: number | undefined;
  /** The width of a condition that is numbers, in place of a class. */
  readonly conditionWidth?: number | undefined;
  readonly binarization: Binarization;
  /** Tables: what their columns hold, and how many numbers of an example each takes. */
  readonly columns?: readonly { readonly type: string; readonly width: number }[] | undefined;
  /** Numbers that are far from mean 0 and deviation 1: theirs, one for all elements of an example or one for each. The model is then standardized. */
  readonly scale?: { readonly mean: number | readonly number[]; readonly deviation: number | readonly number[] } | undefined;
  /** The number of training examples. */
  readonly size: number;
}

/** What every entry builds: something to train, and to free. */
export interface Model extends Trainable {
  dispose(): void;
}

/**
 * A named model: what it is, which options it has, how it is built. It is plain data but for `build` and `phases`, which load the engine
 * when they are called.
 */
export interface ModelEntry<Name extends string = string, O extends Options = Options, M extends Model = Vae> {
  readonly name: Name;
  /** Other names that are understood. */
  readonly aliases: readonly string[];
  readonly paper: Paper;
  /** One line: what it changes in the composition. */
  readonly changes: string;
  readonly options: O;
  readonly can: readonly Ability[];
  readonly needs: readonly Need[];
  /** The likelihood of whose values its own is, where `options` have no choice of one. Default: `gaussian`. */
  readonly likelihood?: LikelihoodChoice;
  /** Whether it may be conditioned on numbers, in place of labels or of nothing. */
  readonly takesNumbers?: true;
  /** Why not, where it may not: words behind “because”. */
  readonly withoutNumbers?: string;
  /** Whether it takes rows whose label is −1, not known: as it is, or with a switch of this name. */
  readonly takesUnknownLabels?: true | 'unknown-labels';
  /** Whether all of its phases are closed, so that epochs, batches and optimizers have no meaning. */
  readonly atOnce?: true;
  /** Whether its players have optimizers of their own, by its own options, so that those of the whole training do not apply. */
  readonly ownOptimizers?: true;
  /** The model with fresh weights. `buildModel` checks names and needs first and fills in fallbacks. */
  build(values: OptionValues<O>, data: DataShape): Promise<M>;
  /** How it is fitted, where that is more than one call of `fit` on the model itself. */
  phases?(model: M, data: WholeData, values: OptionValues<O>): Promise<readonly Phase[]> | readonly Phase[];
}
