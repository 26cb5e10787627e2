import type { PlainTensor } from '@vaekit-internal/base';
import { faults } from './faults.js';
import type { Examples } from './examples.js';
import { split } from './split.js';
import { columnOf, subsetTable, type Table } from './table.js';

export interface SplitTableOptions {
  /** The part that goes to validation, between 0 and 1; 0.1 unless said. */
  readonly fraction?: number;
  /** Which rows go; 0 unless said. */
  readonly seed?: number;
  /** The column by which to stratify: each of its values gives the same part; none unless said. */
  readonly label?: string;
}

/** The two parts of a split table: disjoint, and together everything; in the order they had. */
export interface SplitTable {
  readonly train: Table;
  readonly validation: Table;
}

interface SplitRows {
  readonly train: Int32Array;
  readonly validation: Int32Array;
}

/**
 * Parts a table's rows as `split` parts examples, so that an encoding can be fitted on the training part alone.
 *
 * Throws a `DataError`: what `split` throws, `'option'` for a column that is not there, `'type'` for one of text.
 */
export function splitTable(table: Table, options: SplitTableOptions = {}): SplitTable {
  const all = Int32Array.from({ length: table.size }, (_, row) => row);
  const { train, validation } = splitRows(table, all, options);
  return { train: subsetTable(table, train), validation: subsetTable(table, validation) };
}

/** Parts some rows of a table, of which nothing is copied. */
export function splitRows(table: Table, rows: Int32Array, options: SplitTableOptions = {}): SplitRows {
  const { label, ...rest } = options;
  const column = label === undefined ? undefined : columnOf('splitTable', table, label);
  if (column?.type === 'text')
    throw faults.type`splitTable: the column '${column.name}' holds text; stratify by a category, a boolean or an integer`;
  const places = new Map<number, number>();
  const strata =
    column === undefined
      ? undefined
      : rows.map((row) => {
          const key = column.missing?.[row] ? Number.NaN : column.values[row]!;
          const place = places.get(key) ?? places.size;
          places.set(key, place);
          return place;
        });
  const numbers: Examples<'none'> & { readonly x: PlainTensor<Int32Array> } = {
    x: { data: rows, shape: [rows.length, 1] },
    ...(strata === undefined ? {} : { y: { data: strata, shape: [rows.length] } }),
    binarization: 'none',
  };
  const { train, validation } = split(numbers, rest);
  return { train: train.x.data, validation: validation.x.data };
}
