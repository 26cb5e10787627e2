import { counted } from './counted.js';
import { DataError } from './dataError.js';
import { unguardedText } from './formulaGuard.js';
import type { ColumnType, Table, TableColumn } from './table.js';

/** Options of `readCsv`. */
export interface ReadCsvOptions {
  /** What separates fields, one character of ASCII; `','` unless said. */
  readonly delimiter?: string;
  /**
   * Whether the first line names the columns; `'auto'`, the default, takes it for names unless every field of it is a number. Columns without a name are `column1`, `column2`, …
   */
  readonly header?: boolean | 'auto';
  /** The types of some columns, by name; the others are inferred. */
  readonly types?: Readonly<Record<string, ColumnType>>;
  /** The types that columns had in an earlier file, where `types` says nothing; columns that this one lacks are passed over. */
  readonly known?: Readonly<Record<string, ColumnType>>;
  /** The columns to keep, by name; all unless said. */
  readonly columns?: readonly string[];
  /** The fields that stand for a missing value, beside the empty one; `NA`, `N/A`, `NaN`, `nan`, `null`, `NULL`, `None` and `?` unless said. */
  readonly missing?: readonly string[];
  /** A column with more different texts than this is text, not a category, unless `types` says so; 100 unless said. */
  readonly maxCategories?: number;
  /** The most bytes the file may have; 1 GiB unless said. */
  readonly maxBytes?: number;
  /** What messages call the bytes, for example the file's name; `'readCsv'` unless said. */
  readonly name?: string;
}

/** Each column takes some memory of its own, however few its rows. */
const mostColumns = 100_000;
const quote = 0x22;
const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const missingWords: readonly string[] = ['NA', 'N/A', 'NaN', 'nan', 'null', 'NULL', 'None', '?'];
const numberPattern = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const infinityPattern = /^[+-]?inf(?:inity)?$/i;
const integerPattern = /^[+-]?\d+$/;

/**
 * Reads a table from CSV (RFC 4180, UTF-8): quoted fields may hold delimiters, line ends and doubled quotes; lines end in LF, CRLF or CR.
 *
 * A column's type is inferred from all of its fields: `boolean` (true and false in any case, or 0 and 1 where both come), `integer`, `number`,
 * `category`, or `text` where there are more than `maxCategories` different ones. Numbers are those of JSON with leading zeros and signs; infinities are
 * refused, since no model reads them. Categories are in the order of the alphabet. Throws a `DataError` that names line and offset: `'syntax'`
 * (a quote out of place, bytes that are no UTF-8 or no text), `'shape'` (another number of fields), `'type'` (a field that is not of the type that was given), `'not-finite'`,
 * `'empty'`, `'too-large'`, `'option'`.
 */
export function readCsv(input: Uint8Array | string, options: ReadCsvOptions = {}): Table {
  const { delimiter = ',', header = 'auto', missing = missingWords, maxCategories = 100 } = options;
  const { maxBytes = 2 ** 30, name = 'readCsv', types = {}, known = {} } = options;
  const separator = delimiter.charCodeAt(0);
  if (delimiter.length !== 1 || separator > 126 || (separator < 32 && separator !== 9) || separator === quote) {
    throw new DataError(
      'option',
      `readCsv: \`delimiter\` is ${JSON.stringify(delimiter)}; one character of ASCII was expected, not a quote`,
    );
  }
  const bytes = typeof input === 'string' ? new TextEncoder().encode(input) : input;
  if (bytes.length > maxBytes) {
    throw new DataError(
      'too-large',
      `${name}: the file has ${counted(bytes.length, 'byte')}; at most ${maxBytes} are read (option \`maxBytes\`)`,
    );
  }
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) {
    throw new DataError('syntax', `${name}: offset 0 holds the mark of UTF-16; save the file as UTF-8`);
  }
  const fields = scan(name, bytes, separator);
  const { width } = fields;
  if (width > mostColumns) {
    throw new DataError(
      'too-large',
      `${name}: the first line has ${counted(width, 'field')}; at most ${mostColumns} columns are read`,
    );
  }
  const text = fieldReader(name, bytes, fields, separator);
  const first = Array.from({ length: width }, (_, i) => text(0, i));
  const named = header === 'auto' ? !first.every((field) => numberPattern.test(field.trim()) || field === '') : header;
  const names = first.map((field, i) => (named && field.trim() !== '' ? field.trim() : `column${i + 1}`));
  const places = new Map<string, number>();
  names.forEach((column, i) => {
    const before = places.get(column);
    if (before !== undefined) {
      throw new DataError(
        'syntax',
        `${name}: the columns ${before + 1} and ${i + 1} are both named '${column}'; names must differ`,
      );
    }
    places.set(column, i);
  });
  for (const column of [...Object.keys(types), ...(options.columns ?? [])]) {
    if (places.has(column)) continue;
    throw new DataError('option', `${name}: there is no column '${column}'; the file has ${names.join(', ')}`);
  }
  const start = named ? 1 : 0;
  const size = fields.size - start;
  if (size === 0) throw new DataError('empty', `${name}: the file has a line of names and no rows; at least one was expected`);
  const missingFields = new Set(missing);
  const columns: TableColumn[] = [];
  names.forEach((column, i) => {
    if (options.columns !== undefined && !options.columns.includes(column)) return;
    const read = (row: number): string | undefined => {
      const field = text(row + start, i);
      const trimmed = field.trim();
      return trimmed === '' || missingFields.has(trimmed) ? undefined : field;
    };
    const where = (row: number): string =>
      `line ${fields.line(row + start)} (offset ${fields.starts[(row + start) * width + i]})`;
    columns.push(
      readColumn({ caller: name, name: column, type: types[column] ?? known[column], size, read, where, maxCategories }),
    );
  });
  return { columns, size };
}

interface Fields {
  /** Where each field begins, row by row. */
  readonly starts: Uint32Array;
  readonly size: number;
  readonly width: number;
  /** The line of the file, from 1, on which a row begins. */
  readonly line: (row: number) => number;
}

/** Finds where fields begin; checks quotes and that every row has as many fields as the first. */
function scan(name: string, bytes: Uint8Array, separator: number): Fields {
  const mark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  let starts = new Uint32Array(Math.min(1024, bytes.length + 1));
  let count = 0;
  let width = 0;
  let rowStart = 0;
  let line = 1;
  let rowLine = 1;
  let at = mark;
  const fail = (offset: number, problem: string): never => {
    throw new DataError('syntax', `${name}: line ${line}, offset ${offset}: ${problem}`);
  };
  const begin = (offset: number): void => {
    if (count === starts.length) {
      const more = new Uint32Array(Math.min(2 * count, bytes.length + 1));
      more.set(starts);
      starts = more;
    }
    starts[count++] = offset;
  };
  while (at < bytes.length) {
    // An empty line is no row, except in a file of one column, where it may be an empty field.
    const emptyLine = count === rowStart && (bytes[at] === lineFeed || bytes[at] === carriageReturn);
    if (emptyLine && width !== 1) {
      at += bytes[at] === carriageReturn && bytes[at + 1] === lineFeed ? 2 : 1;
      line++;
      rowLine = line;
      continue;
    }
    begin(at);
    const fieldStart = at;
    if (bytes[at] === quote) {
      at++;
      for (;;) {
        if (at >= bytes.length)
          fail(fieldStart, 'the field that begins here with a quote never ends; a closing quote was expected');
        const byte = bytes[at];
        if (byte === quote) {
          if (bytes[at + 1] !== quote) break;
          at++;
        } else if (byte === lineFeed || (byte === carriageReturn && bytes[at + 1] !== lineFeed)) line++;
        at++;
      }
      at++;
      const after = bytes[at];
      if (at < bytes.length && after !== separator && after !== lineFeed && after !== carriageReturn) {
        fail(at, 'a delimiter or a line end was expected after the closing quote; a quote within a field is doubled');
      }
    } else {
      for (; at < bytes.length; at++) {
        const byte = bytes[at];
        if (byte === separator || byte === lineFeed || byte === carriageReturn) break;
        if (byte === quote)
          fail(at, 'a quote within a field that does not begin with one; put the field in quotes and double those within');
        if (byte === 0) fail(at, 'a zero byte; a file of text was expected');
      }
    }
    if (bytes[at] === separator && at < bytes.length) {
      at++;
      // A delimiter at the very end opens one more, empty, field.
      if (at < bytes.length) continue;
      begin(at);
    }
    const found = count - rowStart;
    if (width === 0) width = found;
    if (found !== width) {
      throw new DataError(
        'shape',
        `${name}: line ${rowLine}, offset ${starts[rowStart]}: ${counted(found, 'field')}, but the first line has ${width}; every line must have as many`,
      );
    }
    rowStart = count;
    if (at < bytes.length) at += bytes[at] === carriageReturn && bytes[at + 1] === lineFeed ? 2 : 1;
    line++;
    rowLine = line;
  }
  if (count === 0) throw new DataError('empty', `${name}: the file has no lines; at least one was expected`);
  const lineOf = (row: number): number => {
    let lines = 1;
    const end = starts[row * width] ?? 0;
    for (let i = 0; i < end; i++) {
      if (bytes[i] === lineFeed || (bytes[i] === carriageReturn && bytes[i + 1] !== lineFeed)) lines++;
    }
    return lines;
  };
  return { starts, size: count / width, width, line: lineOf };
}

/** Bytes in one piece of the text that fields are cut from. */
const piece = 2 ** 24;

/**
 * Decodes fields. The file is decoded once, a character for each byte; a field of ASCII, which most are, is a part of that, and only others are
 * decoded as UTF-8.
 */
function fieldReader(
  name: string,
  bytes: Uint8Array,
  { starts, width, line }: Fields,
  separator: number,
): (row: number, column: number) => string {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  const byteDecoder = new TextDecoder('latin1');
  const pieces = Array.from({ length: Math.ceil(bytes.length / piece) }, (_, i) =>
    byteDecoder.decode(bytes.subarray(i * piece, (i + 1) * piece)),
  );
  const decode = (row: number, start: number, end: number): string => {
    const from = Math.floor(start / piece);
    if (end <= (from + 1) * piece) {
      const text = pieces[from]?.slice(start - from * piece, end - from * piece) ?? '';
      if (isAscii(text)) return text;
    }
    try {
      return decoder.decode(bytes.subarray(start, end));
    } catch (error) {
      throw new DataError(
        'syntax',
        `${name}: line ${line(row)}, offset ${start}: the field is not UTF-8; save the file in that encoding`,
        { cause: error },
      );
    }
  };
  return (row, column) => {
    const start = starts[row * width + column] ?? 0;
    const quoted = bytes[start] === quote;
    let end = quoted ? start + 1 : start;
    if (quoted) {
      for (; !(bytes[end] === quote && bytes[end + 1] !== quote); end++) if (bytes[end] === quote) end++;
    } else {
      while (end < bytes.length && bytes[end] !== separator && bytes[end] !== lineFeed && bytes[end] !== carriageReturn) end++;
    }
    const text = decode(row, quoted ? start + 1 : start, end);
    return unguardedText(quoted && text.includes('"') ? text.replaceAll('""', '"') : text);
  };
}

function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 127) return false;
  return true;
}

interface ColumnReader {
  readonly caller: string;
  readonly name: string;
  readonly type: ColumnType | undefined;
  readonly size: number;
  readonly maxCategories: number;
  /** The field of a row; undefined where it is missing. */
  readonly read: (row: number) => string | undefined;
  readonly where: (row: number) => string;
}

function readColumn(column: ColumnReader): TableColumn {
  const { caller, name, size, read, where } = column;
  const type = column.type ?? inferType(column);
  let missing: Uint8Array | undefined;
  const isMissing = (row: number): void => {
    missing ??= new Uint8Array(size);
    missing[row] = 1;
  };
  const rest = (): { missing?: Uint8Array } => (missing === undefined ? {} : { missing });
  if (type === 'text') {
    const values = Array.from({ length: size }, (_, row) => {
      const field = read(row);
      if (field === undefined) isMissing(row);
      return field ?? '';
    });
    return { name, type, values, ...rest() };
  }
  if (type === 'category') {
    const places = new Map<string, number>();
    const values = new Int32Array(size);
    for (let row = 0; row < size; row++) {
      const field = read(row);
      if (field === undefined) {
        isMissing(row);
        values[row] = -1;
        continue;
      }
      let place = places.get(field);
      if (place === undefined) places.set(field, (place = places.size));
      values[row] = place;
    }
    return { name, type, ...inOrder([...places.keys()], values), ...rest() };
  }
  if (type !== 'number' && type !== 'integer' && type !== 'boolean') {
    throw new DataError(
      'option',
      `${caller}: \`types\` says '${String(type)}' for '${name}'; number, integer, boolean, category or text was expected`,
    );
  }
  const values = new Float64Array(size);
  for (let row = 0; row < size; row++) {
    const field = read(row)?.trim();
    if (field === undefined) {
      isMissing(row);
      continue;
    }
    const value = type === 'boolean' ? (booleanOf(field) ?? Number.NaN) : numberOf(field);
    if (Number.isNaN(value) || (type === 'integer' && Number.isFinite(value) && !Number.isSafeInteger(value))) {
      const article = type === 'integer' ? 'an' : 'a';
      throw new DataError(
        'type',
        `${caller}: column '${name}' holds ${JSON.stringify(field)} in ${where(row)}; ${article} ${type} or a missing value was expected`,
      );
    }
    if (!Number.isFinite(value)) {
      throw new DataError(
        'not-finite',
        `${caller}: column '${name}' holds ${field} in ${where(row)}; a finite number or an empty field was expected`,
      );
    }
    values[row] = value;
  }
  return { name, type, values, ...rest() };
}

/** Categories in the order of the alphabet (of code units, the same everywhere), and the values that point to them. */
export function inOrder(
  categories: readonly string[],
  values: Int32Array,
): { categories: readonly string[]; values: Int32Array } {
  const sorted = [...categories].sort();
  const places = new Map(sorted.map((category, place) => [category, place]));
  const moved = categories.map((category) => places.get(category) ?? 0);
  return { categories: sorted, values: values.map((value) => (value < 0 ? -1 : (moved[value] ?? 0))) };
}

function inferType({ size, read, maxCategories }: ColumnReader): ColumnType {
  let present = false;
  let words = true;
  let bits = true;
  let integers = true;
  let numbers = true;
  const seen = new Set<string>();
  for (let row = 0; row < size; row++) {
    const raw = read(row);
    if (raw === undefined) continue;
    const field = raw.trim();
    present = true;
    if (words && !/^(?:true|false)$/i.test(field)) words = false;
    if (numbers && !numberPattern.test(field) && !infinityPattern.test(field)) numbers = integers = bits = false;
    if (bits && field !== '0' && field !== '1') bits = false;
    if (integers && !(integerPattern.test(field) && Number.isSafeInteger(Number(field)))) integers = false;
    if (seen.size <= maxCategories) seen.add(raw);
    if (!words && !numbers && seen.size > maxCategories) return 'text';
  }
  if (!present) return 'category';
  if (words || (bits && seen.size === 2)) return 'boolean';
  if (integers) return 'integer';
  if (numbers) return 'number';
  return seen.size > maxCategories ? 'text' : 'category';
}

function booleanOf(field: string): number | undefined {
  const word = field.toLowerCase();
  if (word === 'true' || word === '1') return 1;
  return word === 'false' || word === '0' ? 0 : undefined;
}

function numberOf(field: string): number {
  if (numberPattern.test(field)) return Number(field);
  return infinityPattern.test(field) ? Infinity : Number.NaN;
}
