import { DataError } from '../dataError.js';
import { counted, faults } from '../faults.js';
import type { Dialect } from '../dataSchema.js';
import type { ReadOptions } from '../readOptions.js';
import type { ColumnType, Spelling, Table } from '../table.js';
import { ColumnEvidence, decimalOf, type DecimalMark } from './columnEvidence.js';
import { columnNames } from './columnNames.js';
import { type ColumnPlan, ColumnReader, type ReaderContext } from './columnReader.js';
import { type DetectedText, type DialectOptions, detectText, separatorOf } from './detectDialect.js';
import { DistinctFields } from './distinctFields.js';
import { detectEncoding, isUtf8 } from './encoding.js';
import { PlainNumber } from './plainNumber.js';
import { unquoted } from './sampleRows.js';
import { lineAt, type OnField, scanFields } from './scanFields.js';

/** What a column is said to hold: a type, a date with its pattern (`'date:dd/MM/yyyy'`), or both with their spelling, as a column's schema has them. */
export type FieldKind = ColumnType | `date:${string}` | { readonly type: ColumnType; readonly spelling?: Spelling };

/** Kinds by a column's name; a map where a name may be anything, such as `__proto__`. */
export type FieldKinds = Readonly<Record<string, FieldKind>> | ReadonlyMap<string, FieldKind>;

export const kindsOf = (kinds: FieldKinds = {}): ReadonlyMap<string, FieldKind> =>
  kinds instanceof Map ? (kinds as ReadonlyMap<string, FieldKind>) : new Map(Object.entries(kinds));

export function typeOfKind(kind: FieldKind): ColumnType {
  if (typeof kind === 'object') return kind.type;
  return kind.startsWith('date:') ? 'date' : (kind as ColumnType);
}

/** Options of `readCsv`. What is not given is detected. */
export interface ReadCsvOptions extends DialectOptions, ReadOptions {
  /** The kinds of some columns, by name; the others are inferred. */
  readonly types?: FieldKinds;
  /** The kinds that columns had in an earlier file, where `types` says nothing; columns that this one lacks are passed over. */
  readonly known?: FieldKinds;
  readonly columns?: readonly string[];
  /** A column with more different texts than this, most of which come once, is text, not a category, unless `types` says so; 100 unless said. */
  readonly maxCategories?: number;
}

export interface CsvTable extends Table {
  readonly dialect: Dialect;
  /** What was changed on the way, in sentences without a full stop. */
  readonly notes: readonly string[];
}

const types: readonly ColumnType[] = ['number', 'integer', 'boolean', 'category', 'date', 'text'];

/**
 * Reads a table from CSV (RFC 4180): quoted fields may hold delimiters, line ends and doubled quotes; lines end in LF, CRLF or CR.
 *
 * The dialect is detected where it is not given: see `detectDialect`. A column's type is inferred from all of its fields: `boolean` (true and false in any case; yes and no,
 * y and n, t and f, on and off, 0 and 1 where both come), `integer`, `number` (also with groups of thousands, a decimal comma, a currency or percent sign; infinities are
 * refused, since no model reads them), `date` (dates and times of one pattern), `category`, or `text` (over `maxCategories` different ones, most of which come once). Whole
 * numbers with zeros before them, such as postal codes, are texts. How values are spelled stands in the column's `spelling`. Categories are trimmed and in the order of the alphabet.
 *
 * Two passes over the bytes: the first tells the types, the second fills the columns. Beside the file and the columns, memory grows with the number of different texts only.
 * Throws a `DataError` that names line and offset: `'syntax'`
 * (a quote out of place, bytes that are no text), `'shape'` (another number of fields), `'type'` (a field that is not of the type that was given), `'not-finite'`,
 * `'empty'`, `'too-large'`, `'option'`, `'ambiguous'` (a first line, a date or a number that can be read in two ways; the
 * message names the option that settles it).
 */
export function readCsv(input: Uint8Array | string, options: ReadCsvOptions = {}): CsvTable {
  const { maxBytes = 2 ** 30, name = 'readCsv', delimiter } = options;
  if (delimiter !== undefined) separatorOf(delimiter);
  const bytes = typeof input === 'string' ? new TextEncoder().encode(input) : input;
  if (bytes.length > maxBytes)
    throw faults.tooLarge`${name}: the file has ${counted(bytes.length, 'byte')}; at most ${maxBytes} are read (option \`maxBytes\`)`;
  const encoding = options.encoding ?? 'auto';
  try {
    return readText(name, { ...options, encoding }, bytes);
  } catch (error) {
    // The sample was ASCII, and what follows is no UTF-8.
    const isOther = error instanceof DataError && error.cause instanceof TypeError && detectEncoding(bytes) === 'utf-8';
    if (!isOther || encoding !== 'auto' || isUtf8(bytes)) throw error;
    return readText(name, { ...options, encoding: 'windows-1252' }, bytes);
  }
}

/** Decodes fields of UTF-8; short ASCII, which most are, without a decoder. */
function fieldDecoder(name: string, bytes: Uint8Array): (start: number, end: number) => string {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  return (start, end) => {
    if (end - start < 24) {
      let text = '';
      let at = start;
      for (let byte = 0; at < end && (byte = bytes[at]!) < 128; at++) text += String.fromCharCode(byte);
      if (at === end) return unquoted(text);
    }
    try {
      return unquoted(decoder.decode(bytes.subarray(start, end)));
    } catch (error) {
      throw faults.syntax`${name}: line ${lineAt(bytes, start)}, offset ${start}: the field is not UTF-8 (${error}); save the file in that encoding`;
    }
  };
}

type Decode = ReaderContext['decode'];

/** Goes through the fields of a text whose dialect is known. */
function scan(name: string, { dialect, text, from, sample }: DetectedText, onField: OnField): number {
  const short = dialect.header ? sample.short : undefined;
  return scanFields(name, text, separatorOf(dialect.delimiter), onField, { from, short }).size;
}

/** The first pass: the fields of the first line, what those below say of their columns, and how many rows there are. */
function gatherEvidence(
  name: string,
  detected: DetectedText,
  decode: Decode,
): { readonly first: readonly string[]; readonly evidence: readonly ColumnEvidence[]; readonly size: number } {
  const { dialect, text } = detected;
  const number = new PlainNumber(text);
  const missing = new Set(dialect.missing);
  const numericMissing = dialect.missing.some(isPlainNumber);
  const evidence: ColumnEvidence[] = [];
  const seen: (DistinctFields | undefined)[] = [];
  const first: string[] = [];
  const lines = scan(name, detected, (row, column, start, end) => {
    if (row === 0) {
      first.push(decode(start, end));
      evidence.push(new ColumnEvidence());
      if (dialect.header) return;
    }
    const own = evidence[column];
    if (own === undefined || own.isClosed) return;
    const isPlain = number.read(start, end);
    if (isPlain && !numericMissing) {
      own.addPlain(number);
      return;
    }
    const distinct = (seen[column] ??= new DistinctFields(text));
    const known = distinct.size;
    // What was seen before says nothing new.
    if (distinct.place(start, end) < known) return;
    const field = decode(start, end).trim();
    if (field === '' || missing.has(field)) return;
    if (isPlain) own.addPlain(number);
    else own.addText(field);
  });
  return { first, evidence, size: dialect.header ? lines - 1 : lines };
}

/** Whether a word, such as -999 for a missing value, is a plain number. */
function isPlainNumber(word: string): boolean {
  const bytes = new TextEncoder().encode(word);
  return new PlainNumber(bytes).read(0, bytes.length);
}

function readText(name: string, options: ReadCsvOptions, bytes: Uint8Array): CsvTable {
  const given = kindsOf(options.types);
  const known = kindsOf(options.known);
  const wanted = new Set(options.columns);
  const detected = detectText(bytes, { ...options, name, names: [...given.keys(), ...wanted] });
  const { text } = detected;
  const { header, delimiter, missing } = detected.dialect;
  const decode = fieldDecoder(name, text);
  const { first, evidence, size } = gatherEvidence(name, detected, decode);
  if (first.length === 0) throw faults.empty`${name}: the file has no lines; at least one was expected`;
  const { names, notes } = columnNames(header ? first : first.map(() => ''));
  const all = new Set(names);
  const lacking = [...given.keys(), ...wanted].find((column) => !all.has(column));
  if (lacking !== undefined)
    throw faults.option`${name}: there is no column '${lacking}'; the file has ${names.slice(0, 100).join(', ')}`;
  if (size === 0) throw faults.empty`${name}: the file has a line of names and no rows; at least one was expected`;
  const isKept = (column: string): boolean => options.columns === undefined || wanted.has(column);
  const decimal = decimalIn(
    evidence.filter((_, i) => isKept(names[i]!)),
    delimiter,
    known,
    options,
  );
  const dialect: Dialect = { ...detected.dialect, ...(decimal === ',' ? { decimal } : {}) };
  const context: ReaderContext = {
    caller: name,
    bytes: text,
    size,
    number: new PlainNumber(text),
    decode,
    where: (offset) => `line ${lineAt(text, offset)} (offset ${offset})`,
    missing: new Set(missing),
    numericMissing: missing.some(isPlainNumber),
  };
  const shared = {
    decimal,
    isForced: options.decimal === decimal,
    order: dateOrder(evidence),
    maxCategories: options.maxCategories,
  };
  const readers = names.map((column, i) => {
    if (!isKept(column)) return undefined;
    const own = evidence[i]!;
    const kind = given.get(column) ?? knownKind(known.get(column), own);
    return new ColumnReader(planColumn(name, { ...shared, name: column, evidence: own, kind }), context);
  });
  const skipped = header ? 1 : 0;
  scan(name, detected, (row, column, start, end) => {
    if (row >= skipped) readers[column]?.add(row - skipped, start, end);
  });
  const columns = readers.flatMap((reader) => (reader === undefined ? [] : [reader.finish()]));
  return { columns, size, dialect, notes: [...detected.notes, ...notes] };
}

/** The mark before decimals: as was said, as the columns have it, or as an earlier file had it. */
function decimalIn(
  columns: readonly ColumnEvidence[],
  delimiter: string,
  known: ReadonlyMap<string, FieldKind>,
  { decimal = 'auto' }: ReadCsvOptions,
): DecimalMark | undefined {
  if (decimal !== 'auto') return decimal;
  const commas = [...known.values()].some((kind) => typeof kind === 'object' && kind.spelling?.decimal === ',');
  return decimalOf(columns, delimiter) ?? (known.size === 0 ? undefined : commas ? ',' : '.');
}

/** What comes first in a file's dates, where some of its columns tell and none the contrary. */
function dateOrder(columns: readonly ColumnEvidence[]): 'd' | 'M' | undefined {
  const told = columns.map(({ datePatterns }) => (datePatterns.length === 1 ? datePatterns[0]! : ''));
  const dayFirst = told.some((pattern) => /^dd?[/-]M/.test(pattern));
  const monthFirst = told.some((pattern) => /^MM?[/-]d/.test(pattern));
  return dayFirst === monthFirst ? undefined : dayFirst ? 'd' : 'M';
}

interface ColumnQuestion {
  readonly name: string;
  readonly evidence: ColumnEvidence;
  readonly kind: FieldKind | undefined;
  readonly decimal: DecimalMark | undefined;
  readonly isForced: boolean;
  readonly order: 'd' | 'M' | undefined;
  readonly maxCategories: number | undefined;
}

/** What a column is to be read as, from what was said of it and what its fields say. */
function planColumn(caller: string, question: ColumnQuestion): ColumnPlan {
  const { name, evidence, kind, maxCategories } = question;
  const pattern = typeof kind === 'string' && kind.startsWith('date:') ? kind.slice(5) : undefined;
  const said = kind === undefined ? undefined : typeOfKind(kind);
  if (said !== undefined && !types.includes(said))
    throw faults.option`${caller}: \`types\` says '${String(said)}' for '${name}'; number, integer, boolean, category, date (or date:PATTERN) or text was expected`;
  const spelled = typeof kind === 'object' ? kind.spelling : pattern === undefined ? undefined : { pattern };
  const words = evidence.booleanWords;
  const mark = markOf(caller, question, said);
  const inferred = (): ColumnPlan['type'] => {
    if (words !== undefined) return 'boolean';
    if (evidence.isDays) return 'date';
    if (mark !== undefined) return evidence.isWhole(mark) ? 'integer' : 'number';
    if (evidence.datePatterns.length > 0) return 'date';
    return evidence.present ? 'texts' : 'category';
  };
  const type = said ?? inferred();
  let spelling = spelled;
  if (spelling === undefined && type === 'boolean' && words !== undefined) spelling = { words };
  if (spelling === undefined && (type === 'number' || type === 'integer'))
    spelling = evidence.numberSpelling(mark ?? question.decimal ?? '.');
  if (type === 'date' && spelling?.pattern === undefined) spelling = { pattern: patternOf(caller, question) };
  return { name, type, spelling, maxCategories };
}

/** A kind that a column had in an earlier file, spelled as this file spells it where its fields leave no doubt. */
function knownKind(kind: FieldKind | undefined, evidence: ColumnEvidence): FieldKind | undefined {
  if (typeof kind !== 'object' || kind.spelling === undefined) return kind;
  const { type, spelling } = kind;
  if ((type === 'number' || type === 'integer') && evidence.isNumeric) {
    const { pointed, commaed } = evidence;
    const mark = spelling.decimal ?? '.';
    if ((pointed && mark === ',') || (commaed && mark === '.'))
      return { type, spelling: evidence.numberSpelling(pointed ? '.' : ',') ?? {} };
  }
  const patterns = type === 'date' ? evidence.datePatterns : [];
  const [pattern, other] = patterns;
  const same = patterns.some((one) => loosePattern(one) === loosePattern(spelling.pattern ?? ''));
  return pattern === undefined || other !== undefined || same ? kind : { type, spelling: { pattern } };
}

/** A pattern without what is read in either way: zeros in front, and fractions of a second. */
const loosePattern = (pattern: string): string =>
  pattern.replace(/(?<!M)MM(?!M)|dd|HH|hh/g, (token) => token.slice(1)).replace(/\.S+/, '');

/** The mark before the decimals of a column of numbers; undefined for a column of anything else. */
function markOf(
  caller: string,
  { name, evidence, decimal, isForced, kind }: ColumnQuestion,
  said: ColumnType | undefined,
): DecimalMark | undefined {
  if (said !== undefined && said !== 'number' && said !== 'integer') return undefined;
  if (said === undefined && !evidence.isNumeric) return undefined;
  const { pointed, commaed, openComma } = evidence;
  if (isForced && decimal !== undefined) return said === undefined && (decimal === ',' ? pointed : commaed) ? undefined : decimal;
  if (typeof kind === 'object' && kind.spelling !== undefined) return kind.spelling.decimal ?? '.';
  if (pointed || commaed) return pointed ? '.' : ',';
  if (openComma && decimal === undefined)
    throw faults.ambiguous`${caller}: the commas of column '${name}' may stand before decimals or between thousands; say which with --decimal=comma or --decimal=point (option \`decimal\`)`;
  return decimal ?? '.';
}

function patternOf(caller: string, { name, evidence, order }: ColumnQuestion): string {
  const [first, second] = evidence.datePatterns;
  if (first === undefined) {
    if (evidence.isDays) return 'yyyyMMdd';
    if (!evidence.present) return 'yyyy-MM-dd';
    throw faults.type`${caller}: the fields of column '${name}' share no pattern of dates that is known; say it, as in --column '${name}=date:dd/MM/yyyy' (option \`types\`)`;
  }
  if (second === undefined) return first;
  if (order !== undefined) return first.startsWith(order) ? first : second;
  throw faults.ambiguous`${caller}: the dates of column '${name}' may be ${first} or ${second}, as no number in them is above 12; say which, as in --column '${name}=date:${first}' (option \`types\`)`;
}
