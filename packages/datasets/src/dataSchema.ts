import type { ColumnType, Spelling } from './table.js';

/** How a file of text holds a table. */
export interface Dialect {
  readonly encoding: 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';
  /** What separates fields. */
  readonly delimiter: string;
  /** Whether the first line names the columns. */
  readonly header: boolean;
  /** The mark before the decimals of a number; a point unless said. */
  readonly decimal?: ',';
  /** The fields that stand for a missing value, beside the empty one. */
  readonly missing: readonly string[];
}

/** What a column is for. Only features are learned. */
export type ColumnRole = 'feature' | 'label' | 'id' | 'row-number' | 'weight' | 'ignored';

/** What a column of a file was understood to be. */
export interface ColumnSchema {
  readonly name: string;
  readonly role: ColumnRole;
  readonly type: ColumnType;
  /** Why it is no feature, in words. */
  readonly reason?: string;
  readonly spelling?: Spelling;
  /** Numbers: standardized, or as normal scores; by what they are unless said. */
  readonly scale?: 'standard' | 'quantile';
  /** The lowest and the highest value that was seen. */
  readonly range?: readonly [lowest: number, highest: number];
  readonly categories?: readonly string[];
  readonly missing?: number;
}

/** What images or arrays were understood to be. */
export interface ArraySchema {
  /** An example's shape; of images `[height, width, channels]`. */
  readonly shape: readonly number[];
  readonly layout: 'images' | 'points';
  /** What was moved, where the file had channels first. */
  readonly channels?: 'first' | 'last';
  /** The numbers that the file stores, such as `uint8`, and what they range over. */
  readonly element: string;
  readonly range: readonly [lowest: number, highest: number];
}

/** What was understood of a file or a folder: kept with a run, applied to every later file, inverted on the way out. */
export interface DataSchema {
  readonly version: 1;
  readonly format: string;
  readonly dialect?: Dialect;
  readonly columns?: readonly ColumnSchema[];
  readonly array?: ArraySchema;
  /** The parts that the data came in, with their sizes. */
  readonly parts?: Readonly<Partial<Record<'train' | 'validation' | 'test', number>>>;
  readonly classes?: readonly string[];
}
