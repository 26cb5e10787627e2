import type { PlainTensor } from '@vaekit-internal/base';
import { defined } from '../defined.js';
import { faults } from '../faults.js';
import { type Table, type TableColumn, textOf } from '../table.js';
import { dayLength } from './calendar.js';
import { type ColumnEncoding, otherWord, type TableEncoding } from './columnEncoding.js';
import { decimalsOf } from './decimalsOf.js';
import { valueOf } from './normalScores.js';

export interface DecodeTableOptions {
  /** `[n]` labels: the label's column is written too. */
  readonly y?: ArrayLike<number>;
  /** The rows that `x` came from: columns that were left out (ids, text, weights), and the label unless `y` is given, are those of it. */
  readonly source?: Table;
  /** Whether every value that `source` has stays, so that only its gaps come from `x`; false unless said. */
  readonly fill?: boolean;
  /** Whether numbers and dates are kept in the range that was seen; false unless said. */
  readonly clip?: boolean;
}

/**
 * Turns rows of numbers back into a table in the file's own terms, for reconstructions and samples; the inverse of `encodeTable`.
 *
 * `x` is `[n, width]`. The columns are in the order of the file and keep their spelling: numbers are rounded to the file's decimals, integers to whole
 * ones, booleans are cut at one half; of a category's numbers (one-hot, probabilities or logits) the largest counts; constants have their value, row numbers count on. Throws a
 * `DataError` of kind `'shape'` if `x` has another width or `source` another number of rows.
 */
export function decodeTable(x: PlainTensor, encoding: TableEncoding, options: DecodeTableOptions = {}): Table {
  const { y, source, fill = false, clip = false } = options;
  const { width, label } = encoding;
  const size = x.shape[0] ?? 0;
  if (x.shape.length !== 2 || x.shape[1] !== width || x.data.length !== size * width)
    throw faults.shape`decodeTable: \`x\` has shape [${x.shape}]; [n,${width}] was expected, as the encoding has it`;
  if (source !== undefined && source.size !== size)
    throw faults.shape`decodeTable: \`source\` has ${source.size} rows but \`x\` has ${size}; they must be as many`;
  const sources = new Map(source?.columns.map((column) => [column.name, column]));
  const labels = (part: ColumnEncoding & { type: 'label' }): TableColumn | undefined =>
    y === undefined || label === undefined
      ? sources.get(part.name)
      : { name: part.name, type: 'category', categories: label.classes, values: Int32Array.from(y) };
  const columns = encoding.columns.map((part): TableColumn | undefined => {
    switch (part.type) {
      case 'label':
        return labels(part);
      case 'text':
      case 'left-out':
        return sources.get(part.name) ?? numberedColumn(part, size);
      case 'constant':
        return constantColumn(part, size);
      case 'category':
        return categoryColumn(part, x);
      default:
        return numericColumn(part, x, clip);
    }
  });
  // Version 1 does not say where the label stood.
  if (label !== undefined && !encoding.columns.some(({ type }) => type === 'label'))
    columns.push(labels({ name: label.name, type: 'label', of: 'category', offset: width, width: 0 }));
  const made = columns.filter((column) => column !== undefined);
  return { columns: fill ? made.map((column) => filledColumn(column, sources.get(column.name))) : made, size };
}

/** A column with the values of `source` where it has any, spelled as the column is, with as many decimals as they need. */
function filledColumn(made: TableColumn, source: TableColumn | undefined): TableColumn {
  if (source === undefined || source === made || made.type === 'text') return made;
  const isText = source.type === 'category' || source.type === 'text';
  // `encodeTable` takes a column of the other sort only where all of it is missing.
  if (isText !== (made.type === 'category')) return made;
  const has = (row: number): boolean => source.missing?.[row] !== 1;
  const missing = made.missing?.map((gap, row) => (has(row) ? 0 : gap));
  const rest = missing?.includes(1) ? { missing } : {};
  if (made.type === 'category') {
    const places = new Map(made.categories.map((word, place) => [word, place]));
    const values = made.values.map((value, row) => {
      if (!has(row)) return value;
      const word = textOf(source, row).trim();
      places.set(word, places.get(word) ?? places.size);
      return places.get(word)!;
    });
    return { name: made.name, type: made.type, categories: [...places.keys()], values, ...rest };
  }
  const values = made.values.map((value, row) => (has(row) ? Number(source.values[row]) : value));
  const decimals = decimalsOf(values.filter((_, row) => has(row)));
  const { decimals: own, ...others } = made.spelling ?? {};
  // Without decimals numbers are written in full.
  const most = own === undefined || decimals === undefined ? {} : { decimals: Math.max(decimals, own) };
  const type = made.type === 'integer' && decimals !== 0 ? 'number' : made.type;
  return { name: made.name, type, values, ...defined({ spelling: made.spelling && { ...others, ...most } }), ...rest };
}

function numberedColumn(part: ColumnEncoding, size: number): TableColumn | undefined {
  if (part.type !== 'left-out' || part.first === undefined) return undefined;
  const { name, first } = part;
  return { name, type: 'integer', values: Float64Array.from({ length: size }, (_, row) => first + row) };
}

function constantColumn(part: ColumnEncoding & { type: 'constant' }, size: number): TableColumn {
  const { name, value, of: type } = part;
  const missing = value === null ? { missing: new Uint8Array(size).fill(1) } : {};
  if (type !== 'category')
    return {
      name,
      type,
      values: new Float64Array(size).fill(Number(value ?? 0)),
      ...missing,
      ...defined({ spelling: part.spelling }),
    };
  const [categories, place] = value === null ? [[], -1] : [[String(value)], 0];
  return { name, type, categories, values: new Int32Array(size).fill(place), ...missing };
}

function categoryColumn(part: ColumnEncoding & { type: 'category' }, x: PlainTensor): TableColumn {
  const { name, type, offset, width, rest } = part;
  const [size, stride] = x.shape as [number, number];
  const values = Int32Array.from({ length: size }, (_, row) => {
    const own = x.data.subarray(row * stride + offset, row * stride + offset + width);
    let best = 0;
    for (let i = 1; i < width; i++) if (own[i]! > own[best]!) best = i;
    return best;
  });
  const categories = rest === undefined ? part.categories : [...part.categories, otherWord([...part.categories, ...rest])];
  return { name, type, categories, values };
}

type NumericEncoding = Extract<ColumnEncoding, { type: 'boolean' | 'date' | 'integer' | 'number' | 'quantile' }>;

function numericColumn(part: NumericEncoding, x: PlainTensor, clip: boolean): TableColumn {
  const [size, stride] = x.shape as [number, number];
  const type = part.type === 'quantile' ? part.of : part.type;
  const decimals = type === 'number' ? part.spelling?.decimals : undefined;
  const values = Float64Array.from({ length: size }, (_, row) => {
    let value = numberAt(part, x.data, row * stride + part.offset);
    if (type === 'integer') value = Math.round(value);
    else if (decimals !== undefined && Math.abs(value) < 1e21) value = Number(value.toFixed(Math.min(decimals, 100)));
    value = value === 0 ? 0 : value;
    if (!clip || !('range' in part) || part.range === undefined) return value;
    return Math.min(part.range[1], Math.max(part.range[0], value));
  });
  return { name: part.name, type, values, ...defined({ spelling: part.spelling }) };
}

function numberAt(part: NumericEncoding, data: ArrayLike<number>, at: number): number {
  const first = data[at]!;
  if (part.type === 'boolean') return first > 0.5 ? 1 : 0;
  if (part.type === 'quantile') {
    if (!part.zero) return valueOf(part, first);
    return first > 0.5 ? valueOf(part, data[at + 1]!) : 0;
  }
  const value = first * part.deviation + part.mean;
  if (part.type !== 'date') return value;
  const day = Math.round(value) * dayLength;
  const cycle = part.cycles.indexOf('day');
  if (cycle < 0) return day + part.time;
  const turns = Math.atan2(data[at + 1 + 2 * cycle]!, data[at + 2 + 2 * cycle]!) / (2 * Math.PI);
  // The day's number is rounded, and the angle is exact to a few milliseconds: to whole seconds.
  return day + Math.round(((turns + 1) % 1) * 86_400) * 1000;
}
