import { evidenceOf } from './csv/sampleRows.js';
import { inferTextType } from './csv/inferTextType.js';
import { type FieldKind, type FieldKinds, kindsOf, readCsv } from './csv/readCsv.js';
import { counted, faults } from './faults.js';
import type { Table, TableColumn } from './table.js';
import type { ReadOptions } from './readOptions.js';

export interface ReadJsonLinesOptions extends ReadOptions {
  /** The kinds of some columns, by name, as `readCsv` takes them; the others are those of their values. */
  readonly types?: FieldKinds;
  readonly known?: FieldKinds;
  /** The keys to keep; all unless said. */
  readonly columns?: readonly string[];
}

const mostColumns = 1_000_000;
const mostLevels = 32;

type Scalar = string | number | boolean;

/**
 * Reads a table from JSON lines (one object a line), or from one array of objects.
 *
 * A column for each key, in the order they come; `null`, an empty text and a key that is not there are missing. Numbers give an `integer` or a `number`, true and false a `boolean`, texts a `date`
 * where all are spelled by one pattern, else a `category` or `text`; of mixed types each value is the text that JSON writes. The parts of
 * objects and arrays are columns of their own, such as `address.city` and `scores.0`. Throws a `DataError`: `'syntax'` (what is no JSON, no object), `'empty'`, `'option'`, `'too-large'`.
 */
export function readJsonLines(input: Uint8Array | string, options: ReadJsonLinesOptions = {}): Table {
  const { maxBytes = 2 ** 30, name = 'readJsonLines', columns: wanted } = options;
  if (input.length > maxBytes)
    throw faults.tooLarge`${name}: the file has ${counted(input.length, 'byte')}; at most ${maxBytes} are read (option \`maxBytes\`)`;
  const found = new Map<string, (Scalar | undefined)[]>();
  let size = 0;
  for (const [line, record] of recordsOf(name, textOf(name, input))) {
    if (typeof record !== 'object' || record === null || Array.isArray(record))
      throw faults.syntax`${name}: ${line} is no object; an object with a value for each column was expected`;
    for (const [key, value] of leavesOf(`${name}: ${line}`, record)) {
      let values = found.get(key);
      if (values === undefined) {
        found.set(key, (values = []));
        if (found.size > mostColumns)
          throw faults.tooLarge`${name}: ${line} brings more than ${mostColumns} columns; at most as many are read`;
      }
      if (value !== null && value !== '') values[size] = value as Scalar;
    }
    size++;
  }
  if (size === 0) throw faults.empty`${name}: the file holds no object; at least one was expected`;
  const lacking = wanted?.find((column) => !found.has(column));
  if (lacking !== undefined)
    throw faults.option`${name}: there is no column '${lacking}'; the file has ${[...found.keys()].join(', ')}`;
  const kept = wanted === undefined ? undefined : new Set(wanted);
  const kinds = kindsOf(options.types);
  const known = kindsOf(options.known);
  const columns = [...found]
    .filter(([key]) => kept?.has(key) ?? true)
    .map(([key, values]) => columnAs(name, key, kinds.get(key) ?? known.get(key) ?? kindOf(values), values, size));
  return { columns, size };
}

/** The parts of objects and arrays with keys of their own, as pandas names them: `address.city`, and `scores.0` for the first of an array. */
function* leavesOf(where: string, record: object, before = '', depth = 1): Generator<readonly [key: string, value: unknown]> {
  if (depth > mostLevels)
    throw faults.type`${where} has objects in objects in more than ${mostLevels} levels; at most as many were expected`;
  for (const [part, value] of Object.entries(record) as [string, unknown][]) {
    if (typeof value !== 'object' || value === null) yield [before + part, value];
    else yield* leavesOf(where, value, `${before}${part}.`, depth + 1);
  }
}

function textOf(name: string, input: Uint8Array | string): string {
  try {
    return typeof input === 'string' ? input : new TextDecoder('utf-8', { fatal: true }).decode(input);
  } catch (cause) {
    throw faults.syntax`${name}: the text is not UTF-8, as JSON is (${cause})`;
  }
}

function* recordsOf(name: string, text: string): Generator<readonly [where: string, record: unknown]> {
  const parse = (where: string, json: string): unknown => {
    try {
      return JSON.parse(json);
    } catch (cause) {
      throw faults.syntax`${name}: ${where} is no JSON (${cause})`;
    }
  };
  if (/^\s*\[/.test(text)) {
    const records = parse('the array', text) as readonly unknown[];
    for (const [i, record] of records.entries()) yield [`object ${i + 1}`, record];
    return;
  }
  for (let at = 0, line = 1; at < text.length; line++) {
    const found = text.indexOf('\n', at);
    const end = found < 0 ? text.length : found;
    const json = text.slice(at, end).trim();
    if (json !== '') yield [`line ${line}`, parse(`line ${line}`, json)];
    at = end + 1;
  }
}

/** What values are by themselves; texts are dates where all are spelled by one pattern. */
function kindOf(values: readonly (Scalar | undefined)[]): FieldKind {
  const kinds = new Set(values.flatMap((value) => (value === undefined ? [] : [typeof value])));
  if (kinds.size === 1 && kinds.has('boolean')) return { type: 'boolean', spelling: { words: ['false', 'true'] } };
  // A fraction among integers makes them numbers.
  if (kinds.size === 1 && kinds.has('number'))
    return values.every((value) => value === undefined || Number.isSafeInteger(value)) ? 'integer' : 'number';
  const counts = new Map<string, number>();
  for (const value of values)
    if (value !== undefined) counts.set(String(value).trim(), (counts.get(String(value).trim()) ?? 0) + 1);
  const [pattern, other] = kinds.size === 1 ? evidenceOf([...counts.keys()], new Set()).datePatterns : [];
  return pattern !== undefined && other === undefined ? `date:${pattern}` : inferTextType([...counts.values()]);
}

function columnAs(
  caller: string,
  name: string,
  kind: FieldKind,
  values: readonly (Scalar | undefined)[],
  size: number,
): TableColumn {
  const fields = Array.from({ length: size }, (_, row) => `"${String(values[row] ?? '').replaceAll('"', '""')}"`);
  const [column] = readCsv(`v\n${fields.join('\n')}`, {
    delimiter: ',',
    header: true,
    decimal: '.',
    missing: [],
    types: { v: kind },
    name: `${caller}, '${name}'`,
  }).columns;
  if (column === undefined) throw new Error(`${name} was not read`);
  return { ...column, name };
}
