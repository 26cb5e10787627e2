import { counted } from '../counted.js';
import { DataError } from '../dataError.js';
import { faults } from '../faults.js';
import { readSchema, type SchemaColumn, type SchemaField } from './schema.js';
import { fieldsOf, readThrift, type ThriftStruct } from './thrift.js';

/** The bytes of one column in one group of rows. */
export interface ColumnChunk {
  readonly column: SchemaColumn;
  /** Parquet's number of the compression codec. */
  readonly codec: number;
  readonly start: number;
  readonly end: number;
  readonly rows: number;
  /** How many values or gaps it has; of a list more than rows. */
  readonly values: number;
}

/** What a footer announces, as far as it has been checked against the bytes. */
export interface Footer {
  readonly fields: readonly SchemaField[];
  readonly chunks: readonly ColumnChunk[];
  readonly rows: number;
  /** The names of classes that the program which wrote the file gave to columns of whole numbers (Hugging Face's `ClassLabel`). */
  readonly classes: ReadonlyMap<string, readonly string[]>;
}

const magic = 0x31524150;

/**
 * Reads and checks the footer of a Parquet file of flat columns.
 *
 * Every column chunk must lie within the file, all together in no more bytes than it has, and hold as many values as its group has rows. Throws a
 * `DataError`: `'magic'`, `'truncated'`, `'damaged'`, `'unsupported'`. Source: Apache Parquet, "File format" and `parquet.thrift`.
 */
export function readFooter(name: string, bytes: Uint8Array): Footer {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const wrong = [0x50, 0x41, 0x52, 0x31].findIndex((byte, i) => i < bytes.length && bytes[i] !== byte);
  if (wrong >= 0) {
    const encrypted = bytes[3] === 0x45 && wrong === 3;
    throw new DataError(
      encrypted ? 'unsupported' : 'magic',
      `${name}: a Parquet file begins with 50 41 52 31 ("PAR1"), but offset ${wrong} holds ${(bytes[wrong] ?? 0).toString(16).padStart(2, '0')}; ${encrypted ? 'its footer is encrypted' : 'is it a Parquet file?'}`,
    );
  }
  if (bytes.length < 12)
    throw faults.truncated`${name}: the file has ${counted(bytes.length, 'byte')}; a Parquet file has at least 12`;
  const last = bytes.length - 4;
  if (view.getUint32(last, true) !== magic)
    throw faults.truncated`${name}: "PAR1" was expected at offset ${last}, the end of the file; it is cut off or has bytes after its end`;
  const size = view.getUint32(last - 4, true);
  const start = last - 4 - size;
  if (start < 4)
    throw faults.truncated`${name}: offset ${last - 4} announces a footer of ${counted(size, 'byte')}, but only ${counted(last - 8, 'comes', 'come')} before it`;
  const { struct, end } = readThrift(`${name}, footer`, bytes, start, last - 4);
  if (end !== last - 4)
    throw faults.trailing`${name}: ${counted(last - 4 - end, 'byte follows', 'bytes follow')} at offset ${end}, where the content of the footer ends`;
  const footer = fieldsOf(`${name}, footer`, struct);
  const fields = readSchema(name, footer.structs(2, 'the schema'));
  const columns = fields.flatMap((field) => field.columns);
  const rows = footer.number(3, 'the number of rows');
  const groups = footer.structs(4, 'the list of row groups');
  if (struct.has(8)) throw faults.unsupported`${name}: the columns are encrypted; save the file without encryption`;
  const chunks = groups.flatMap((group, i) => readGroup(`${name}, row group ${i}`, group, columns, start));
  const announced = groups.reduce((sum, group) => sum + fieldsOf(name, group).number(3, 'the number of rows'), 0);
  if (rows !== announced || rows < 0)
    throw faults.damaged`${name}: the footer announces ${counted(rows, 'row')}, but its row groups ${announced}; they must agree`;
  const total = chunks.reduce((sum, chunk) => sum + chunk.end - chunk.start, 0);
  if (total > start - 4)
    throw faults.damaged`${name}: the columns announce ${counted(total, 'byte')}, but only ${counted(start - 4, 'comes', 'come')} before the footer; they must not overlap`;
  return { fields, chunks, rows, classes: struct.has(5) ? classNames(name, footer.structs(5, 'the notes')) : new Map() };
}

/** What the datasets library of Hugging Face notes beside a table: the names of the classes of its labels. */
function classNames(name: string, notes: readonly ThriftStruct[]): Map<string, readonly string[]> {
  const classes = new Map<string, readonly string[]>();
  for (const note of notes) {
    const fields = fieldsOf(`${name}, notes of the footer`, note);
    if (new TextDecoder().decode(fields.bytes(1, 'the key')) !== 'huggingface') continue;
    let features: unknown;
    try {
      const json = JSON.parse(new TextDecoder().decode(fields.bytes(2, 'the note'))) as { info?: { features?: unknown } };
      features = json.info?.features;
    } catch {
      // A note that cannot be read says nothing.
    }
    for (const [column, feature] of Object.entries(features ?? {})) {
      const names = (feature as { names?: unknown } | null)?.names;
      if (Array.isArray(names) && names.every((one) => typeof one === 'string')) classes.set(column, names);
    }
  }
  return classes;
}

function readGroup(name: string, group: ThriftStruct, columns: readonly SchemaColumn[], limit: number): ColumnChunk[] {
  const fields = fieldsOf(name, group);
  const rows = fields.number(3, 'the number of rows');
  const chunks = fields.structs(1, 'the list of columns');
  if (chunks.length !== columns.length || rows < 0)
    throw faults.damaged`${name} has ${counted(chunks.length, 'column')} and ${counted(rows, 'row')}; ${counted(columns.length, 'column was', 'columns were')} expected, as the schema says`;
  return columns.map((column, i) => {
    const what = `${name}, column '${column.name}'`;
    const chunk = fieldsOf(what, chunks[i] ?? new Map());
    if (chunk.bytes(1, 'the file path') !== undefined)
      throw faults.unsupported`${what} lies in another file; save the table in one file`;
    const struct = chunk.struct(3, 'the description');
    if (struct === undefined) throw faults.unsupported`${what} has no description; is it encrypted?`;
    const meta = fieldsOf(what, struct);
    const path = meta
      .list(3, 'the path')
      .map((part) => (part instanceof Uint8Array ? new TextDecoder().decode(part) : ''))
      .join('.');
    const type = meta.number(1, 'the type');
    const values = meta.number(5, 'the number of values');
    if (type !== column.type || path !== column.name || values < rows || (column.repetition === 0 && values !== rows))
      throw faults.damaged`${what} is described as '${path}' of type ${type} with ${counted(values, 'value')}; '${column.name}' of type ${column.type} with ${rows} was expected`;
    checkStatistics(what, column, meta.struct(12, 'the statistics'));
    const size = meta.number(7, 'the compressed size');
    const dictionary = meta.optionalNumber(11, 'the offset of the dictionary');
    // Zero stands for no dictionary, as the reader that comes after has it.
    const start = dictionary || meta.number(9, 'the offset of the data');
    if (start < 4 || size < 0 || start + size > limit)
      throw faults.truncated`${what} lies from offset ${start} to ${start + size}; 4 to ${limit} was expected, before the footer`;
    return { column, codec: meta.number(4, 'the codec'), start, end: start + size, rows, values };
  });
}

/** Statistics are decoded like values: those of numbers must not be longer than numbers are. */
function checkStatistics(what: string, column: SchemaColumn, statistics: ThriftStruct | undefined): void {
  if (statistics === undefined || column.type === 6) return;
  for (const value of statistics.values()) {
    if (value instanceof Uint8Array && value.length > 16)
      throw faults.damaged`${what} has a statistic of ${counted(value.length, 'byte')}; at most 16 were expected`;
  }
}
