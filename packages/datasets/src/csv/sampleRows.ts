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
}

/** The text of a field. */
export const unquoted = (text: string): string => unguardedText(text.includes('""') ? text.replaceAll('""', '"') : text);

/** Reads the first rows of UTF-8 as far as they are right. */
export function sampleRows(bytes: Uint8Array, separator: number, from: number): SampleRows {
  for (let limit = sample; ; limit *= 4) {
    const found = rowsOf(bytes.subarray(0, from + limit), separator, from, bytes.length > from + limit);
    if (bytes.length <= from + limit || found.rows.length >= fewRows || limit >= 2 ** 26) return found;
  }
}

function rowsOf(bytes: Uint8Array, separator: number, from: number, isCut: boolean): SampleRows {
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
      { from },
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
