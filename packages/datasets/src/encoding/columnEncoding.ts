import type { ColumnRole } from '../dataSchema.js';
import type { Spelling } from '../table.js';

/** Cyclic parts of a date, each as sine and cosine. */
export type Cycle = 'year' | 'week' | 'day';

/** What every column's encoding has: its numbers in a row of `x` are the `width` from `offset` on. */
interface Place {
  readonly name: string;
  readonly offset: number;
  readonly width: number;
}

interface Numeric extends Place {
  readonly spelling?: Spelling;
  /** The lowest and the highest value of the rows it was fitted on. */
  readonly range?: readonly [lowest: number, highest: number];
}

/** How one column becomes numbers: those from `offset`, `width` of them, in a row of `x`. */
export type ColumnEncoding =
  /** `(value - mean) / deviation`; one number. */
  | (Numeric & { readonly type: 'number' | 'integer'; readonly mean: number; readonly deviation: number })
  /**
   * Normal scores of heavy-tailed numbers; one number. `knots` are the quantiles at scores evenly spaced from -`reach` to `reach`, with straight
   * lines between. With `zero`, an amount that is often exactly 0: a flag, 1 where it is not, stands before its score, which is missing where it is.
   */
  | (Numeric & {
      readonly type: 'quantile';
      readonly of: 'number' | 'integer';
      readonly knots: readonly number[];
      readonly reach: number;
      readonly zero: boolean;
    })
  /** 0 or 1; one number. */
  | (Place & { readonly type: 'boolean'; readonly spelling?: Spelling })
  /** One number for each category, 1 for the one it is; with `rest`, the last stands for all of those, the most frequent first. */
  | (Place & { readonly type: 'category'; readonly categories: readonly string[]; readonly rest?: readonly string[] })
  /** The day, standardized, then sine and cosine of each cycle. `mean` and `deviation` are in days; `time` is the milliseconds into the day that all share. */
  | (Numeric & {
      readonly type: 'date';
      readonly mean: number;
      readonly deviation: number;
      readonly time: number;
      readonly cycles: readonly Cycle[];
    })
  /** A column that had one value, or none (`null`), in all rows it was fitted on: no number; decoding gives the value back. */
  | (Place & {
      readonly type: 'constant';
      readonly value: number | string | null;
      readonly of: 'number' | 'integer' | 'boolean' | 'category' | 'date';
      /** The smallest step of its spelling. */
      readonly resolution?: number;
      readonly spelling?: Spelling;
    })
  /** The column that becomes `y`: no number. */
  | (Place & { readonly type: 'label'; readonly of: 'integer' | 'boolean' | 'category'; readonly spelling?: Spelling })
  /** A column that is not learned: no number; `first` is the first of its row numbers. */
  | (Place & { readonly type: 'left-out'; readonly role: Exclude<ColumnRole, 'feature' | 'label'>; readonly first?: number })
  /** Free text, as version 1 has it. */
  | (Place & { readonly type: 'text' });

/** How the rows of a table become rows of numbers and back; plain values, so that JSON holds all of it and a run can keep it. */
export interface TableEncoding {
  /** Version 1 has numbers, booleans, categories and constants only, and neither the label nor columns that were left out. */
  readonly version: 1 | 2;
  /** The columns in the order of the table they were fitted on. */
  readonly columns: readonly ColumnEncoding[];
  /** The numbers in an encoded row. */
  readonly width: number;
  /** The rows that it was fitted on. */
  readonly rows?: number;
  /** The column that becomes `y`, and the classes in the order of their labels. */
  readonly label?: { readonly name: string; readonly classes: readonly string[] };
}

/** A category of an encoding that stands for many, as it is written: a word that no category is. */
export function otherWord(categories: readonly string[]): string {
  let word = 'other';
  while (categories.includes(word)) word = `(${word})`;
  return word;
}

/** Numbers of an example that belong together, as a likelihood of mixed columns takes them. */
export interface ColumnPart {
  readonly type: 'number' | 'boolean' | 'category';
  readonly width: number;
}

/** The parts of an encoded row, in order: one or more for each column that has numbers. */
export function columnParts({ columns }: TableEncoding): readonly ColumnPart[] {
  const number: ColumnPart = { type: 'number', width: 1 };
  return columns.flatMap((column): ColumnPart[] => {
    switch (column.type) {
      case 'number':
      case 'integer':
        return [number];
      case 'date':
        return Array.from({ length: column.width }, () => number);
      case 'quantile':
        return column.zero ? [{ type: 'boolean', width: 1 }, number] : [number];
      case 'boolean':
      case 'category':
        return [{ type: column.type, width: column.width }];
      default:
        return [];
    }
  });
}
