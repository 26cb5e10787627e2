import { DataError } from '../dataError.js';
import { unguardedText } from '../formulaGuard.js';
import { ColumnEvidence } from './columnEvidence.js';
import { PlainNumber } from './plainNumber.js';
import { scanFields } from './scanFields.js';

/** Bytes that are looked at, unless a few rows are longer than that. */
const sample = 65_536;
const fewRows = 8;
/** Fields that are looked at, of which there may be many where a row is wide. */
const mostFields = 400_000;
const decoder = new TextDecoder();
const encoder = new TextEncoder();

/** The first rows of a file under one delimiter. */
export interface SampleRows {
  readonly rows: readonly (readonly string[])[];
  readonly width: number;
  /** The part of the sample that these rows are: 1 where all is right. */
  readonly covered: number;
  /** Where the first line lacks the one field that all others have: before the others, which have a row's name there, or behind them. */
  readonly short?: 'first' | 'last';
}

/** The text of a field: doubled quotes are one, and so are those behind a backslash. */
export const unquoted = (text: string): string => unguardedText(text.includes('"') ? text.replaceAll(/""|\\"(?!")/g, '"') : text);

/** Reads the first rows of UTF-8 as far as they are right. */
export function sampleRows(bytes: Uint8Array, separator: number, from: number): SampleRows {
  for (let limit = sample; ; limit *= 4) {
    const begin = bytes.subarray(0, from + limit);
    const isCut = bytes.length > from + limit;
    const found = rowsOf(begin, separator, from, isCut);
    const fits = found.rows.length < 2 && found.width > 1 ? rowsBelowShort(begin, separator, from, isCut) : undefined;
    if (fits !== undefined) return fits;
    if (!isCut || found.rows.length >= fewRows || limit >= 2 ** 26) return found;
  }
}

/** The same where the first line lacks a field that all others have: one that is empty at the end, or one that differs at the beginning. */
function rowsBelowShort(bytes: Uint8Array, separator: number, from: number, isCut: boolean): SampleRows | undefined {
  const found = rowsOf(bytes, separator, from, isCut, 'last');
  const [first = [], ...rest] = found.rows;
  if (rest.length === 0 || found.covered < 1) return undefined;
  if (rest.every((row) => row.at(-1) === '')) return { ...found, short: 'last' };
  if (rest.length === 1 || new Set(rest.map(([name]) => name)).size < rest.length) return undefined;
  return { ...found, rows: [['', ...first.slice(0, -1)], ...rest], short: 'first' };
}

function rowsOf(bytes: Uint8Array, separator: number, from: number, isCut: boolean, short?: 'last'): SampleRows {
  const rows: string[][] = [];
  let fields = 0;
  let rowStart = from;
  let width = 0;
  let failed = false;
  const enough = (): boolean => fields > mostFields && rows.length > fewRows;
  try {
    scanFields(
      '',
      bytes,
      separator,
      (row, column, start, end) => {
        if (column === 0) {
          if (row === 1) width = rows[0]?.length ?? 0;
          if (enough()) return;
          rows.push([]);
          rowStart = start;
        }
        if (enough() && rows.length <= row) return;
        fields++;
        rows[row]?.push(unquoted(decoder.decode(bytes.subarray(start, end))));
      },
      { from, short },
    );
  } catch (error) {
    if (!(error instanceof DataError)) throw error;
    failed = true;
  }
  width ||= rows[0]?.length ?? 0;
  // The row that is cut off, or wrong, says nothing.
  if ((failed || isCut) && rows.length > 0) rows.pop();
  const covered =
    failed && !(isCut && rowStart - from > (bytes.length - from) / 2) ? (rowStart - from) / (bytes.length - from) : 1;
  return { rows, width, covered };
}

/** What some fields say of a column; missing ones are left out. */
export function evidenceOf(fields: readonly string[], missing: ReadonlySet<string>): ColumnEvidence {
  const evidence = new ColumnEvidence();
  for (const field of fields) {
    const trimmed = field.trim();
    if (trimmed === '' || missing.has(trimmed)) continue;
    const bytes = encoder.encode(trimmed);
    const number = new PlainNumber(bytes);
    if (number.read(0, bytes.length)) evidence.addPlain(number);
    else evidence.addText(trimmed);
  }
  return evidence;
}
