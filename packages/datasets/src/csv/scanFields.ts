import { counted } from '../counted.js';
import { DataError } from '../dataError.js';

/** Called with each field: its row and column from 0, and where its bytes lie, without the quotes around it. */
export type OnField = (row: number, column: number, start: number, end: number) => void;

/** Options of `scanFields`. */
export interface ScanOptions {
  /** The byte at which the first line begins; 0 unless said. */
  readonly from?: number;
  /** The most rows to look at; all unless said. */
  readonly mostRows?: number;
}

/** Each column takes some memory of its own, however few its rows. */
const mostColumns = 1_000_000;
const quote = 0x22;
const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const blank = 0x20;

/** The line of the file, from 1, that a byte belongs to. */
export function lineAt(bytes: Uint8Array, offset: number): number {
  let line = 1;
  for (let i = 0; i < offset; i++) {
    if (bytes[i] === lineFeed || (bytes[i] === carriageReturn && bytes[i + 1] !== lineFeed)) line++;
  }
  return line;
}

/** Where the quote is that ends a quoted field, doubled ones passed over; -1 for none. */
function closingQuote(bytes: Uint8Array, start: number): number {
  for (let at = start; at < bytes.length; at++) {
    if (bytes[at] !== quote) continue;
    if (bytes[at + 1] !== quote) return at;
    at++;
  }
  return -1;
}

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
  { from = 0, mostRows = Infinity }: ScanOptions = {},
): { readonly size: number; readonly width: number } {
  const { length } = bytes;
  let width = 0;
  let row = 0;
  let column = 0;
  let rowStart = from;
  let at = from;
  const fail = (offset: number, problem: string): never => {
    throw new DataError('syntax', `${name}: line ${lineAt(bytes, offset)}, offset ${offset}: ${problem}`);
  };
  const skipBlanks = (): void => {
    while (at < length && bytes[at] === blank) at++;
  };
  while (at < length && row < mostRows) {
    if (column === 0) {
      rowStart = at;
      if (separator === blank) skipBlanks();
      // An empty line is no row, except in a file of one column, where it may be an empty field.
      if (width !== 1 && (bytes[at] === lineFeed || bytes[at] === carriageReturn)) {
        at++;
        continue;
      }
    }
    let start = at;
    let end = at;
    if (bytes[at] === quote) {
      start = ++at;
      end = closingQuote(bytes, start);
      if (end < 0) fail(start - 1, 'the field that begins here with a quote never ends; a closing quote was expected');
      at = end + 1;
      const after = bytes[at];
      if (at < length && after !== separator && after !== lineFeed && after !== carriageReturn)
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
      if (separator === blank) skipBlanks();
      const ended = at >= length || (separator === blank && (bytes[at] === lineFeed || bytes[at] === carriageReturn));
      if (!ended) continue;
      // A delimiter at the very end opens one more, empty, field; blanks open none.
      if (separator !== blank) onField(row, column++, at, at);
    }
    if (width === 0) {
      width = column;
      if (width > mostColumns)
        throw new DataError(
          'too-large',
          `${name}: the first line has ${counted(width, 'field')}; at most ${mostColumns} columns are read`,
        );
    }
    if (column !== width) {
      throw new DataError(
        'shape',
        `${name}: line ${lineAt(bytes, rowStart)}, offset ${rowStart}: ${counted(column, 'field')}, but the first line has ${width}; every line must have as many`,
      );
    }
    if (at < length) at += bytes[at] === carriageReturn && bytes[at + 1] === lineFeed ? 2 : 1;
    row++;
    column = 0;
  }
  return { size: row, width };
}
