import { counted, faults } from '../faults.js';

/** Called with each field: its row and column from 0, and where its bytes lie, without the quotes around it. */
export type OnField = (row: number, column: number, start: number, end: number) => void;

export interface ScanOptions {
  readonly from?: number;
  readonly mostRows?: number;
  /** Where the first line lacks the one field that all others have: it counts as empty there. */
  readonly short?: 'first' | 'last' | undefined;
}

/** Each column takes some memory of its own, however few its rows. */
const mostColumns = 1_000_000;
const quote = 0x22;
const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const blank = 0x20;
const backslash = 0x5c;

/** The line of the file, from 1, that a byte belongs to. */
export function lineAt(bytes: Uint8Array, offset: number): number {
  let line = 1;
  for (let i = 0; i < offset; i++) {
    if (bytes[i] === lineFeed || (bytes[i] === carriageReturn && bytes[i + 1] !== lineFeed)) line++;
  }
  return line;
}

const skipBlanks = (bytes: Uint8Array, from: number): number => {
  let at = from;
  while (bytes[at] === blank) at++;
  return at;
};

/**
 * Where the quote is that ends a quoted field; -1 for none. Passed over are doubled ones, and ones behind a backslash as Spark and MySQL write them: where no delimiter follows, and
 * then in the rest of the field.
 */
function closingQuote(bytes: Uint8Array, start: number, separator: number): number {
  let escaped = false;
  for (let at = start; at < bytes.length; at++) {
    if (bytes[at] !== quote) continue;
    const behind = bytes[at - 1] === backslash && at > start;
    if (behind && escaped) continue;
    if (bytes[at + 1] === quote) {
      at++;
      continue;
    }
    if (!behind || endsAt(bytes, skipBlanks(bytes, at + 1), separator)) return at;
    escaped = true;
  }
  return -1;
}

const endsAt = (bytes: Uint8Array, at: number, separator: number): boolean =>
  at >= bytes.length || bytes[at] === separator || bytes[at] === lineFeed || bytes[at] === carriageReturn;

/**
 * Finds the fields of CSV in the order they have in the file and keeps none of them, so that memory does not grow with their number; says how many rows and columns there are.
 *
 * Checks quotes, and that every row has as many fields as the first. Blanks as delimiters count as one, and not at all at either end of a line.
 */
export function scanFields(
  name: string,
  bytes: Uint8Array,
  separator: number,
  onField: OnField,
  { from = 0, mostRows = Infinity, short }: ScanOptions = {},
): { readonly size: number; readonly width: number } {
  const { length } = bytes;
  let width = 0;
  let row = 0;
  let column = 0;
  let rowStart = from;
  let at = from;
  const fail = (offset: number, problem: string): never => {
    throw faults.syntax`${name}: line ${lineAt(bytes, offset)}, offset ${offset}: ${problem}`;
  };
  while (at < length && row < mostRows) {
    if (column === 0) {
      rowStart = at;
      if (separator === blank) at = skipBlanks(bytes, at);
      // An empty line is no row, except in a file of one column, where it may be an empty field.
      if (width !== 1 && (bytes[at] === lineFeed || bytes[at] === carriageReturn)) {
        at++;
        continue;
      }
      if (row === 0 && short === 'first') onField(0, column++, at, at);
    }
    // Blanks before a quote are none of the field's.
    const open = separator === blank || bytes[at] !== blank ? at : skipBlanks(bytes, at);
    if (bytes[open] === quote) at = open;
    let start = at;
    let end = at;
    if (bytes[at] === quote) {
      start = ++at;
      end = closingQuote(bytes, start, separator);
      if (end < 0) fail(start - 1, 'the field that begins here with a quote never ends; a closing quote was expected');
      at = separator === blank ? end + 1 : skipBlanks(bytes, end + 1);
      if (!endsAt(bytes, at, separator))
        fail(at, 'a delimiter or a line end was expected after the closing quote; a quote within a field is doubled');
    } else {
      for (; at < length; at++) {
        const byte = bytes[at];
        if (byte === separator || byte === lineFeed || byte === carriageReturn) break;
        if (byte === quote)
          fail(at, 'a quote within a field that does not begin with one; put the field in quotes and double those within');
        if (byte === 0) fail(at, 'a zero byte; a file of text was expected');
      }
      end = at;
    }
    onField(row, column++, start, end);
    if (at < length && bytes[at] === separator) {
      at++;
      if (separator === blank) at = skipBlanks(bytes, at);
      const ended = at >= length || (separator === blank && (bytes[at] === lineFeed || bytes[at] === carriageReturn));
      if (!ended) continue;
      // A delimiter at the very end opens one more, empty, field; blanks open none.
      if (separator !== blank) onField(row, column++, at, at);
    }
    if (width === 0) {
      if (short === 'last') onField(0, column++, at, at);
      width = column;
      if (width > mostColumns)
        throw faults.tooLarge`${name}: the first line has ${counted(width, 'field')}; at most ${mostColumns} columns are read`;
    }
    if (column !== width)
      throw faults.shape`${name}: line ${lineAt(bytes, rowStart)}, offset ${rowStart}: ${counted(column, 'field')}, but the first line has ${width}; every line must have as many`;
    if (at < length) at += bytes[at] === carriageReturn && bytes[at + 1] === lineFeed ? 2 : 1;
    row++;
    column = 0;
  }
  return { size: row, width };
}
