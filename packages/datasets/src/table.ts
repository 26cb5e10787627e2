import { checkWhole } from './checks.js';
import { faults } from './faults.js';

export type ColumnType = 'number' | 'integer' | 'boolean' | 'category' | 'date' | 'text';

/** How a file spells the values of a column, so that they can be written back as they came. */
export interface Spelling {
  /** Numbers: the most digits behind the point. */
  readonly decimals?: number;
  /** Numbers: the fewest digits behind the point: zeros at the end are written up to as many; 0 unless said. */
  readonly fewestDecimals?: number;
  /** Numbers: the mark before the decimals; a point unless said. */
  readonly decimal?: ',';
  /** Numbers: the mark between groups of three digits; none unless said. */
  readonly thousands?: string;
  /** Numbers: what stands before each, such as `$`. */
  readonly prefix?: string;
  /** Numbers: what stands behind each, such as `%` (the value of `12.5%` is 12.5). */
  readonly suffix?: string;
  /** Numbers: negative ones are in parentheses. */
  readonly parentheses?: true;
  /** Booleans: the words for 0 and 1. */
  readonly words?: readonly [no: string, yes: string];
  /** Dates: the pattern, such as `yyyy-MM-dd`. */
  readonly pattern?: string;
}

interface Column {
  readonly name: string;
  /** 1 where the value is missing; absent where none is. */
  readonly missing?: Uint8Array;
}

/**
 * A column of numbers; booleans are 0 and 1, dates milliseconds since 1970 (of a date without a zone as if it were UTC). Where a value is missing,
 * `values` holds 0.
 */
export interface NumericColumn extends Column {
  readonly type: 'number' | 'integer' | 'boolean' | 'date';
  readonly values: Float64Array;
  readonly spelling?: Spelling;
}

/** A column of few different texts, by their place in `categories`. Where a value is missing, `values` holds -1. */
export interface CategoryColumn extends Column {
  readonly type: 'category';
  readonly values: Int32Array;
  readonly categories: readonly string[];
}

/** A column of free text (names, identifiers), which no model reads. */
export interface TextColumn extends Column {
  readonly type: 'text';
  readonly values: readonly string[];
}

export type TableColumn = NumericColumn | CategoryColumn | TextColumn;

export interface Table {
  readonly columns: readonly TableColumn[];
  readonly size: number;
}

/** The column of that name; throws a `DataError` of kind `'option'` that lists the names there are. */
export function columnOf(caller: string, table: Table, name: string): TableColumn {
  const column = table.columns.find((candidate) => candidate.name === name);
  if (column !== undefined) return column;
  const names = table.columns.map((candidate) => candidate.name).join(', ');
  throw faults.option`${caller}: there is no column '${name}'; the table has ${names}`;
}

/** The rows of a table at the given indices, copied, in that order; throws a `DataError` of kind `'option'` for an index that is not one. */
export function subsetTable(table: Table, indices: readonly number[] | Int32Array): Table {
  for (const index of indices) checkWhole('subsetTable', 'indices', index, 0, table.size - 1);
  const pick = <T>(values: ArrayLike<T>): T[] => Array.from(indices, (index) => values[index] as T);
  const columns = table.columns.map(({ missing: all, ...column }): TableColumn => {
    const missing = all && Uint8Array.from(pick(all));
    const rest = missing?.includes(1) ? { missing } : {};
    if (column.type === 'text') return { ...column, values: pick(column.values), ...rest };
    if (column.type === 'category') return { ...column, values: Int32Array.from(pick(column.values)), ...rest };
    return { ...column, values: Float64Array.from(pick(column.values)), ...rest };
  });
  return { columns, size: indices.length };
}

/** The value of a row as text, as labels and ids have it; of a row that is missing, no matter what. */
export function textOf(column: TableColumn, row: number): string {
  const value = column.values[row] ?? '';
  return column.type === 'category' ? (column.categories[Number(value)] ?? '') : String(value);
}
