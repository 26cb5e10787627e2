import { checkWhole } from '../checks.js';
import { faults } from '../faults.js';
import type { DataSchema } from '../dataSchema.js';
import { formatCell } from '../spellCell.js';
import { columnOf, type Table, type TableColumn } from '../table.js';
import type { ColumnEncoding, TableEncoding } from './columnEncoding.js';
import { fitColumn } from './fitColumn.js';

export interface FitTableEncodingOptions {
  /** The column that becomes `y`; what `schema` says, else none. */
  readonly label?: string;
  /** The rows to fit on, those of the training part; all unless said. */
  readonly rows?: readonly number[] | Int32Array;
  /** Whether numbers get mean 0 and standard deviation 1 (or normal scores); true unless said. */
  readonly standardize?: boolean;
  readonly exclude?: readonly string[];
  /** What `describeTable` says of the columns; their roles and kinds are as said there. */
  readonly schema?: Pick<DataSchema, 'columns'>;
}

/**
 * Fits an encoding of a table's columns: numbers standardized, `z = (v - mean) / deviation` with the standard deviation over n (not n - 1), booleans 0
 * and 1, categories one-hot, of more than 100 the 99 most frequent and one for the others, dates as their day and the phases of year, week and day.
 *
 * Numbers with an excess kurtosis above 20 become normal scores; so do amounts of which a quarter or more are 0, behind a flag that says which.
 * Missing values count for nothing. A column with one value is constant and takes no number; text is left out. Labels come from a
 * column of categories, booleans or whole numbers, every value of which in the whole table is a class, so that a class that the training
 * part lacks still has its place. Throws a `DataError`: `'option'` for a column that is not there, `'type'` if the label's column cannot be one,
 * `'empty'` if no column is left.
 */
export function fitTableEncoding(table: Table, options: FitTableEncodingOptions = {}): TableEncoding {
  const { schema, standardize = true, exclude = [] } = options;
  const said = new Map(schema?.columns?.map((column) => [column.name, column]));
  const label = options.label ?? schema?.columns?.find(({ role }) => role === 'label')?.name;
  const rows = options.rows ?? Array.from({ length: table.size }, (_, row) => row);
  for (const name of exclude) columnOf('fitTableEncoding', table, name);
  for (const row of rows) checkWhole('fitTableEncoding', 'rows', row, 0, table.size - 1);
  if (rows.length === 0) throw faults.empty`fitTableEncoding: \`rows\` is empty; at least one row was expected`;
  const columns: ColumnEncoding[] = [];
  let width = 0;
  const classes = label === undefined ? [] : classesOf(columnOf('fitTableEncoding', table, label));
  for (const column of table.columns) {
    const { name } = column;
    const role = exclude.includes(name) ? 'ignored' : (said.get(name)?.role ?? 'feature');
    const place = { name, offset: width, width: 0 };
    if (name === label) {
      const isNumber = column.type === 'integer' || column.type === 'number';
      const of = column.type === 'boolean' ? 'boolean' : isNumber ? 'integer' : 'category';
      columns.push({ ...place, type: 'label', of, ...('spelling' in column ? { spelling: column.spelling } : {}) });
    } else if (role !== 'feature' && role !== 'label') {
      const first = role === 'row-number' ? { first: Number(column.values[0]) } : {};
      columns.push({ ...place, type: 'left-out', role, ...first });
    } else columns.push(fitColumn(column, { rows, offset: width, standardize, schema: said.get(name) }));
    width += columns.at(-1)?.width ?? 0;
  }
  if (width === 0)
    throw faults.empty`fitTableEncoding: no column is left to encode; constant columns, text, the label and what is left out take no numbers`;
  const fitted = { version: 2, columns, width, rows: rows.length } as const;
  return label === undefined ? fitted : { ...fitted, label: { name: label, classes } };
}

/** Classes above which a column of labels names its rows instead. */
const mostClasses = 1000;

function classesOf(column: TableColumn): readonly string[] {
  const { name, type } = column;
  const different = new Set<number | string>(column.values).size;
  if (type !== 'number' && different > mostClasses)
    throw faults.type`fitTableEncoding: the label '${name}' has ${different} different values; at most ${mostClasses} classes were expected`;
  // Classes that pandas wrote as 0.0 and 1.0 are whole numbers all the same.
  if (type === 'text' || (type === 'number' && !column.values.every(Number.isInteger)))
    throw faults.type`fitTableEncoding: the label '${name}' is a column of type ${type}; a category, a boolean or whole numbers were expected; where it is one, say so with --column '${name}=category' (option \`types\`)`;
  const present = (row: number): boolean => !column.missing?.[row];
  const unlabeled = column.missing?.indexOf(1) ?? -1;
  if (unlabeled >= 0)
    throw faults.labelRange`fitTableEncoding: the label '${name}' is missing in row ${unlabeled}; every row needs one`;
  if (type === 'category') {
    const seen = new Set(column.values);
    return [...new Set(column.categories.filter((_, place) => seen.has(place)).map((category) => category.trim()))];
  }
  const values = [...new Set(column.values.filter((_, row) => present(row)))].sort((a, b) => a - b);
  return values.map((value) => formatCell({ ...column, values: Float64Array.of(value), missing: new Uint8Array(1) }, 0));
}
