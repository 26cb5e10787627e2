import type { PlainTensor } from '@vaekit-internal/base';
import type { ArraySchema } from './dataSchema.js';
import type { RowIds } from './rowIds.js';
import type { Table } from './table.js';

/**
 * How pixels became bits: `'none'` leaves them gray, `'static'` turned them into bits once, `'dynamic'` draws the bits anew each epoch.
 *
 * Likelihoods of data that were binarized differently are not comparable, so the type of every set carries it.
 */
export type Binarization = 'none' | 'static' | 'dynamic';

/**
 * The true generative factors of synthetic examples: `values` is `[n, names.length]`.
 *
 * Where every factor takes finitely many values, `sizes` says how many and `indices`, `[n, names.length]`, which of them an example has.
 * `unordered` names the factors whose values stand for something without an order, as shapes do.
 */
export interface Factors {
  readonly names: readonly string[];
  readonly values: PlainTensor<Float32Array>;
  readonly sizes?: readonly number[];
  readonly indices?: PlainTensor<Int32Array>;
  readonly unordered?: readonly string[];
}

/** A value of a table that training never saw. */
export interface Unseen {
  readonly row: number;
  readonly column: string;
  /** Dates and booleans are texts, as the file spells them. */
  readonly value: number | string;
  /** What it costs, nats; absent of what is no number, whose cost the model says. */
  readonly cost?: number;
}

/**
 * Examples of one split.
 *
 * `x` is `[n, …]`; images are `[n, height, width, channels]`. A `Uint8Array` (also a clamped one) holds 8-bit intensities, which a batch of `@vaekit/core` divides by 255;
 * every other type is taken as is. `y` is `[n]`, whole numbers from 0. `mask` has the shape of `x`: 1 where a number was observed, 0 where it is
 * missing and `x` holds a stand-in; absent where nothing is missing. `ids` name the examples (a column of a table, the path of an image) and stay with them. `weight`, `[n]`, says how many times each counts; all once where it is absent. `condition`, `[n, width]`, are numbers that a model is given beside them.
 */
export interface Examples<B extends Binarization = Binarization> {
  readonly x: PlainTensor;
  readonly y?: PlainTensor<Int32Array>;
  readonly mask?: PlainTensor<Uint8Array>;
  readonly weight?: PlainTensor<Float32Array>;
  readonly condition?: PlainTensor<Float32Array>;
  readonly unseen?: readonly Unseen[];
  readonly factors?: Factors;
  readonly ids?: readonly RowIds[];
  /** Tables: the rows as they were, where `encodeTable` was asked to keep them. */
  readonly rows?: Table;
  readonly binarization: B;
  readonly classes?: readonly string[];
  readonly name?: string;
  /** What the file of an array or of images held. */
  readonly array?: ArraySchema;
  /** What was done on reading that a person should know, a sentence each. */
  readonly notes?: readonly string[];
}

/** A named set with its fixed split, its attribution and its license. */
export interface DataSet<B extends Binarization = Binarization> {
  readonly name: string;
  readonly description: string;
  /** Who made the data and where they come from. */
  readonly source: string;
  readonly license: string;
  readonly train: Examples<B>;
  readonly test: Examples<B>;
}
