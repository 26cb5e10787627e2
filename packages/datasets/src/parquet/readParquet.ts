import { type Compressors, type FileMetaData, type ParquetType, parquetRead } from 'hyparquet';
import { defined } from '../defined.js';
import { counted, faults } from '../faults.js';
import { detectFormat } from '../detectFormat.js';
import type { ImageCell } from '../imageColumn.js';
import type { ColumnType, Table, TableColumn } from '../table.js';
import { decompressorOf } from './codecs.js';
import { type Footer, readFooter, undecodable } from './footer.js';
import { checkPages, type Decompress } from './pages.js';
import type { SchemaField } from './schema.js';
import { typedColumn } from './typedColumn.js';
import type { ReadOptions } from '../readOptions.js';

export interface ReadParquetOptions extends ReadOptions {
  readonly columns?: readonly string[];
  readonly exclude?: readonly string[];
  /** The types of some columns, by name; the others follow from the file. */
  readonly types?: Readonly<Record<string, ColumnType>>;
  readonly known?: Readonly<Record<string, ColumnType>>;
  /** A column with more different texts than this is text, not a category, unless `types` says so; 100 unless said. */
  readonly maxCategories?: number;
}

/** A table, and what no table holds: a column of images, whose cells `imageColumn` makes files of. */
export interface ParquetTable extends Table {
  readonly images?: { readonly name: string; readonly cells: readonly (ImageCell | null)[] };
}

/**
 * Reads a table from a Parquet file: booleans, numbers, decimals, dates and times (as milliseconds since 1970), texts.
 *
 * Integers of 64 bits beyond 2^53 become type `'number'`, rounded. Texts are categories, or text where there are more than `maxCategories`. Nulls and
 * NaN are missing values. Lists of one length become columns `name.0`, `name.1`, …, structures columns by their parts' names (`name.part`); a structure `{ bytes, path }`, as Hugging Face
 * keeps images, or bytes that are images, is `images`, and whole numbers to which that library gives names are categories. The values are decoded by the library `hyparquet` (zstd, LZ4 and Brotli by `hyparquet-compressors`), after every count, run and size in the file has been checked
 * against its bytes; no more memory is taken than what they give. Throws a `DataError` that names column, page and offset:
 * `'magic'`, `'truncated'`, `'trailing'`, `'damaged'`, `'checksum'`, `'unsupported'`, `'not-finite'`, `'too-large'`, `'empty'`, `'option'`, `'type'`.
 */
export async function readParquet(bytes: Uint8Array, options: ReadParquetOptions = {}): Promise<ParquetTable> {
  const { maxBytes = 2 ** 30, name = 'readParquet' } = options;
  const footer = await readFooter(name, bytes);
  const { rows, fields, metadata } = footer;
  const kept = keptFields(name, fields, options);
  if (rows === 0 || fields.length === 0)
    throw faults.empty`${name}: the file has ${counted(fields.length, 'column')} and no rows; at least one was expected`;
  const keptColumns = new Set(kept.flatMap((field) => field.columns));
  const chunks = footer.chunks.filter((chunk) => keptColumns.has(chunk.column));
  if (chunks.reduce((sum, { values }) => sum + values, 0) * 8 > maxBytes)
    throw faults.tooLarge`${name}: the footer announces ${counted(rows, 'row')} of ${counted(kept.length, 'column')}; at most ${maxBytes} bytes are read (option \`maxBytes\`)`;
  const codecs = new Map<string | undefined, Decompress>();
  for (const { codec } of chunks) if (!codecs.has(codec)) codecs.set(codec, await decompressorOf(name, codec));
  for (const chunk of chunks) checkPages(name, bytes, chunk, codecs.get(chunk.codec) as Decompress, maxBytes);
  const columns: TableColumn[] = [];
  let images: ParquetTable['images'];
  for (const some of together(kept)) {
    const isStructure = some.length === 1 && isImageField(some[0] as SchemaField);
    const isBare = some.every(isBareField);
    const values = await readValues({ name, bytes, metadata, codecs }, some, !isStructure && !isBare);
    for (const field of some) {
      const found = values.get(field.name) ?? [];
      if (found.length !== rows)
        throw faults.damaged`${name}: column '${field.name}' gives ${counted(found.length, 'value')}, ${counted(rows, 'was', 'were')} expected`;
      const isImage = isStructure || (isBare && areImages(found));
      if (isImage && images === undefined) {
        images = { name: field.name, cells: (isBare ? found.map((cell) => ({ bytes: cell })) : found) as (ImageCell | null)[] };
      } else {
        const own = isBare ? found.map(textOf) : found;
        for (const column of tableColumns(name, field, own, footer, options)) columns.push(column);
      }
      values.delete(field.name);
    }
  }
  return { columns, size: rows, ...defined({ images }) };
}

function keptFields(
  name: string,
  fields: readonly SchemaField[],
  { columns, exclude, types = {} }: ReadParquetOptions,
): SchemaField[] {
  const known = new Set(fields.flatMap((field) => [field.name, ...field.columns.map((column) => column.name)]));
  for (const column of [...Object.keys(types), ...(columns ?? [])]) {
    // The columns that lists and structures become are not known before they are read.
    if (known.has(column) || fields.some((field) => field.kind !== 'flat' && column.startsWith(`${field.name}.`))) continue;
    throw faults.option`${name}: there is no column '${column}'; the file has ${fields.map((field) => field.name).join(', ')}`;
  }
  const kept = fields.filter((field) => (columns?.includes(field.name) ?? true) && exclude?.includes(field.name) !== true);
  const wrong = kept.find(({ problem }) => problem !== undefined);
  if (wrong === undefined) return kept;
  throw faults.unsupported`${name}: column '${wrong.name}' ${wrong.problem}, or leave it out (option \`exclude\`)`;
}

const isImageField = ({ kind, name, columns }: SchemaField): boolean =>
  kind === 'structure' &&
  columns.length === 2 &&
  columns.every((column) => column.name === `${name}.path` || (column.name === `${name}.bytes` && column.type === 'BYTE_ARRAY'));

const isBareField = ({ kind, columns }: SchemaField): boolean => kind === 'flat' && columns[0]?.bare === true;

/** Whether bytes are files of images, wherever they are not missing. */
function areImages(cells: readonly unknown[]): boolean {
  const there = cells.filter((cell) => cell instanceof Uint8Array);
  return there.length > 0 && there.every((cell) => ['image', 'png'].includes(detectFormat(cell.subarray(0, 16)) ?? ''));
}

const utf8 = new TextDecoder();
const textOf = (cell: unknown): unknown => (cell instanceof Uint8Array ? utf8.decode(cell) : cell);

/** Some columns at a time: one alone would make the library go through the whole schema for each, all together would hold all values twice. */
function together(fields: readonly SchemaField[]): SchemaField[][] {
  const groups: SchemaField[][] = [];
  for (const field of fields) {
    const last = groups.at(-1);
    const [first] = last ?? [];
    const alike = first?.kind === 'flat' && field.kind === 'flat' && isBareField(first) === isBareField(field);
    if (alike && last !== undefined && last.length < 64) last.push(field);
    else groups.push([field]);
  }
  return groups;
}

function tableColumns(
  caller: string,
  field: SchemaField,
  values: readonly unknown[],
  { classes }: Footer,
  { types = {}, known = {}, maxCategories = 100 }: ReadParquetOptions,
): TableColumn[] {
  const typed = (name: string, physicalType: ParquetType | undefined, own: readonly unknown[]): TableColumn =>
    typedColumn(
      caller,
      { name, physicalType, maxCategories, wanted: types[name] ?? known[name], classes: classes.get(name) },
      own,
    );
  const [column] = field.columns;
  if (column === undefined) return [];
  if (field.kind === 'flat') return [typed(field.name, column.type, values)];
  if (field.kind === 'structure') {
    return field.columns.map(({ name, type }) => {
      const key = name.slice(field.name.length + 1);
      return typed(
        name,
        type,
        values.map((value) => (value as Record<string, unknown> | null)?.[key]),
      );
    });
  }
  const lists = values as readonly (ArrayLike<unknown> | null | undefined)[];
  const first = lists.findIndex((list) => list !== null && list !== undefined);
  const length = lists[first]?.length ?? 0;
  const other = lists.findIndex((list) => list !== null && list !== undefined && list.length !== length);
  if (other >= 0 || length === 0)
    throw faults.unsupported`${caller}: column '${field.name}' holds lists of ${length} values in row ${Math.max(first, 0)}${other < 0 ? '' : ` and of ${lists[other]?.length} in row ${other}`}; lists of one length, above 0, were expected: leave it out (option \`exclude\`)`;
  return Array.from({ length }, (_, i) =>
    typed(
      `${field.name}.${i}`,
      column.type,
      lists.map((list) => list?.[i]),
    ),
  );
}

interface Source {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly metadata: FileMetaData;
  readonly codecs: ReadonlyMap<string | undefined, Decompress>;
}

async function readValues(
  { name, bytes, metadata, codecs }: Source,
  fields: readonly SchemaField[],
  utf8: boolean,
): Promise<Map<string, unknown[]>> {
  const columns = fields.map((field) => field.name);
  const values = new Map<string, unknown[]>(columns.map((column) => [column, []]));
  const what = columns.length === 1 ? `column '${columns[0]}'` : `one of the columns '${columns[0]}' to '${columns.at(-1)}'`;
  const compressors = [...codecs].map(([codec, decompress]) => [
    codec,
    (input: Uint8Array, size: number): Uint8Array => decompress(`${name}, ${what}`, input, size),
  ]);
  const slice = (start: number, end?: number): ArrayBuffer => new Uint8Array(bytes.subarray(start, end)).buffer;
  await parquetRead({
    file: { byteLength: bytes.length, slice },
    metadata,
    columns,
    utf8,
    compressors: Object.fromEntries(compressors) as Compressors,
    onChunk: ({ columnName, columnData }) => {
      const column = values.get(columnName);
      for (const value of columnData) column?.push(value);
    },
  }).catch(undecodable(name, what));
  return values;
}
