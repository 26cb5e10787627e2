import { DataError } from './dataError.js';
import { type TableColumn, textOf } from './table.js';

/** The rows whose label is one of these classes; throws a `DataError` of kind `'option'` where there are none, with the classes there are. */
export function rowsOfClasses(caller: string, column: TableColumn, classes: readonly string[]): number[] {
  const wanted = new Set(classes);
  const texts = Array.from({ length: column.values.length }, (_, row) =>
    column.missing?.[row] ? undefined : textOf(column, row),
  );
  const rows = texts.flatMap((text, row) => (text !== undefined && wanted.has(text) ? [row] : []));
  if (rows.length > 0) return rows;
  const found = [...new Set(texts)].slice(0, 20).join(', ');
  throw new DataError('option', `${caller}: no row has ${classes.join(' or ')} as its '${column.name}'; there are ${found}`);
}
