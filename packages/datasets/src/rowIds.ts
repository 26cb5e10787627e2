import { type Table, type TableColumn, textOf } from './table.js';

/** What names the rows of examples: an id, a file. Nothing learns from it. */
export interface RowIds {
  readonly name: string;
  /** One for each example. */
  readonly values: readonly string[];
}

/** Texts, and whole numbers or categories that all differ. */
function names(column: TableColumn): boolean {
  if (column.type === 'text') return true;
  if (column.type !== 'integer' && column.type !== 'category') return false;
  return column.missing === undefined && new Set(column.values).size === column.values.length;
}

/** The columns of a table that name its rows, as text, empty where a value is missing; those that are `used` are none. */
export function rowIds(table: Table, used: ReadonlySet<string>): readonly RowIds[] {
  return table.columns
    .filter((column) => !used.has(column.name) && names(column))
    .map((column) => ({
      name: column.name,
      values: Array.from({ length: table.size }, (_, row) => (column.missing?.[row] ? '' : textOf(column, row))),
    }));
}
