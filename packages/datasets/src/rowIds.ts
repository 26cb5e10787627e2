import type { TableEncoding } from './encoding/columnEncoding.js';
import { formatCell } from './spellCell.js';
import type { Table, TableColumn } from './table.js';

/** What names the rows of examples: an id, a file. Nothing learns from it. */
export interface RowIds {
  readonly name: string;
  readonly values: readonly string[];
}

/** Whether a column that training did not have names rows: texts, and whole numbers or categories that all differ. */
function isKey({ type, missing, values }: TableColumn): boolean {
  if (type === 'text') return true;
  return (type === 'integer' || type === 'category') && missing === undefined && new Set<unknown>(values).size === values.length;
}

/** The columns of a table that name its rows, as text, empty where a value is missing: those that an encoding leaves out as ids, row numbers or text. */
export function rowIds(table: Table, { columns }: TableEncoding): readonly RowIds[] {
  const roles = new Map(columns.map((part) => [part.name, part.type === 'left-out' ? part.role : part.type]));
  return table.columns
    .filter((column) => {
      const { name, type } = column;
      const role = roles.get(name);
      if (role === undefined) return isKey(column);
      return role === 'id' || role === 'row-number' || role === 'text' || (role === 'ignored' && type === 'text');
    })
    .map((column) => ({
      name: column.name,
      values: Array.from({ length: table.size }, (_, row) => formatCell(column, row)),
    }));
}
