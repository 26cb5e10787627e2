import {
  type Binarization,
  type ColumnEncoding,
  type ColumnType,
  DataError,
  type Examples,
  encodeTable,
  type FieldKind,
  type PlainTensor,
  readCsv,
  type Spelling,
  type Table,
  type TableColumn,
  type TableEncoding,
} from '@vaekit/datasets';
import { didYouMean } from '../nearest.js';
import { gathered } from './gathered.js';
import { UsageError } from '../usageError.js';

/** The columns of an encoded row that a model is conditioned on, in the order in which they were named. */
function namedColumns(encoding: TableEncoding, names: readonly string[]): readonly ColumnEncoding[] {
  return names.map((name) => {
    const column = encoding.columns.find((one) => one.name === name);
    if (column !== undefined && column.width > 0) return column;
    const known = encoding.columns.filter(({ width }) => width > 0).map((one) => one.name);
    throw new UsageError(
      column === undefined
        ? `--condition names ${name}, but the columns are ${known.join(', ')}${didYouMean(name, known)}`
        : `--condition names ${name}, which is no column of numbers or categories (${column.type}); expected some of ${known.join(', ')}`,
    );
  });
}

/** The columns of an encoding that a model with this condition learns: they lie next to each other, in their order. */
export function learnedEncoding(encoding: TableEncoding, names: readonly string[]): TableEncoding {
  const given = new Set(namedColumns(encoding, names));
  let offset = 0;
  const columns = encoding.columns.map((column): ColumnEncoding => {
    if (given.has(column)) return { name: column.name, offset: 0, width: 0, type: 'text' };
    const moved: ColumnEncoding = { ...column, offset };
    offset += column.width;
    return moved;
  });
  if (offset === 0) throw new UsageError(`--condition ${names.join(',')} leaves no column to learn; name fewer`);
  return { ...encoding, columns, width: offset };
}

/** The places of an encoded row that the columns take, and those of all others in their order. */
function placesOf(encoding: TableEncoding, names: readonly string[]): { readonly given: number[]; readonly learned: number[] } {
  const given = namedColumns(encoding, names).flatMap(({ offset, width }) => Array.from({ length: width }, (_, i) => offset + i));
  const taken = new Set(given);
  return { given, learned: Array.from({ length: encoding.width }, (_, i) => i).filter((place) => !taken.has(place)) };
}

/**
 * Encoded rows of a table, the columns that the model is conditioned on taken out of `x` into `condition`.
 *
 * @throws UsageError for a name that is no column with numbers, and for a row that lacks one of the values
 */
export function splitCondition<B extends Binarization>(
  examples: Examples<B>,
  encoding: TableEncoding,
  names: readonly string[],
  from: string,
): Examples<B> {
  const { given, learned } = placesOf(encoding, names);
  const { x, mask } = examples;
  const rows = x.shape[0]!;
  if (mask !== undefined) {
    for (const { name, offset } of namedColumns(encoding, names)) {
      // What is missing hides all numbers of its column; of an amount of 0 the second is hidden alone.
      const row = Array.from({ length: rows }, (_, at) => at).find((at) => mask.data[at * encoding.width + offset] === 0);
      if (row !== undefined)
        throw new UsageError(
          `${from} has no ${name} that training saw in row ${row}, but the model is conditioned on it; fill such values, or leave the rows out`,
        );
    }
  }
  const values = Float32Array.from(x.data);
  const kept = mask && gathered(mask.data, encoding.width, learned);
  const { mask: _, ...others } = examples;
  return {
    ...others,
    x: { data: gathered(values, encoding.width, learned), shape: [rows, learned.length] },
    ...(kept === undefined || !kept.includes(0) ? {} : { mask: { data: kept, shape: [rows, learned.length] } }),
    condition: { data: gathered(values, encoding.width, given), shape: [rows, given.length] },
  };
}

/** Whole encoded rows again, of what the model learned and its condition. */
export function joinCondition(
  x: PlainTensor,
  condition: PlainTensor,
  encoding: TableEncoding,
  names: readonly string[],
): PlainTensor<Float32Array> {
  const { given, learned } = placesOf(encoding, names);
  const rows = x.shape[0]!;
  const data = new Float32Array(rows * encoding.width);
  for (let row = 0; row < rows; row++) {
    learned.forEach((place, i) => (data[row * encoding.width + place] = x.data[row * learned.length + i]!));
    given.forEach((place, i) => (data[row * encoding.width + place] = condition.data[row * given.length + i]!));
  }
  return { data, shape: [rows, encoding.width] };
}

/** A date that says its own order: year, month, day. */
const isoDate = /^\d{4}-\d{2}-\d{2}/;

/** What a column's cells look like, for messages. */
function expectedCell(type: string, { words = ['false', 'true'], pattern = 'yyyy-MM-dd', decimal }: Spelling): string {
  if (type === 'boolean') return words.join(' or ');
  if (type !== 'date') return decimal === ',' ? 'a number with a decimal comma' : 'a number';
  return `a date as ${pattern}${pattern.startsWith('yyyy-MM-dd') ? '' : ', or one such as 2024-02-29'}`;
}

/** A column of one cell, read as the cells of the file were. */
function cellColumn(column: ColumnEncoding, text: string): TableColumn {
  const { name } = column;
  if (column.type === 'category') return { name, type: 'text', values: [text] };
  const type = column.type === 'quantile' ? column.of : column.type;
  const spelling = ('spelling' in column ? column.spelling : undefined) ?? {};
  const read = (kind: FieldKind): TableColumn | undefined => {
    try {
      const cell = `value\n"${text.replaceAll('"', '""')}"\n`;
      const [found] = readCsv(cell, { header: true, delimiter: ',', missing: [], types: { value: kind } }).columns;
      return found?.missing === undefined ? found : undefined;
    } catch (error) {
      if (error instanceof DataError) return undefined;
      throw error;
    }
  };
  const kind = type === 'date' && spelling.pattern === undefined ? 'date' : { type: type as ColumnType, spelling };
  const found = read(kind) ?? (type === 'date' && isoDate.test(text) ? read('date') : undefined);
  if (found !== undefined) return { ...found, name };
  throw new UsageError(`--condition has ${name}=${text}; expected ${expectedCell(type, spelling)}`);
}

/**
 * The condition that `NAME=VALUE,NAME=VALUE` says, `[1, width]`, encoded as the columns were. A value may hold commas.
 *
 * @throws UsageError unless every column of the condition has one value, and no other has
 */
export function typedCondition(typed: string, encoding: TableEncoding, names: readonly string[]): PlainTensor<Float32Array> {
  // A comma ends a value where the name of a column follows it.
  const pairs = typed.split(',').reduce<[name: string, value: string][]>((found, part) => {
    const at = part.indexOf('=');
    const name = part.slice(0, Math.max(0, at)).trim();
    const last = found.at(-1);
    if (last === undefined || names.includes(name)) found.push([name, part.slice(at + 1)]);
    else last[1] += `,${part}`;
    return found;
  }, []);
  const cells = new Map(pairs.map(([name, value]) => [name, value.trim()]));
  const wanted = names.map((name) => `${name}=VALUE`).join(',');
  if (pairs.length !== names.length || names.some((name) => !cells.has(name)))
    throw new UsageError(`--condition is ${typed}; expected ${wanted}`);
  const columns = namedColumns(encoding, names);
  const table: Table = { columns: columns.map((column) => cellColumn(column, cells.get(column.name)!)), size: 1 };
  const row = encodeTable(table, encoding, { absent: 'missing', labels: 'any', unseen: 'error', name: '--condition' });
  return splitCondition(row, encoding, names, '--condition').condition!;
}
