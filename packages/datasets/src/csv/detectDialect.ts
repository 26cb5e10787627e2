import { counted, faults } from '../faults.js';
import type { Dialect } from '../dataSchema.js';
import type { ReadOptions } from '../readOptions.js';
import { decimalOf, type DecimalMark } from './columnEvidence.js';
import { detectEncoding, markLength, type TextEncoding, toUtf8 } from './encoding.js';
import { hasHeader } from './hasHeader.js';
import { missingWords } from './missingWords.js';
import { evidenceOf, type SampleRows, sampleRows } from './sampleRows.js';

export interface DialectOptions extends Pick<ReadOptions, 'name'> {
  readonly encoding?: TextEncoding | 'auto';
  /** One character of ASCII; a blank stands for any number of them. */
  readonly delimiter?: string;
  readonly header?: boolean | 'auto';
  readonly decimal?: DecimalMark | 'auto';
  /** The fields that stand for a missing value, beside the empty one. */
  readonly missing?: readonly string[];
  /** Columns that the file is known to have: a first line that holds all of them names the columns. */
  readonly names?: readonly string[];
}

/** The beginning of a file that is enough for everything but very wide rows. */
const beginning = 2 ** 27;
const delimiters = [',', ';', '\t', '|'] as const;

/** The byte of a delimiter. @throws DataError of kind `'option'` for what cannot be one */
export function separatorOf(delimiter: string): number {
  const separator = delimiter.charCodeAt(0);
  if (delimiter.length !== 1 || separator > 126 || (separator < 32 && separator !== 9) || separator === 0x22)
    throw faults.option`readCsv: \`delimiter\` is ${JSON.stringify(delimiter)}; one character of ASCII was expected, not a quote`;
  return separator;
}

/** The line `sep=;` by which Excel is told the delimiter, if the text begins with one. */
function separatorLine(bytes: Uint8Array, from: number): { readonly delimiter: string; readonly length: number } | undefined {
  const match = /^sep=([^"\r\n])(?:\r\n?|\n)/i.exec(String.fromCharCode(...bytes.subarray(from, from + 8)));
  return match === null ? undefined : { delimiter: match[1] ?? ',', length: match[0].length };
}

const hash = 0x23;

/** Where the lines begin that stand below the lines of comments (`# …`) at the top of a text. */
function commentLines(bytes: Uint8Array, from: number): readonly number[] {
  const starts = [from];
  for (let at = from; bytes[at] === hash;) {
    while (at < bytes.length && bytes[at] !== 0x0a && bytes[at] !== 0x0d) at++;
    at += bytes[at] === 0x0d && bytes[at + 1] === 0x0a ? 2 : 1;
    starts.push(at);
  }
  return starts.at(-1)! < bytes.length ? starts : [from];
}

/** The part of the fields below the first line that are numbers, dates, words for yes and no, or missing. */
function typedPart({ rows }: SampleRows, missing: ReadonlySet<string>): number {
  const fields = (rows.length > 1 ? rows.slice(1, 100) : rows).flatMap((row) => row.slice(0, 1000));
  const typed = fields.filter((field) => {
    const { present, isNumeric, datePatterns, booleanWords } = evidenceOf([field], missing);
    return !present || isNumeric || datePatterns.length > 0 || booleanWords !== undefined;
  });
  return typed.length / Math.max(1, fields.length);
}

/**
 * The delimiter under which all rows have as many fields; of several, the one under which more fields are numbers or dates, since the comma of `1,5;2,5`
 * divides as evenly as the semicolon. Blanks divide only where nothing else does.
 */
function detectDelimiter(bytes: Uint8Array, from: number, missing: ReadonlySet<string>): string {
  const found = delimiters.map((delimiter) => ({ delimiter, sample: sampleRows(bytes, delimiter.charCodeAt(0), from) }));
  type Scored = (typeof found)[number] & { readonly score: number };
  const best = (list: readonly Scored[]): string | undefined => list.toSorted((a, b) => b.score - a.score)[0]?.delimiter;
  const leading = ({ rows }: SampleRows): number =>
    rows.slice(0, 100).filter((row) => row.slice(1).some((field) => /^ \S/.test(field))).length;
  const scoreOf = (sample: SampleRows): number =>
    typedPart(sample, missing) - 1e-6 * leading(sample) - (sample.short === undefined ? 0 : 0.5);
  const wide = found.filter(({ sample }) => sample.width > 1);
  const even = wide.filter(({ sample }) => sample.covered === 1).map((one) => ({ ...one, score: scoreOf(one.sample) }));
  const winner = best(even);
  if (winner !== undefined) return winner;
  const single = wide.length === 0 ? found.find(({ sample }) => sample.covered === 1) : undefined;
  const blanks = sampleRows(bytes, 0x20, from);
  if (blanks.width > 1 && blanks.covered === 1) {
    const part = typedPart(blanks, missing);
    if (part >= 0.5 && part > (single === undefined ? 0 : typedPart(single.sample, missing))) return ' ';
  }
  if (single !== undefined) return single.delimiter;
  // No delimiter fits all rows: the reader's message will be of the one that fits the most.
  return best(wide.map((one) => ({ ...one, score: one.sample.covered }))) ?? ',';
}

function toldHeader(
  name: string,
  { rows, width, short }: SampleRows,
  missing: ReadonlySet<string>,
  known: readonly string[],
): boolean {
  const fields = rows[0] ?? [];
  const first = new Set(fields.map((field) => field.trim()));
  if (short !== undefined || (known.length > 0 && known.every((column) => first.has(column)))) return true;
  const [title] = fields.filter((field) => field.trim() !== '');
  if (width > 2 && short === undefined && fields.slice(1).every((field) => field.trim() === '') && title !== undefined)
    throw faults.ambiguous`${name}: the first line says ${JSON.stringify(title)} and nothing more, above ${width} columns; delete what stands above the names of the columns, or say what the line is with --header=true or --header=false (option \`header\`)`;
  const told = hasHeader(rows, missing);
  if (told !== undefined) return told;
  throw faults.ambiguous`${name}: the first line (${fields.slice(0, 4).join(', ')}${width > 4 ? ', …' : ''}) may name the columns or be a row; say which with --header=true or --header=false (option \`header\`)`;
}

/** A dialect but for the mark before decimals, with the text in UTF-8, where its first row begins, and the first rows. */
export interface DetectedText {
  readonly dialect: Omit<Dialect, 'decimal'>;
  readonly text: Uint8Array;
  readonly from: number;
  readonly sample: SampleRows;
  readonly notes: readonly string[];
}

export function detectText(bytes: Uint8Array, options: DialectOptions): DetectedText {
  const { header = 'auto', missing = missingWords, name = 'detectDialect' } = options;
  const encoding = options.encoding === undefined || options.encoding === 'auto' ? detectEncoding(bytes) : options.encoding;
  const text = toUtf8(name, bytes, encoding);
  const start = markLength(text);
  const line = separatorLine(text, start);
  const words = new Set(missing);
  const starts = commentLines(text, start + (line?.length ?? 0));
  let from = starts.at(-1)!;
  const delimiter = options.delimiter ?? line?.delimiter ?? detectDelimiter(text, from, words);
  const separator = separatorOf(delimiter);
  let sample = sampleRows(text, separator, from);
  if (starts.length > 1) {
    // The last of them may be the line of names, as in `#CHROM,POS`.
    const lower = sampleRows(text, separator, starts.at(-2)!);
    const names = lower.covered === 1 && lower.short === undefined && lower.width > 1;
    if (names && header !== false && hasHeader(sample.rows, words) !== true) [sample, from] = [lower, starts.at(-2)!];
  }
  const named = header === 'auto' ? toldHeader(name, sample, words, options.names ?? []) : header;
  const passed = starts.indexOf(from);
  const notes = [
    ...(passed === 0 ? [] : [`${counted(passed, 'line')} of comments at the top ${passed === 1 ? 'is' : 'are'} passed over`]),
    ...(named && sample.short === 'first'
      ? ['the first line has a field less than the others, whose first field is taken for the name of the row']
      : []),
  ];
  return { dialect: { encoding, delimiter, header: named, missing }, text, from, sample, notes };
}

/**
 * Says how a file of text holds a table, from its first 64 KiB (of wide rows, from the first eight): encoding, delimiter, whether the first line names the columns, the
 * mark before decimals. Throws a `DataError` of kind `'ambiguous'` that names the option where the first line may be either, `'syntax'` for bytes that are no text.
 */
export function detectDialect(bytes: Uint8Array, options: DialectOptions = {}): Dialect {
  const { dialect, sample } = detectText(bytes.subarray(0, beginning), options);
  const rows = dialect.header ? sample.rows.slice(1) : sample.rows;
  const missing = new Set(dialect.missing);
  const columns = Array.from({ length: sample.width }, (_, i) =>
    evidenceOf(
      rows.map((row) => row[i] ?? ''),
      missing,
    ),
  );
  const { decimal = 'auto' } = options;
  const mark = decimal === 'auto' ? decimalOf(columns, dialect.delimiter) : decimal;
  return { ...dialect, ...(mark === ',' ? { decimal: mark } : {}) };
}
