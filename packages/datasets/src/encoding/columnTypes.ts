import type { ColumnType } from '../table.js';
import type { TableEncoding } from './columnEncoding.js';

/**
 * The types of the columns that an encoding reads, for the option `types` of a reader: another file is then read as the first was. Whole numbers are
 * read as numbers, since one with a fraction is a number too.
 */
export function columnTypes({ columns }: TableEncoding): Record<string, ColumnType> {
  return Object.fromEntries(
    columns.flatMap(({ name, type }): [string, ColumnType][] => {
      if (type === 'number' || type === 'integer' || type === 'quantile') return [[name, 'number']];
      return type === 'boolean' || type === 'category' || type === 'date' ? [[name, type]] : [];
    }),
  );
}
