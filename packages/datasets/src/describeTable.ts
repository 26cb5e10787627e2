import { defined } from './defined.js';
import type { ColumnRole, ColumnSchema, DataSchema, Dialect } from './dataSchema.js';
import { type FieldKind, typeOfKind } from './csv/readCsv.js';
import { columnOf, type ColumnType, type Table, type TableColumn } from './table.js';

/** What may be said of a column: how its values are read, or that it is not learned. */
export type ColumnKind = ColumnType | `date:${string}` | 'quantile' | 'id' | 'ignored';

export interface DescribeTableOptions {
  readonly format?: string | undefined;
  readonly dialect?: Dialect | undefined;
  readonly label?: string | undefined;
  /** Columns that name rows. */
  readonly id?: readonly string[] | undefined;
  /** The column that says how many times a row counts. */
  readonly weight?: string | undefined;
  readonly exclude?: readonly string[] | undefined;
  /** What some columns are, by name: a column with a kind of values is a feature, whatever it looks like. */
  readonly kinds?: ReadonlyMap<string, ColumnKind> | undefined;
  /** A description of this file or of one like it; its roles and kinds hold unless another option says otherwise. */
  readonly schema?: DataSchema | undefined;
}

interface Guess {
  readonly role: ColumnRole;
  readonly reason?: string;
  readonly type?: ColumnType;
}

/** More different texts are no categories, however often each comes. */
const mostTexts = 10_000;
const indexNames = /^(?:column1|unnamed: ?0|index|idx|row|row[ _.-]?(?:id|nr|num|number|index)|nr|no\.?|#|level_0|)$/i;
const idNames =
  /(?:^|[\s_.-])(?:id|ids|uid|uuid|guid|key|hash|url|uri|path|file|file[ _.-]?name|name|e-?mail)$|[a-z](?:Id|ID|Name)$|^(?:uuid|guid|filename|filepath)$/;
const idTexts =
  /^(?:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9a-f]{24,}|https?:\/\/\S+|\S+@\S+\.\S+|\S+\.(?:png|jpe?g|gif|tiff?|bmp|webp|wav|mp3|txt|csv|pdf|dcm))$/i;

/**
 * Describes a table: for each column its role and why, its type, spelling, range, categories, and how many values are missing.
 *
 * Only features are learned. What options do not say is guessed: whole numbers that count on from 0 or 1 are row numbers in the first column or under a name
 * that says so (`index`, `Unnamed: 0`); whole numbers and texts that all differ are ids where the name or the form (UUID, file name, address) says so. Text is
 * left out, unless at most half as many are different as there are rows: then it is a category. Numbers that all differ are features.
 * Throws a `DataError` of kind `'option'` for a column that is not there.
 */
export function describeTable(table: Table, options: DescribeTableOptions = {}): DataSchema {
  const { format = 'table', dialect, label, id = [], weight, exclude = [], kinds, schema } = options;
  const named = [
    ...(label === undefined ? [] : [label]),
    ...id,
    ...(weight === undefined ? [] : [weight]),
    ...exclude,
    ...(kinds?.keys() ?? []),
  ];
  const said = new Map(schema?.columns?.map((column) => [column.name, column]));
  const there = new Set(table.columns.map(({ name }) => name));
  for (const name of named) if (!there.has(name)) columnOf('describeTable', table, name);
  const excluded = new Set(exclude);
  const ids = new Set(id);
  const unnamed = table.columns.slice(1).every(({ name }, i) => name === `column${i + 2}`);
  const columns = table.columns.map((column, place): ColumnSchema => {
    const { name } = column;
    const kind = kinds?.get(name);
    const given = said.get(name);
    const guess = ((): Guess => {
      if (name === label) return { role: 'label' };
      if (name === weight) return { role: 'weight', reason: 'says how much each row counts' };
      if (excluded.has(name) || kind === 'ignored') return { role: 'ignored', reason: 'left out as asked' };
      if (ids.has(name) || kind === 'id') return { role: 'id', reason: 'named as an id' };
      // What is named above takes the role from a column that has it in the description.
      const taken = (given?.role === 'label' && label !== undefined) || (given?.role === 'weight' && weight !== undefined);
      if (given !== undefined && kind === undefined && !taken) return given;
      return kind === undefined
        ? guessRole(column, place === 0, unnamed)
        : { role: 'feature', type: typeOfKind(kind === 'quantile' ? 'number' : kind) };
    })();
    const scale = kind === 'quantile' ? 'quantile' : kind === 'number' || kind === 'integer' ? 'standard' : given?.scale;
    const type = guess.type === 'category' && column.type === 'text' ? 'category' : column.type;
    const isText = guess.role === 'feature' && type === 'text';
    const { role, reason } = isText ? { role: 'ignored' as const, reason: 'free text' } : guess;
    return {
      name,
      role,
      type,
      ...defined({ reason }),
      ...('spelling' in column && column.spelling !== undefined ? { spelling: column.spelling } : {}),
      ...defined({ scale }),
      ...valuesOf(column),
    };
  });
  return { version: 1, format, ...defined({ dialect }), columns };
}

function guessRole(column: TableColumn, first: boolean, unnamed: boolean): Guess {
  const { name, type, missing } = column;
  const present = missing === undefined ? column.values.length : missing.reduce((count, gone) => count + 1 - gone, 0);
  if (present === 0) return { role: 'feature', reason: 'missing in every row; takes no number' };
  const complete = present === column.values.length && present > 1;
  if (type === 'integer' && complete) {
    const [start] = column.values;
    const counts = (start === 0 || start === 1) && column.values.every((value, row) => value === start + row);
    const byName = indexNames.test(name) && !(name === 'column1' && unnamed);
    if (counts && (byName || idNames.test(name) || (first && present >= 20)))
      return { role: 'row-number', reason: `counts the rows from ${start}` };
    if ((byName && first) || idNames.test(name))
      if (new Set(column.values).size === present) return { role: byName ? 'row-number' : 'id', reason: 'every value differs' };
  }
  if (type !== 'text' && type !== 'category') return { role: 'feature' };
  const texts = type === 'text' ? column.values : column.categories;
  const different = type === 'text' ? new Set(texts.filter((_, row) => !missing?.[row])).size : new Set(column.values).size;
  if (complete && different === present && present >= 5) {
    const looks = texts.slice(0, 100).every((text) => idTexts.test(text.trim()));
    if (looks || idNames.test(name) || type === 'category') return { role: 'id', reason: 'every value differs' };
  }
  if (type === 'category') return { role: 'feature' };
  if (different <= mostTexts && 2 * different <= present) return { role: 'feature', type: 'category' };
  return { role: 'ignored', reason: `free text, ${different} different ones` };
}

function valuesOf(column: TableColumn): Pick<ColumnSchema, 'categories' | 'missing' | 'range'> {
  const gone = column.missing?.reduce((count, one) => count + one, 0) ?? 0;
  const missing = gone === 0 ? {} : { missing: gone };
  if (column.type === 'category') return { categories: column.categories, ...missing };
  if (column.type === 'text' || gone === column.values.length) return missing;
  let [lowest, highest] = [Infinity, -Infinity];
  for (let row = 0; row < column.values.length; row++) {
    if (column.missing?.[row]) continue;
    const value = column.values[row]!;
    if (value < lowest) lowest = value;
    if (value > highest) highest = value;
  }
  return { range: [lowest, highest], ...missing };
}

/** What a reader is told of columns by the options that name them. */
export function fieldKinds({
  id = [],
  kinds = new Map(),
}: Pick<DescribeTableOptions, 'id' | 'kinds'>): ReadonlyMap<string, FieldKind> {
  const said = new Map<string, FieldKind>();
  // Ids are read as they stand: 007 is not 7.
  for (const name of id) said.set(name, 'text');
  for (const [name, kind] of kinds) {
    if (kind !== 'ignored') said.set(name, kind === 'quantile' ? 'number' : kind === 'id' ? 'text' : kind);
  }
  return said;
}

/** What a reader is told of columns by a description: they are read and spelled as that has them. */
export const schemaKinds = ({ columns = [] }: DataSchema): ReadonlyMap<string, FieldKind> =>
  new Map(columns.map(({ name, type, role, spelling }) => [name, role === 'id' ? 'text' : { type, ...defined({ spelling }) }]));
