import { type FileMetaData, parquetMetadata, parquetRead } from 'hyparquet';
import { messageOf } from '@vaekit-internal/base';
import { counted } from '../counted.js';
import { inOrder } from '../csv.js';
import { DataError } from '../dataError.js';
import { inflate, largestExpansion } from '../inflate.js';
import type { ColumnType, Table, TableColumn } from '../table.js';
import { readFooter, type SchemaColumn } from './footer.js';
import { checkPages, type Decompress } from './pages.js';
import { unsnap } from './snappy.js';

/** Options of `readParquet`. */
export interface ReadParquetOptions {
  /** The columns to keep, by name; all unless said. */
  readonly columns?: readonly string[];
  /** The types of some columns, by name; the others follow from the file. */
  readonly types?: Readonly<Record<string, ColumnType>>;
  /** See `readCsv`. */
  readonly known?: Readonly<Record<string, ColumnType>>;
  /** A column with more different texts than this is text, not a category, unless `types` says so; 100 unless said. */
  readonly maxCategories?: number;
  /** Decompressors by the name of the codec, as `hyparquet-compressors` has them; SNAPPY, GZIP and uncompressed files need none. */
  readonly compressors?: Readonly<Partial<Record<ParquetCodec, (input: Uint8Array, outputLength: number) => Uint8Array>>>;
  /** The most bytes the values may take; 1 GiB unless said. */
  readonly maxBytes?: number;
  /** What messages call the bytes, for example the file's name; `'readParquet'` unless said. */
  readonly name?: string;
}

/** The codecs that Parquet names beside those read without help. */
export type ParquetCodec = 'LZO' | 'BROTLI' | 'LZ4' | 'ZSTD' | 'LZ4_RAW';

const codecs = ['UNCOMPRESSED', 'SNAPPY', 'GZIP', 'LZO', 'BROTLI', 'LZ4', 'ZSTD', 'LZ4_RAW'] as const;

/**
 * Reads a table from a Parquet file of flat columns: booleans, numbers, decimals, dates and times (as milliseconds since 1970), texts.
 *
 * Integers of 64 bits beyond 2^53 become type `'number'`, rounded. Texts are categories, or text where there are more than `maxCategories`. Nulls and
 * NaN are missing values. The values are decoded by the library `hyparquet`, after every count, run and size in the file has been checked
 * against its bytes; no more memory is taken than what they give. Throws a `DataError` that names column, page and offset:
 * `'magic'`, `'truncated'`, `'trailing'`, `'damaged'`, `'checksum'`, `'unsupported'`, `'not-finite'`, `'too-large'`, `'empty'`, `'option'`, `'type'`.
 */
export async function readParquet(bytes: Uint8Array, options: ReadParquetOptions = {}): Promise<Table> {
  const { types = {}, known = {}, maxCategories = 100, maxBytes = 2 ** 30, name = 'readParquet' } = options;
  const footer = readFooter(name, bytes);
  for (const column of [...Object.keys(types), ...(options.columns ?? [])]) {
    if (footer.columns.some((candidate) => candidate.name === column)) continue;
    const names = footer.columns.map((candidate) => candidate.name).join(', ');
    throw new DataError('option', `${name}: there is no column '${column}'; the file has ${names}`);
  }
  const { rows } = footer;
  if (rows === 0 || footer.columns.length === 0) {
    throw new DataError(
      'empty',
      `${name}: the file has ${counted(footer.columns.length, 'column')} and no rows; at least one was expected`,
    );
  }
  const kept = footer.columns.filter((column) => options.columns?.includes(column.name) ?? true);
  if (rows * kept.length * 8 > maxBytes) {
    throw new DataError(
      'too-large',
      `${name}: the footer announces ${counted(rows, 'row')} of ${counted(kept.length, 'column')}; at most ${maxBytes} bytes are read (option \`maxBytes\`)`,
    );
  }
  const keptColumns = new Set(kept);
  for (const chunk of footer.chunks) {
    if (!keptColumns.has(chunk.column)) continue;
    checkPages(name, bytes, chunk, decompressorOf(name, chunk.codec, `column '${chunk.column.name}'`, options), maxBytes);
  }
  const metadata = await decoding(name, 'the footer', () => parquetMetadata(bytes, { geoparquet: false }));
  const columns: TableColumn[] = [];
  // Some columns at a time: one alone would make the library go through the whole schema for each, all together would hold all values twice.
  for (let start = 0; start < kept.length; start += 64) {
    const some = kept.slice(start, start + 64);
    const values = await readValues(name, bytes, metadata, some, options);
    for (const column of some) {
      const found = values.get(column.name) ?? [];
      if (found.length !== rows) {
        throw new DataError(
          'damaged',
          `${name}: column '${column.name}' gives ${counted(found.length, 'value')}, ${counted(rows, 'was', 'were')} expected`,
        );
      }
      columns.push(typedColumn(name, column, types[column.name] ?? known[column.name], found, maxCategories));
      values.delete(column.name);
    }
  }
  return { columns, size: rows };
}

/** Whatever the library throws at bytes that have passed the checks is a fault of the bytes. */
async function decoding<T>(name: string, what: string, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof DataError) throw error;
    const reason = messageOf(error);
    throw new DataError('damaged', `${name}: ${what} cannot be decoded (${reason})`, { cause: error });
  }
}

function decompressorOf(name: string, codec: number, column: string, { compressors, maxBytes }: ReadParquetOptions): Decompress {
  const known = codecs[codec];
  if (known === 'UNCOMPRESSED') {
    return (what, compressed, size) => {
      if (compressed.length === size) return compressed;
      throw new DataError(
        'damaged',
        `${what}: it is not compressed, but its sizes differ (${compressed.length} and ${size} bytes)`,
      );
    };
  }
  if (known === 'SNAPPY') return unsnap;
  if (known === 'GZIP') return gunzipPage;
  const own = known === undefined ? undefined : compressors?.[known];
  if (own === undefined) {
    throw new DataError(
      'unsupported',
      `${name}: ${column} is compressed by ${known ?? `codec ${codec}`}; give its decompressor (option \`compressors\`) or save the file with snappy, gzip or none`,
    );
  }
  return (what, compressed, size) => {
    const limit = maxBytes ?? 2 ** 30;
    if (size > limit)
      throw new DataError(
        'too-large',
        `${what}: it announces ${counted(size, 'byte')}; at most ${limit} are read (option \`maxBytes\`)`,
      );
    let page: Uint8Array | undefined;
    try {
      page = own(compressed, size);
    } catch (error) {
      throw new DataError('damaged', `${what}: ${known} cannot decompress it (${String(error)})`, { cause: error });
    }
    if (page.length === size) return page;
    throw new DataError(
      'damaged',
      `${what}: ${counted(page.length, 'byte comes', 'bytes come')} out of ${known} where ${counted(size, 'was', 'were')} announced`,
    );
  };
}

function gunzipPage(what: string, compressed: Uint8Array, size: number): Uint8Array {
  // Writers of Parquet put no name or comment into the ten bytes of the head.
  if (compressed.length < 18 || compressed[0] !== 0x1f || compressed[1] !== 0x8b || compressed[2] !== 8 || compressed[3] !== 0) {
    throw new DataError('damaged', `${what}: it is not a gzip member with a head of ten bytes`);
  }
  if (size > compressed.length * largestExpansion) {
    throw new DataError(
      'damaged',
      `${what}: it announces ${counted(size, 'byte')}, which ${counted(compressed.length, 'compressed one')} cannot hold`,
    );
  }
  return inflate(what, compressed.subarray(10, -8), size);
}

async function readValues(
  name: string,
  bytes: Uint8Array,
  metadata: FileMetaData,
  columns: readonly SchemaColumn[],
  options: ReadParquetOptions,
): Promise<Map<string, unknown[]>> {
  const values = new Map<string, unknown[]>(columns.map((column) => [column.name, []]));
  const names = columns.map((column) => column.name);
  const what = names.length === 1 ? `column '${names[0]}'` : `one of the columns '${names[0]}' to '${names.at(-1)}'`;
  const checked = (codec: string): ((input: Uint8Array, size: number) => Uint8Array) => {
    const decompress = decompressorOf(name, codecs.indexOf(codec as ParquetCodec), what, options);
    return (input, size) => decompress(`${name}, ${what}`, input, size);
  };
  const known = ['GZIP', 'SNAPPY', ...Object.keys(options.compressors ?? {})];
  await decoding(name, what, () =>
    parquetRead({
      file: {
        byteLength: bytes.length,
        slice: (start, end) => new Uint8Array(bytes.subarray(start, end)).buffer,
      },
      metadata,
      columns: names,
      compressors: Object.fromEntries(known.map((codec) => [codec, checked(codec)])),
      onChunk: ({ columnName, columnData }) => {
        const column = values.get(columnName);
        for (const value of columnData) column?.push(value);
      },
    }),
  );
  return values;
}

function typedColumn(
  caller: string,
  { name, type: physicalType }: SchemaColumn,
  wanted: ColumnType | undefined,
  values: readonly unknown[],
  maxCategories: number,
): TableColumn {
  const size = values.length;
  const isMissing = (value: unknown): boolean => value === null || value === undefined || Number.isNaN(value);
  let missing: Uint8Array | undefined;
  values.forEach((value, row) => {
    if (!isMissing(value)) return;
    missing ??= new Uint8Array(size);
    missing[row] = 1;
  });
  const rest = missing === undefined ? {} : { missing };
  const first = values.find((value) => !isMissing(value));
  const isText = typeof first === 'string' || first === undefined;
  const textOf = (value: unknown): string => (value instanceof Date ? value.toISOString() : String(value));
  if (wanted === 'category' || wanted === 'text' || (isText && (wanted === undefined || first === undefined))) {
    const places = new Map<string, number>();
    const codes = new Int32Array(size);
    for (const [row, value] of values.entries()) {
      if (isMissing(value)) {
        codes[row] = -1;
        continue;
      }
      const text = textOf(value);
      const place = places.get(text) ?? places.size;
      places.set(text, place);
      codes[row] = place;
    }
    if (wanted === 'text' || (wanted === undefined && places.size > maxCategories)) {
      return { name, type: 'text', values: values.map((value) => (isMissing(value) ? '' : textOf(value))), ...rest };
    }
    return { name, type: 'category', ...inOrder([...places.keys()], codes), ...rest };
  }
  const numbers = new Float64Array(size);
  let whole = (physicalType === 1 || physicalType === 2) && !(first instanceof Date);
  for (const [row, value] of values.entries()) {
    if (missing?.[row]) continue;
    const number = value instanceof Date ? value.getTime() : typeof value === 'string' ? Number.NaN : Number(value);
    if (Number.isNaN(number)) {
      throw new DataError(
        'type',
        `${caller}: column '${name}' holds ${JSON.stringify(String(value))} in row ${row}; a ${wanted ?? 'number'} was expected`,
      );
    }
    if (!Number.isFinite(number)) {
      throw new DataError(
        'not-finite',
        `${caller}: column '${name}' is ${number} in row ${row}; a finite number or null was expected`,
      );
    }
    if (whole && !Number.isSafeInteger(number)) whole = false;
    numbers[row] = number;
  }
  const present = (test: (value: number) => boolean): boolean =>
    numbers.every((value, row) => missing?.[row] === 1 || test(value));
  const type = wanted ?? (typeof first === 'boolean' ? 'boolean' : whole ? 'integer' : 'number');
  if (
    (type === 'integer' && !present(Number.isSafeInteger)) ||
    (type === 'boolean' && !present((value) => value === 0 || value === 1))
  ) {
    throw new DataError(
      'type',
      `${caller}: column '${name}' holds numbers that are no ${type}; leave the option \`types\` out for it`,
    );
  }
  return { name, type, values: numbers, ...rest };
}
