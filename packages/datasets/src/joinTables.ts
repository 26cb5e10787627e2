import { defined } from './defined.js';
import { faults } from './faults.js';
import { type ColumnType, type NumericColumn, type Spelling, type Table, type TableColumn, textOf } from './table.js';
import { textColumn } from './textColumn.js';

export interface NamedTable {
  readonly name: string;
  readonly table: Table;
}

/** Whether a column says nothing about its type, since it has no value. */
const isEmpty = ({ missing }: TableColumn): boolean => missing !== undefined && !missing.includes(0);

/**
 * The type that each column has in all the tables together: one that all their values have.
 *
 * Booleans and integers are numbers where the column has numbers elsewhere, texts few or many are categories or text, dates with anything else are
 * categories.
 */
export function commonTypes(tables: readonly Table[]): Map<string, ColumnType> {
  const types = new Map<string, ColumnType>();
  for (const { columns } of tables) {
    for (const column of columns) {
      if (isEmpty(column)) continue;
      const before = types.get(column.name);
      types.set(column.name, before === undefined ? column.type : common(before, column.type));
    }
  }
  return types;
}

function common(a: ColumnType, b: ColumnType): ColumnType {
  if (a === b) return a;
  const both = [a, b];
  if (both.includes('text')) return 'text';
  if (both.every((type) => type === 'number' || type === 'integer')) return 'number';
  if (both.every((type) => type === 'boolean' || type === 'integer')) return 'integer';
  return both.every((type) => type !== 'category' && type !== 'date') ? 'number' : 'category';
}

/**
 * The rows of several tables, one after the other; columns go by name, in the order of the first table.
 *
 * A category with more than `maxCategories` (100 unless said) different texts becomes text. Throws a `DataError` of kind `'shape'` that names the table and the column where one is
 * missing or too many, `'type'` where a column has two types.
 */
export function joinTables(tables: readonly NamedTable[], maxCategories: number = 100): Table {
  const [first] = tables;
  if (first === undefined) throw faults.empty`joinTables: there are no tables; at least one was expected`;
  if (tables.length === 1) return first.table;
  const size = tables.reduce((sum, { table }) => sum + table.size, 0);
  const places = tables.map(({ table }) => new Map(table.columns.map((column) => [column.name, column])));
  tables.forEach(({ name, table }, i) => {
    const wanted = new Set(first.table.columns.map((column) => column.name));
    const extra = table.columns.find((column) => !wanted.has(column.name));
    const lacking = first.table.columns.find((column) => places[i]?.has(column.name) !== true);
    if (extra === undefined && lacking === undefined) return;
    const problem =
      lacking === undefined
        ? `has the column '${extra?.name}', which '${first.name}' has not`
        : `has no column '${lacking.name}', which '${first.name}' has`;
    throw faults.shape`'${name}' ${problem}; files that make up one table must have the same columns`;
  });
  const columns = first.table.columns.map(({ name }) => {
    const parts = places.map((place, i) => ({ table: tables[i] as NamedTable, column: place.get(name) as TableColumn }));
    return joinColumns(name, parts, size, maxCategories);
  });
  return { columns, size };
}

interface Part {
  readonly table: NamedTable;
  readonly column: TableColumn;
}

function joinColumns(name: string, parts: readonly Part[], size: number, maxCategories: number): TableColumn {
  const typed = parts.find(({ column }) => !isEmpty(column)) ?? (parts[0] as Part);
  const { type } = typed.column;
  const wrong = parts.find(({ column }) => !isEmpty(column) && column.type !== type);
  if (wrong !== undefined)
    throw faults.type`column '${name}' is of type ${wrong.column.type} in '${wrong.table.name}' and ${type} in '${typed.table.name}'; give its type (option \`types\`)`;
  const known = typed.column.type === 'category' ? typed.column.categories : undefined;
  const areAlike = known !== undefined && parts.every(({ column }) => isEmpty(column) || sameCategories(column, known));
  if (!areAlike && (type === 'text' || type === 'category')) {
    const texts = parts.flatMap(({ column, table }) =>
      Array.from({ length: table.table.size }, (_, row) => (column.missing?.[row] ? undefined : textOf(column, row))),
    );
    return textColumn(name, texts, type === 'text' ? -1 : maxCategories);
  }
  let missing: Uint8Array | undefined;
  let spelling: Spelling | undefined;
  // A file that names its classes keeps them all, in its order.
  const values = areAlike ? new Int32Array(size).fill(-1) : new Float64Array(size);
  let start = 0;
  for (const { column, table } of parts) {
    if (column.missing !== undefined) (missing ??= new Uint8Array(size)).set(column.missing, start);
    if (!isEmpty(column)) values.set(column.values as Float64Array | Int32Array, start);
    start += table.table.size;
    const own = 'spelling' in column ? column.spelling : undefined;
    if (own !== undefined) spelling = spelling === undefined ? own : { ...spelling, ...mostDecimals(spelling, own) };
  }
  if (values instanceof Int32Array) return { name, type: 'category', categories: known ?? [], values, ...defined({ missing }) };
  return { name, type: type as NumericColumn['type'], values, ...defined({ spelling, missing }) };
}

const sameCategories = (column: TableColumn, known: readonly string[]): boolean =>
  column.type === 'category' &&
  column.categories.length === known.length &&
  column.categories.every((one, i) => one === known[i]);

const mostDecimals = ({ decimals: a }: Spelling, { decimals: b }: Spelling): Spelling =>
  a === undefined && b === undefined ? {} : { decimals: Math.max(a ?? 0, b ?? 0) };
