import { faults } from './faults.js';
import { formatCell } from './spellCell.js';
import type { TableColumn } from './table.js';

/**
 * The rows whose label is one of these classes, as its file spells it or as the same number (`0` is `0.0`); throws a `DataError` of kind `'option'` where there are none, with the
 * classes there are.
 */
export function rowsOfClasses(caller: string, column: TableColumn, classes: readonly string[]): number[] {
  const { type } = column;
  const wanted = new Set(classes);
  const numbers = new Set(type === 'integer' || type === 'number' ? classes.map(Number) : []);
  const texts = Array.from({ length: column.values.length }, (_, row) =>
    column.missing?.[row] ? undefined : formatCell(column, row).trim(),
  );
  const rows = texts.flatMap((text, row) =>
    text !== undefined && (wanted.has(text) || numbers.has(Number(column.values[row]))) ? [row] : [],
  );
  if (rows.length > 0) return rows;
  const found = [...new Set(texts.filter((text) => text !== undefined))].slice(0, 20).join(', ');
  throw faults.option`${caller}: no row has ${classes.join(' or ')} as its '${column.name}'; there are ${found}`;
}
