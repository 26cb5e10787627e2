import { counted } from '../counted.js';
import { DataError } from '../dataError.js';
import { faults } from '../faults.js';
import type { Dialect } from '../dataSchema.js';
import type { ColumnType, Spelling, Table } from '../table.js';
import { ColumnEvidence, decimalOf, type DecimalMark } from './columnEvidence.js';
import { columnNames } from './columnNames.js';
import { type ColumnPlan, ColumnReader, type ReaderContext } from './columnReader.js';
import { type DetectedText, type DialectOptions, detectText, separatorOf } from './detectDialect.js';
import { DistinctFields } from './distinctFields.js';
import { isUtf8 } from './encoding.js';
import { PlainNumber } from './plainNumber.js';
import { unquoted } from './sampleRows.js';
import { lineAt, scanFields } from './scanFields.js';

/** What a column is said to hold: a type, a date with its pattern (`'date:dd/MM/yyyy'`), or both with their spelling, as a column's schema has them. */
export type FieldKind = ColumnType | `date:${string}` | { readonly type: ColumnType; readonly spelling?: Spelling };

/** Kinds by a column's name; a map where a name may be anything, such as `__proto__`. */
export type FieldKinds = Readonly<Record<string, FieldKind>> | ReadonlyMap<string, FieldKind>;

/** The same as a map. */
export const kindsOf = (kinds: FieldKinds = {}): ReadonlyMap<string, FieldKind> =>
  kinds instanceof Map ? (kinds as ReadonlyMap<string, FieldKind>) : new Map(Object.entries(kinds));

/** The type of a kind. */
export function typeOfKind(kind: FieldKind): ColumnType {
  if (typeof kind === 'object') return kind.type;
  return kind.startsWith('date:') ? 'date' : (kind as ColumnType);
}

/** Options of `readCsv`. What is not given is detected. */
export interface ReadCsvOptions extends DialectOptions {
  /** The kinds of some columns, by name; the others are inferred. */
  readonly types?: FieldKinds;
  /** The kinds that columns had in an earlier file, where `types` says nothing; columns that this one lacks are passed over. */
  readonly known?: FieldKinds;
  /** The columns to keep, by name; all unless said. */
  readonly columns?: readonly string[];
  /** A column with more different texts than this, most of which come once, is text, not a category, unless `types` says so; 100 unless said. */
  readonly maxCategories?: number;
  /** The most bytes the file may have; 1 GiB unless said. */
  readonly maxBytes?: number;
}

/** A table as it was read, and how its file holds it. */
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
    if (!(error instanceof OtherEncoding)) throw error;
    if (encoding !== 'auto' || isUtf8(bytes)) throw error.error;
    return readText(name, { ...options, encoding: 'windows-1252' }, bytes);
  }
}

/** Bytes that are not UTF-8, with the error to throw where the file is in that encoding all the same. */
class OtherEncoding extends Error {
  readonly error: DataError;

  constructor(error: DataError) {
    super(error.message);
    this.error = error;
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
    } catch (cause) {
      const problem = `line ${lineAt(bytes, start)}, offset ${start}: the field is not UTF-8; save the file in that encoding`;
      throw new OtherEncoding(new DataError('syntax', `${name}: ${problem}`, { cause }));
    }
  };
}

interface Scanned {
  readonly first: readonly string[];
  readonly evidence: readonly ColumnEvidence[];
  readonly size: number;
}

type Decode = (start: number, end: number) => string;

/** The first pass: the fields of the first line, and what those below say of their columns. */
function gatherEvidence(name: string, { dialect, text, from, sample }: DetectedText, decode: Decode): Scanned {
  const number = new PlainNumber(text);
  const short = dialect.header ? sample.short : undefined;
  const missing = new Set(dialect.missing);
  const numericMissing = hasNumber(dialect.missing);
  const evidence: ColumnEvidence[] = [];
  const seen: (DistinctFields | undefined)[] = [];
  const first: string[] = [];
  const { size } = scanFields(
    name,
    text,
    separatorOf(dialect.delimiter),
    (row, column, start, end) => {
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
    },
    { from, short },
  );
  return { first, evidence, size: dialect.header ? size - 1 : size };
}

/** Whether a word for a missing value is a plain number, such as -999. */
function hasNumber(words: readonly string[]): boolean {
  return words.some((word) => {
    const bytes = new TextEncoder().encode(word);
    return new PlainNumber(bytes).read(0, bytes.length);
  });
}

function readText(name: string, options: ReadCsvOptions, bytes: Uint8Array): CsvTable {
  const given = kindsOf(options.types);
  const known = kindsOf(options.known);
  const wanted = options.columns === undefined ? undefined : new Set(options.columns);
  const detected = detectText(bytes, { ...options, name, names: [...given.keys(), ...(wanted ?? [])] });
  const { text, from, sample } = detected;
  const short = detected.dialect.header ? sample.short : undefined;
  const decode = fieldDecoder(name, text);
  const { first, evidence, size } = gatherEvidence(name, detected, decode);
  if (first.length === 0) throw faults.empty`${name}: the file has no lines; at least one was expected`;
  const { names, notes } = columnNames(detected.dialect.header ? first : first.map(() => ''));
  const all = new Set(names);
  for (const column of [...given.keys(), ...(wanted ?? [])]) {
    if (all.has(column)) continue;
    throw faults.option`${name}: there is no column '${column}'; the file has ${names.slice(0, 100).join(', ')}`;
  }
  if (size === 0) throw faults.empty`${name}: the file has a line of names and no rows; at least one was expected`;
  const kept = evidence.filter((_, i) => wanted?.has(names[i]!) ?? true);
  const commas = [...known.values()].some((kind) => typeof kind === 'object' && kind.spelling?.decimal === ',');
  const decimal =
    options.decimal === undefined || options.decimal === 'auto'
      ? (decimalOf(kept, detected.dialect.delimiter) ?? (known.size === 0 ? undefined : commas ? ',' : '.'))
      : options.decimal;
  const dialect: Dialect = { ...detected.dialect, ...(decimal === ',' ? { decimal } : {}) };
  const context: ReaderContext = {
    caller: name,
    bytes: text,
    size,
    number: new PlainNumber(text),
    decode,
    where: (offset) => `line ${lineAt(text, offset)} (offset ${offset})`,
    missing: new Set(dialect.missing),
    numericMissing: hasNumber(dialect.missing),
  };
  const dayFirst = evidence.some(({ datePatterns }) => datePatterns.length === 1 && /^dd?[/-]M/.test(datePatterns[0]!));
  const monthFirst = evidence.some(({ datePatterns }) => datePatterns.length === 1 && /^MM?[/-]d/.test(datePatterns[0]!));
  const readers = names.map((column, i) => {
    if (wanted !== undefined && !wanted.has(column)) return undefined;
    const plan = {
      name: column,
      evidence: evidence[i]!,
      kind: given.get(column) ?? knownKind(known.get(column), evidence[i]!),
      decimal,
      isForced: options.decimal === decimal,
      maxCategories: options.maxCategories,
    };
    return new ColumnReader(
      planColumn(name, { ...plan, order: dayFirst === monthFirst ? undefined : dayFirst ? 'd' : 'M' }),
      context,
    );
  });
  const skipped = dialect.header ? 1 : 0;
  scanFields(
    name,
    text,
    separatorOf(dialect.delimiter),
    (row, column, start, end) => {
      if (row >= skipped) readers[column]?.add(row - skipped, start, end);
    },
    { from, short },
  );
  return {
    columns: readers.flatMap((reader) => (reader === undefined ? [] : [reader.finish()])),
    size,
    dialect,
    notes: [...detected.notes, ...notes],
  };
}

interface ColumnQuestion {
  readonly name: string;
  readonly evidence: ColumnEvidence;
  readonly kind: FieldKind | undefined;
  readonly decimal: DecimalMark | undefined;
  /** Whether the caller has said the mark. */
  readonly isForced: boolean;
  /** What comes first in the file's dates, where others of them tell. */
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
  const type =
    said ??
    (words !== undefined
      ? 'boolean'
      : evidence.isDays
        ? 'date'
        : mark !== undefined
          ? evidence.isWhole(mark)
            ? 'integer'
            : 'number'
          : evidence.datePatterns.length > 0
            ? 'date'
            : evidence.present
              ? 'texts'
              : 'category');
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
