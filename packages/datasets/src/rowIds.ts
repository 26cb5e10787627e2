import type { TableEncoding } from './encoding/columnEncoding.js';
import { formatCell } from './spellCell.js';
import type { Table } from './table.js';

/** What names the rows of examples: an id, a file. Nothing learns from it. */
export interface RowIds {
  readonly name: string;
  /** One for each example. */
  readonly values: readonly string[];
}

/** The columns of a table that name its rows, as text, empty where a value is missing: those that an encoding leaves out as ids, row numbers or text. */
export function rowIds(table: Table, { columns }: TableEncoding): readonly RowIds[] {
  const roles = new Map(columns.map((part) => [part.name, part.type === 'left-out' ? part.role : part.type]));
  return table.columns
    .filter(({ name, type }) => {
      const role = roles.get(name);
      return role === 'id' || role === 'row-number' || role === 'text' || (role === 'ignored' && type === 'text');
    })
    .map((column) => ({
      name: column.name,
      values: Array.from({ length: table.size }, (_, row) => formatCell(column, row)),
    }));
}
