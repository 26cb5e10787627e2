import type { PlainTensor } from '@vaekit-internal/base';
import { checkWhole } from './checks.js';
import { DataError } from './dataError.js';
import type { Examples } from './examples.js';
import { rowIds } from './rowIds.js';
import { columnOf, type ColumnType, type Table, type TableColumn, textOf } from './table.js';

/** How one column becomes numbers: those from `offset`, `width` of them, in a row of `x`. */
export type ColumnEncoding =
  /** `(value - mean) / deviation`; one number. */
  | {
      readonly name: string;
      readonly type: 'number' | 'integer';
      readonly offset: number;
      readonly width: 1;
      readonly mean: number;
      readonly deviation: number;
    }
  /** 0 or 1; one number. */
  | { readonly name: string; readonly type: 'boolean'; readonly offset: number; readonly width: 1 }
  /** One number for each category, 1 for the one it is. */
  | {
      readonly name: string;
      readonly type: 'category';
      readonly offset: number;
      readonly width: number;
      readonly categories: readonly string[];
    }
  /** A column that had one value, or none (`null`), in all rows it was fitted on: no number; decoding gives the value back. */
  | {
      readonly name: string;
      readonly type: 'constant';
      readonly offset: number;
      readonly width: 0;
      readonly value: number | string | null;
      readonly of: 'number' | 'integer' | 'boolean' | 'category';
    }
  /** Free text, left out: no number; decoding leaves the column out. */
  | { readonly name: string; readonly type: 'text'; readonly offset: number; readonly width: 0 };

/** How the rows of a table become rows of numbers and back; plain values, so that JSON holds all of it and a run can keep it. */
export interface TableEncoding {
  readonly version: 1;
  /** The columns in the order of the table they were fitted on, without the label. */
  readonly columns: readonly ColumnEncoding[];
  /** The numbers in an encoded row. */
  readonly width: number;
  /** The column that becomes `y`, and the classes in the order of their labels. */
  readonly label?: { readonly name: string; readonly classes: readonly string[] };
}

/** Options of `fitTableEncoding`. */
export interface FitTableEncodingOptions {
  /** The column that becomes `y`; none unless said. */
  readonly label?: string;
  /** The rows to fit on, those of the training part; all unless said. */
  readonly rows?: readonly number[] | Int32Array;
  /** Whether numbers get mean 0 and standard deviation 1; true unless said. */
  readonly standardize?: boolean;
  /** Columns to leave out; none unless said. */
  readonly exclude?: readonly string[];
}

/**
 * Fits an encoding of a table's columns: numbers standardized, `z = (v - mean) / deviation` with the standard deviation over n (not n - 1), booleans 0
 * and 1, categories one-hot.
 *
 * Missing values count for nothing. A column with one value is constant and takes no number; text is left out. Labels come from a
 * column of categories, booleans or whole numbers, every value of which in the whole table is a class, so that a class that the training
 * part lacks still has its place. Throws a `DataError`: `'option'` for a column that is not there, `'type'` if the label's column cannot be one,
 * `'empty'` if no column is left.
 */
export function fitTableEncoding(table: Table, options: FitTableEncodingOptions = {}): TableEncoding {
  const { label, standardize = true, exclude = [] } = options;
  const rows = options.rows ?? Array.from({ length: table.size }, (_, row) => row);
  for (const name of exclude) columnOf('fitTableEncoding', table, name);
  for (const row of rows) checkWhole('fitTableEncoding', 'rows', row, 0, table.size - 1);
  if (rows.length === 0) throw new DataError('empty', 'fitTableEncoding: `rows` is empty; at least one row was expected');
  const columns: ColumnEncoding[] = [];
  let width = 0;
  for (const column of table.columns) {
    if (column.name === label || exclude.includes(column.name)) continue;
    const encoding = fitColumn(column, rows, width, standardize);
    columns.push(encoding);
    width += encoding.width;
  }
  if (width === 0) {
    throw new DataError(
      'empty',
      'fitTableEncoding: no column is left to encode; constant columns, text, the label and what `exclude` names take no numbers',
    );
  }
  if (label === undefined) return { version: 1, columns, width };
  return { version: 1, columns, width, label: { name: label, classes: classesOf(columnOf('fitTableEncoding', table, label)) } };
}

function fitColumn(
  column: TableColumn,
  rows: readonly number[] | Int32Array,
  offset: number,
  standardize: boolean,
): ColumnEncoding {
  const { name } = column;
  if (column.type === 'text') return { name, type: 'text', offset, width: 0 };
  const type = column.type === 'date' ? 'number' : column.type;
  let count = 0;
  let first = 0;
  let constant = true;
  let mean = 0;
  let squares = 0;
  const seen = new Set<number>();
  for (const row of rows) {
    if (column.missing?.[row]) continue;
    const value = column.values[row] ?? 0;
    if (count === 0) first = value;
    else if (value !== first) constant = false;
    count++;
    // Welford's recurrences: no difference of large sums.
    const change = value - mean;
    mean += change / count;
    squares += change * (value - mean);
    if (type === 'category') seen.add(value);
  }
  const deviation = Math.sqrt(squares / count);
  if (type === 'category') {
    const all = column.type === 'category' ? column.categories : [];
    const categories = all.filter((_, place) => seen.has(place));
    const [only] = categories;
    if (categories.length <= 1) return { name, type: 'constant', offset, width: 0, value: only ?? null, of: type };
    return { name, type, offset, width: categories.length, categories };
  }
  // Values so close that their deviation underflows, or so large that it overflows, cannot be standardized.
  if (count === 0 || constant || (type !== 'boolean' && standardize && !(deviation > 0 && deviation < Infinity))) {
    return { name, type: 'constant', offset, width: 0, value: count === 0 ? null : first, of: type };
  }
  if (type === 'boolean') return { name, type, offset, width: 1 };
  return { name, type, offset, width: 1, mean: standardize ? mean : 0, deviation: standardize ? deviation : 1 };
}

function classesOf(column: TableColumn): readonly string[] {
  const { name, type } = column;
  if (type === 'text' || type === 'number') {
    throw new DataError(
      'type',
      `fitTableEncoding: the label '${name}' is a column of type ${type}; a category, a boolean or an integer was expected (say so with the option \`types\` of the reader)`,
    );
  }
  const present = (row: number): boolean => !column.missing?.[row];
  const unlabeled = column.missing?.indexOf(1) ?? -1;
  if (unlabeled >= 0) {
    throw new DataError(
      'label-range',
      `fitTableEncoding: the label '${name}' is missing in row ${unlabeled}; every row needs one`,
    );
  }
  if (type === 'category') {
    const seen = new Set(column.values);
    return column.categories.filter((_, place) => seen.has(place));
  }
  const values = [...new Set(column.values.filter((_, row) => present(row)))].sort((a, b) => a - b);
  if (values.length > 1000) {
    throw new DataError(
      'type',
      `fitTableEncoding: the label '${name}' has ${values.length} different numbers; at most 1000 classes were expected`,
    );
  }
  return values.map(String);
}

/** Options of `encodeTable`. */
export interface EncodeTableOptions {
  /** A category that the encoding does not know counts as missing unless this says `'error'`. */
  readonly unknown?: 'missing' | 'error';
  /** A column that the table lacks is missing in every row where this says `'missing'`; an error unless it does. */
  readonly absent?: 'error' | 'missing';
  /**
   * `'known'` (unless said): another label than those of the encoding is an error. `'any'`: it becomes a class behind them, and a label that is missing
   * is −1.
   */
  readonly labels?: 'any' | 'known';
  /** What messages call the table; `'encodeTable'` unless said. */
  readonly name?: string;
}

/**
 * Turns the rows of a table into examples: `x` is `[n, width]`, `y` the labels where the encoding has one and the table its column.
 *
 * Columns are found by name, whatever their order; others are ignored. Where a value is missing, its numbers in `x` are 0 (the mean,
 * once standardized) and 0 in `mask`, `[n, width]`, which is 1 elsewhere and absent where nothing is missing. Throws a `DataError`: `'option'` for a column that the table lacks,
 * `'type'` for one of another type, `'label-range'` for an unknown label unless `labels` is `'any'`, `'value-range'` for an unknown category if asked to.
 */
export function encodeTable(table: Table, encoding: TableEncoding, options: EncodeTableOptions = {}): Examples<'none'> {
  const { unknown = 'missing', absent = 'error', labels: allowed = 'known', name = 'encodeTable' } = options;
  const { size } = table;
  const { width } = encoding;
  const x = new Float32Array(size * width);
  let mask: Uint8Array | undefined;
  const hide = (row: number, offset: number, count: number): void => {
    mask ??= new Uint8Array(size * width).fill(1);
    mask.fill(0, row * width + offset, row * width + offset + count);
  };
  const present = new Set(table.columns.map((column) => column.name));
  // A table without any of the columns is of other things, and said to be.
  const isForeign = !encoding.columns.some((part) => part.width > 0 && present.has(part.name));
  for (const part of encoding.columns) {
    if (part.type === 'text' || part.type === 'constant') continue;
    if (absent === 'missing' && !present.has(part.name) && !isForeign) {
      for (let row = 0; row < size; row++) hide(row, part.offset, part.width);
      continue;
    }
    const column = columnOf(name, table, part.name);
    if ((part.type === 'category') !== (column.type === 'category') || column.type === 'text') {
      if (!isAllMissing(column)) {
        throw new DataError(
          'type',
          `${name}: column '${part.name}' is of type ${column.type} but was ${part.type} when the encoding was fitted; say so with the option \`types\` of the reader`,
        );
      }
    }
    const places = part.type === 'category' ? placesOf(column, part.categories) : undefined;
    for (let row = 0; row < size; row++) {
      if (column.missing?.[row]) {
        hide(row, part.offset, part.width);
        continue;
      }
      const value = Number(column.values[row] ?? 0);
      if (part.type === 'category') {
        const place = places?.[value] ?? -1;
        if (place >= 0) {
          x[row * width + part.offset + place] = 1;
        } else if (unknown === 'error') {
          const category = column.type === 'category' ? column.categories[value] : value;
          throw new DataError(
            'value-range',
            `${name}: column '${part.name}' is ${JSON.stringify(category)} in row ${row}; one of ${part.categories.join(', ')} was expected`,
          );
        } else {
          hide(row, part.offset, part.width);
        }
      } else {
        x[row * width + part.offset] = part.type === 'boolean' ? value : (value - part.mean) / part.deviation;
      }
    }
  }
  const { label } = encoding;
  const labels = label === undefined ? undefined : table.columns.find((column) => column.name === label.name);
  const ids = rowIds(
    table,
    new Set([...encoding.columns.flatMap((part) => (part.type === 'text' ? [] : [part.name])), label?.name ?? '']),
  );
  return {
    x: { data: x, shape: [size, width] },
    binarization: 'none',
    ...(mask === undefined ? {} : { mask: { data: mask, shape: [size, width] } }),
    ...(label === undefined || labels === undefined ? {} : labelsOf(name, labels, label.classes, allowed)),
    ...(ids.length === 0 ? {} : { ids }),
  };
}

const isAllMissing = (column: TableColumn): boolean => column.missing !== undefined && !column.missing.includes(0);

/** For each category of a column its place among those of the encoding, -1 for none. */
function placesOf(column: TableColumn, categories: readonly string[]): number[] {
  const places = new Map(categories.map((category, place) => [category, place]));
  return column.type === 'category' ? column.categories.map((category) => places.get(category) ?? -1) : [];
}

function labelsOf(
  name: string,
  column: TableColumn,
  known: readonly string[],
  allowed: 'any' | 'known',
): Required<Pick<Examples, 'classes' | 'y'>> {
  const classes = [...known];
  const places = new Map(classes.map((text, place) => [text, place]));
  const data = Int32Array.from({ length: column.values.length }, (_, row) => {
    const text = column.missing?.[row] ? undefined : textOf(column, row);
    const place = text === undefined ? undefined : places.get(text);
    if (place !== undefined) return place;
    if (allowed === 'any') {
      if (text === undefined) return -1;
      places.set(text, classes.length);
      return classes.push(text) - 1;
    }
    throw new DataError(
      'label-range',
      `${name}: the label '${column.name}' is ${text === undefined ? 'missing' : JSON.stringify(text)} in row ${row}; one of ${known.join(', ')} was expected`,
    );
  });
  return { y: { data, shape: [data.length] }, classes };
}

/**
 * Turns rows of numbers back into a table, for reconstructions and samples; the inverse of `encodeTable`.
 *
 * `x` is `[n, width]`. Numbers are `z · deviation + mean`, integers rounded, booleans cut at one half; of a category's numbers (one-hot, probabilities
 * or logits) the largest counts; constants have their value. Text and label are left out. Throws a `DataError` of kind `'shape'` if `x` has another width.
 */
export function decodeTable(x: PlainTensor, encoding: TableEncoding): Table {
  const { width } = encoding;
  const size = x.shape[0] ?? 0;
  if (x.shape.length !== 2 || x.shape[1] !== width || x.data.length !== size * width) {
    throw new DataError('shape', `decodeTable: \`x\` has shape [${x.shape}]; [n,${width}] was expected, as the encoding has it`);
  }
  const columns: TableColumn[] = [];
  for (const part of encoding.columns) {
    if (part.type === 'text') continue;
    const { name, offset } = part;
    const at = (row: number): number => x.data[row * width + offset] ?? 0;
    if (part.type === 'constant') {
      const { value, of: type } = part;
      const rest = value === null ? { missing: new Uint8Array(size).fill(1) } : {};
      columns.push(
        type === 'category'
          ? {
              name,
              type,
              categories: value === null ? [] : [String(value)],
              values: new Int32Array(size).fill(value === null ? -1 : 0),
              ...rest,
            }
          : { name, type, values: new Float64Array(size).fill(Number(value ?? 0)), ...rest },
      );
    } else if (part.type === 'category') {
      const values = Int32Array.from({ length: size }, (_, row) => {
        let best = 0;
        for (let i = 1; i < part.width; i++) {
          if ((x.data[row * width + offset + i] ?? 0) > (x.data[row * width + offset + best] ?? 0)) best = i;
        }
        return best;
      });
      columns.push({ name, type: 'category', categories: part.categories, values });
    } else if (part.type === 'boolean') {
      columns.push({ name, type: 'boolean', values: Float64Array.from({ length: size }, (_, row) => (at(row) > 0.5 ? 1 : 0)) });
    } else {
      const { type, mean, deviation } = part;
      const value = (row: number): number => at(row) * deviation + mean;
      const values = Float64Array.from({ length: size }, (_, row) => (type === 'integer' ? Math.round(value(row)) : value(row)));
      columns.push({ name, type, values });
    }
  }
  return { columns, size };
}

/**
 * Reads an encoding back from what `JSON.parse` gave, checking every field.
 *
 * Throws a `DataError` of kind `'syntax'` that names the field: an encoding comes from a file, and a wrong offset would mix columns up.
 */
export function tableEncodingFromJSON(json: unknown): TableEncoding {
  const fail = (field: string, expected: string): never => {
    throw new DataError(
      'syntax',
      `tableEncodingFromJSON: \`${field}\` is not ${expected}; was the encoding written by another version?`,
    );
  };
  const isObject = (value: unknown): value is Record<string, unknown> =>
    typeof value === 'object' && value !== null && !Array.isArray(value);
  const isTexts = (value: unknown): value is string[] => Array.isArray(value) && value.every((text) => typeof text === 'string');
  if (!isObject(json)) return fail('encoding', 'an object');
  const { version, columns, width, label } = json;
  if (version !== 1) fail('version', '1');
  if (!Array.isArray(columns)) return fail('columns', 'an array');
  let offset = 0;
  columns.forEach((column: unknown, i) => {
    const field = (key: string): string => `columns[${i}].${key}`;
    if (!isObject(column)) return fail(`columns[${i}]`, 'an object');
    if (typeof column.name !== 'string') fail(field('name'), 'a text');
    if (column.offset !== offset) fail(field('offset'), `${offset}, where the column before it ends`);
    let expected = 0;
    switch (column.type) {
      case 'number':
      case 'integer':
        if (!Number.isFinite(column.mean)) fail(field('mean'), 'a finite number');
        if (!(Number.isFinite(column.deviation) && Number(column.deviation) > 0)) fail(field('deviation'), 'a positive number');
        expected = 1;
        break;
      case 'boolean':
        expected = 1;
        break;
      case 'category':
        if (!isTexts(column.categories)) return fail(field('categories'), 'an array of texts');
        expected = column.categories.length;
        break;
      case 'constant':
        if (!['number', 'integer', 'boolean', 'category'].includes(String(column.of))) fail(field('of'), 'the type of a column');
        if (column.value !== null && typeof column.value !== (column.of === 'category' ? 'string' : 'number'))
          fail(field('value'), 'a value of that type or null');
        break;
      case 'text':
        break;
      default:
        fail(field('type'), 'number, integer, boolean, category, constant or text');
    }
    if (column.width !== expected) fail(field('width'), String(expected));
    offset += expected;
  });
  if (width !== offset) fail('width', `${offset}, the sum of the columns' widths`);
  if (label !== undefined && !(isObject(label) && typeof label.name === 'string' && isTexts(label.classes)))
    fail('label', 'a name and an array of classes');
  return json as unknown as TableEncoding;
}

/** The types of the columns that an encoding reads, for the option `types` of a reader: another file is then read as the first was. */
export function columnTypes(encoding: TableEncoding): Record<string, ColumnType> {
  return Object.fromEntries(
    encoding.columns.flatMap(({ name, type }) => (type === 'constant' || type === 'text' ? [] : [[name, type] as const])),
  );
}
