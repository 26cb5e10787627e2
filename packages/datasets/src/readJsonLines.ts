import { counted } from './counted.js';
import { evidenceOf } from './csv/sampleRows.js';
import { inferTextType } from './csv/inferTextType.js';
import { type ColumnKind, type ColumnKinds, kindsOf, readCsv } from './csv/readCsv.js';
import { DataError } from './dataError.js';
import { parseDate } from './dateSpelling.js';
import { inOrder } from './inOrder.js';
import type { Table, TableColumn } from './table.js';

/** Options of `readJsonLines`. */
export interface ReadJsonLinesOptions {
  /** The kinds of some columns, by name, as `readCsv` takes them; the others are those of their values. */
  readonly types?: ColumnKinds;
  /** The keys to keep; all unless said. */
  readonly columns?: readonly string[];
  /** The most bytes the file may have; 1 GiB unless said. */
  readonly maxBytes?: number;
  /** What messages call the bytes; `'readJsonLines'` unless said. */
  readonly name?: string;
}

type Scalar = string | number | boolean;

/**
 * Reads a table from JSON lines (one object a line), or from one array of objects.
 *
 * A column for each key, in the order they come; `null`, an empty text and a key that is not there are missing. Numbers give an `integer` or a `number`, true and false a `boolean`, texts a `date`
 * where all are spelled by one pattern, else a `category` or `text`; of mixed types each value is the text that JSON writes. Throws a `DataError`: `'syntax'` (what is no JSON, no object), `'type'` (an object or an array as a value, which it names),
 * `'empty'`, `'option'`, `'too-large'`.
 */
export function readJsonLines(input: Uint8Array | string, options: ReadJsonLinesOptions = {}): Table {
  const { maxBytes = 2 ** 30, name = 'readJsonLines', columns: wanted } = options;
  if (input.length > maxBytes) {
    throw new DataError(
      'too-large',
      `${name}: the file has ${counted(input.length, 'byte')}; at most ${maxBytes} are read (option \`maxBytes\`)`,
    );
  }
  const found = new Map<string, (Scalar | undefined)[]>();
  let size = 0;
  for (const [line, record] of recordsOf(name, textOf(name, input))) {
    if (typeof record !== 'object' || record === null || Array.isArray(record))
      throw new DataError('syntax', `${name}: ${line} is no object; an object with a value for each column was expected`);
    for (const [key, value] of Object.entries(record)) {
      if (value === null || value === '') {
        if (!found.has(key)) found.set(key, []);
      } else if (typeof value === 'object') {
        throw new DataError(
          'type',
          `${name}: '${key}' of ${line} is ${Array.isArray(value) ? 'an array' : 'an object'}; a number, a text, true, false or null was expected (give each of its parts a key of its own)`,
        );
      } else {
        let values = found.get(key);
        if (values === undefined) found.set(key, (values = []));
        values[size] = value as Scalar;
      }
    }
    size++;
  }
  if (size === 0) throw new DataError('empty', `${name}: the file holds no object; at least one was expected`);
  for (const column of wanted ?? []) {
    if (!found.has(column))
      throw new DataError('option', `${name}: there is no column '${column}'; the file has ${[...found.keys()].join(', ')}`);
  }
  const kept = wanted === undefined ? undefined : new Set(wanted);
  const kinds = kindsOf(options.types);
  const columns = [...found]
    .filter(([key]) => kept?.has(key) ?? true)
    .map(([key, values]) => {
      const kind = kinds.get(key);
      return kind === undefined ? columnFrom(key, values, size) : columnAs(name, key, kind, values, size);
    });
  return { columns, size };
}

function textOf(name: string, input: Uint8Array | string): string {
  if (typeof input === 'string') return input;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(input);
  } catch (cause) {
    throw new DataError('syntax', `${name}: the text is not UTF-8, as JSON is`, { cause });
  }
}

function* recordsOf(name: string, text: string): Generator<readonly [where: string, record: unknown]> {
  const parse = (where: string, json: string): unknown => {
    try {
      return JSON.parse(json);
    } catch (cause) {
      throw new DataError('syntax', `${name}: ${where} is no JSON (${String(cause)})`, { cause });
    }
  };
  if (/^\s*\[/.test(text)) {
    const records = parse('the array', text) as readonly unknown[];
    for (const [i, record] of records.entries()) yield [`object ${i + 1}`, record];
    return;
  }
  let line = 0;
  for (let at = 0; at < text.length;) {
    const found = text.indexOf('\n', at);
    const end = found < 0 ? text.length : found;
    const json = text.slice(at, end).trim();
    line++;
    if (json !== '') yield [`line ${line}`, parse(`line ${line}`, json)];
    at = end + 1;
  }
}

/** A column that is said to be of a kind: what its values are as the fields of a file. */
function columnAs(
  caller: string,
  name: string,
  kind: ColumnKind,
  values: readonly (Scalar | undefined)[],
  size: number,
): TableColumn {
  const fields = Array.from({ length: size }, (_, row) => `"${String(values[row] ?? '').replaceAll('"', '""')}"`);
  const text = `v\n${fields.join('\n')}`;
  const options = { delimiter: ',', header: true, missing: [], types: new Map([['v', kind]]), name: `${caller}, '${name}'` };
  const [column] = readCsv(text, options).columns;
  if (column === undefined) throw new Error(`${name} was not read`);
  return { ...column, name };
}

/** A column of values, undefined where they are missing. */
function columnFrom(name: string, values: readonly (Scalar | undefined)[], size: number): TableColumn {
  const all = Array.from({ length: size }, (_, row) => values[row]);
  const absent = all.includes(undefined) ? { missing: Uint8Array.from(all, (value) => (value === undefined ? 1 : 0)) } : {};
  const kinds = new Set(all.flatMap((value) => (value === undefined ? [] : [typeof value])));
  const [kind] = kinds;
  const numbers = (): Float64Array => Float64Array.from(all, (value) => Number(value ?? 0));
  if (kinds.size === 1 && kind === 'boolean')
    return { name, type: 'boolean', values: numbers(), spelling: { words: ['false', 'true'] }, ...absent };
  if (kinds.size === 1 && kind === 'number') {
    return {
      name,
      type: all.every((value) => value === undefined || Number.isSafeInteger(value)) ? 'integer' : 'number',
      values: numbers(),
      ...absent,
    };
  }
  const texts = all.map((value) => (value === undefined ? '' : String(value).trim()));
  const counts = new Map<string, number>();
  for (const [row, text] of texts.entries()) if (all[row] !== undefined) counts.set(text, (counts.get(text) ?? 0) + 1);
  const [pattern, other] = kinds.size === 1 ? evidenceOf([...counts.keys()], new Set()).datePatterns : [];
  if (pattern !== undefined && other === undefined) {
    const dates = Float64Array.from(texts, (text, row) => (all[row] === undefined ? 0 : parseDate(text, pattern)));
    return { name, type: 'date', values: dates, spelling: { pattern }, ...absent };
  }
  if (inferTextType([...counts.values()]) === 'text') return { name, type: 'text', values: texts, ...absent };
  const categories = [...counts.keys()];
  const places = new Map(categories.map((category, place) => [category, place]));
  const codes = Int32Array.from(texts, (text, row) => (all[row] === undefined ? -1 : (places.get(text) ?? -1)));
  return { name, type: 'category', ...inOrder(categories, codes), ...absent };
}
