import { type FileMetaData, parquetMetadata, type RowGroup } from 'hyparquet';
import { checkMagic } from '../checkMagic.js';
import { DataError } from '../dataError.js';
import { counted, faults } from '../faults.js';
import { readSchema, type SchemaColumn, type SchemaField } from './schema.js';
import { readThrift, structsIn, type ThriftStruct } from './thrift.js';

export interface ColumnChunk {
  readonly column: SchemaColumn;
  readonly codec: string | undefined;
  readonly start: number;
  readonly end: number;
  /** How many values or gaps it has; of a list more than rows. */
  readonly values: number;
}

/** What a footer announces, as far as it has been checked against the bytes. */
export interface Footer {
  readonly metadata: FileMetaData;
  readonly fields: readonly SchemaField[];
  readonly chunks: readonly ColumnChunk[];
  readonly rows: number;
  /** The names of classes that the program which wrote the file gave to columns of whole numbers (Hugging Face's `ClassLabel`). */
  readonly classes: ReadonlyMap<string, readonly string[]>;
}

const magic = [0x50, 0x41, 0x52, 0x31];

/** Whatever the library throws at bytes that have passed the checks is a fault of the bytes. */
export const undecodable =
  (name: string, what: string) =>
  (error: unknown): never => {
    if (error instanceof DataError) throw error;
    throw faults.damaged`${name}: ${what} cannot be decoded (${error})`;
  };

/**
 * Reads and checks the footer of a Parquet file.
 *
 * Every column chunk must lie within the file, all together in no more bytes than it has, and hold as many values as its group has rows. Throws a
 * `DataError`: `'magic'`, `'truncated'`, `'damaged'`, `'unsupported'`. Source: Apache Parquet, "File format" and `parquet.thrift`.
 */
export async function readFooter(name: string, bytes: Uint8Array): Promise<Footer> {
  if (String.fromCharCode(...bytes.subarray(0, 4)) === 'PARE')
    throw faults.unsupported`${name}: the footer is encrypted; save the file without encryption`;
  checkMagic(name, bytes, magic, 'a Parquet file');
  if (bytes.length < 12)
    throw faults.truncated`${name}: the file has ${counted(bytes.length, 'byte')}; a Parquet file has at least 12`;
  const last = bytes.length - 4;
  if (magic.some((byte, i) => bytes[last + i] !== byte))
    throw faults.truncated`${name}: "PAR1" was expected at offset ${last}, the end of the file; it is cut off or has bytes after its end`;
  const size = new DataView(bytes.buffer, bytes.byteOffset + last - 4, 4).getUint32(0, true);
  const start = last - 4 - size;
  if (start < 4)
    throw faults.truncated`${name}: offset ${last - 4} announces a footer of ${counted(size, 'byte')}, but only ${counted(last - 8, 'comes', 'come')} before it`;
  const { struct, end } = readThrift(`${name}, footer`, bytes, start, last - 4);
  if (end !== last - 4)
    throw faults.trailing`${name}: ${counted(last - 4 - end, 'byte follows', 'bytes follow')} at offset ${end}, where the content of the footer ends`;
  if (struct.has(8)) throw faults.unsupported`${name}: the columns are encrypted; save the file without encryption`;
  checkStatistics(name, struct);
  return describe(name, bytes, start).catch(undecodable(name, 'the footer'));
}

/** What the footer, which begins at `limit`, says; fields of other types than they should have are found out by what is made of them. */
async function describe(name: string, bytes: Uint8Array, limit: number): Promise<Footer> {
  const metadata = parquetMetadata(bytes, { geoparquet: false });
  const fields = readSchema(name, metadata.schema);
  const columns = fields.flatMap((field) => field.columns);
  const rows = whole(`${name}: the number of rows`, metadata.num_rows);
  const chunks = metadata.row_groups.flatMap((group, i) => readGroup(`${name}, row group ${i}`, group, columns, limit));
  const announced = metadata.row_groups.reduce((sum, group) => sum + Number(group.num_rows), 0);
  if (rows !== announced)
    throw faults.damaged`${name}: the footer announces ${counted(rows, 'row')}, but its row groups ${announced}; they must agree`;
  const total = chunks.reduce((sum, chunk) => sum + chunk.end - chunk.start, 0);
  if (total > limit - 4)
    throw faults.damaged`${name}: the columns announce ${counted(total, 'byte')}, but only ${counted(limit - 4, 'comes', 'come')} before the footer; they must not overlap`;
  return { metadata, fields, chunks, rows, classes: classNames(metadata) };
}

function whole(what: string, value: unknown): number {
  const number = typeof value === 'bigint' || typeof value === 'number' ? Number(value) : Number.NaN;
  if (Number.isSafeInteger(number) && number >= 0) return number;
  throw faults.damaged`${what} is no whole number from 0 to 2^53`;
}

function readGroup(name: string, group: RowGroup, columns: readonly SchemaColumn[], limit: number): ColumnChunk[] {
  const rows = whole(`${name}: the number of rows`, group.num_rows);
  if (group.columns.length !== columns.length)
    throw faults.damaged`${name} has ${counted(group.columns.length, 'column')}; ${counted(columns.length, 'was', 'were')} expected, as the schema says`;
  return group.columns.map(({ file_path: elsewhere, meta_data: meta }, i) => {
    const column = columns[i]!;
    const what = `${name}, column '${column.name}'`;
    if (elsewhere !== undefined) throw faults.unsupported`${what} lies in another file; save the table in one file`;
    if (meta === undefined) throw faults.unsupported`${what} has no description; is it encrypted?`;
    const path = meta.path_in_schema.join('.');
    const values = whole(`${what}: the number of values`, meta.num_values);
    if (meta.type !== column.type || path !== column.name || values < rows || (column.repetition === 0 && values !== rows))
      throw faults.damaged`${what} is described as '${path}' of type ${meta.type} with ${counted(values, 'value')}; '${column.name}' of type ${column.type} with ${rows} was expected`;
    const size = whole(`${what}: the compressed size`, meta.total_compressed_size);
    // Zero stands for no dictionary, as the reader that comes after has it.
    const start = whole(`${what}: the offset of the data`, meta.dictionary_page_offset || meta.data_page_offset);
    if (start < 4 || start + size > limit)
      throw faults.truncated`${what} lies from offset ${start} to ${start + size}; 4 to ${limit} was expected, before the footer`;
    return { column, codec: meta.codec, start, end: start + size, values };
  });
}

/** What the datasets library of Hugging Face notes beside a table: the names of the classes of its labels. */
function classNames({ key_value_metadata: notes = [] }: FileMetaData): Map<string, readonly string[]> {
  const classes = new Map<string, readonly string[]>();
  let features: unknown;
  try {
    const note = notes.find(({ key }) => key === 'huggingface')?.value ?? '{}';
    features = (JSON.parse(note) as { info?: { features?: unknown } }).info?.features;
  } catch {
    // A note that cannot be read says nothing.
  }
  for (const [column, feature] of Object.entries(features ?? {})) {
    const names = (feature as { names?: unknown } | null)?.names;
    if (Array.isArray(names) && names.every((one) => typeof one === 'string')) classes.set(column, names);
  }
  return classes;
}

/** Statistics are decoded like values, in time that grows with the square of their length: those of numbers must not be longer than numbers are. */
function checkStatistics(name: string, footer: ThriftStruct): void {
  const types = structsIn(footer.get(2))
    .map((element) => element.get(1))
    .filter((type) => typeof type === 'number' && type >= 0 && type < 8);
  for (const group of structsIn(footer.get(4)))
    structsIn(group.get(1)).forEach((column, i) => {
      if (types[i] === 6) return;
      const values = structsIn(column.get(3)).flatMap((meta) => structsIn(meta.get(12)).flatMap((one) => [...one.values()]));
      const long = values.find((value) => value instanceof Uint8Array && value.length > 16) as Uint8Array | undefined;
      if (long !== undefined)
        throw faults.damaged`${name}: column ${i} has a statistic of ${counted(long.length, 'byte')}; at most 16 were expected`;
    });
}
