import { DataError } from './dataError.js';
import type { Examples } from './examples.js';
import { split } from './split.js';
import { columnOf, subsetTable, type Table } from './table.js';

/** Options of `splitTable`. */
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

/**
 * Parts a table's rows as `split` parts examples, so that an encoding can be fitted on the training part alone.
 *
 * Throws a `DataError`: what `split` throws, `'option'` for a column that is not there, `'type'` for one of text.
 */
export function splitTable(table: Table, options: SplitTableOptions = {}): SplitTable {
  const { label, ...rest } = options;
  const { size } = table;
  const column = label === undefined ? undefined : columnOf('splitTable', table, label);
  if (column?.type === 'text') {
    throw new DataError(
      'type',
      `splitTable: the column '${column.name}' holds text; stratify by a category, a boolean or an integer`,
    );
  }
  const places = new Map<number, number>();
  const strata =
    column?.values.length === undefined
      ? undefined
      : Int32Array.from(column.values as Float64Array, (value, row) => {
          const key = column.missing?.[row] ? Number.NaN : value;
          const place = places.get(key) ?? places.size;
          places.set(key, place);
          return place;
        });
  const rows: Examples<'none'> = {
    x: { data: Float64Array.from({ length: size }, (_, row) => row), shape: [size, 1] },
    ...(strata === undefined ? {} : { y: { data: strata, shape: [size] } }),
    binarization: 'none',
  };
  const { train, validation } = split(rows, rest);
  const part = ({ x }: Examples): Table => subsetTable(table, Int32Array.from(x.data));
  return { train: part(train), validation: part(validation) };
}
