import { defined } from '../defined.js';
import { faults } from '../faults.js';
import type { Examples, Unseen } from '../examples.js';
import type { ReadOptions } from '../readOptions.js';
import { columnOf, type Table, type TableColumn } from '../table.js';
import { dayOf, phaseOf } from './calendar.js';
import { formatCell } from '../spellCell.js';
import { rowIds } from '../rowIds.js';
import type { ColumnEncoding, TableEncoding } from './columnEncoding.js';
import { scoreOf } from './normalScores.js';

export interface EncodeTableOptions extends Pick<ReadOptions, 'name'> {
  /**
   * What becomes of values that the encoding does not know: they count as missing and are listed in `unseen` with what they cost (`'score'`, the default), are
   * as good as missing (`'missing'`), or are refused (`'error'`).
   */
  readonly unseen?: 'score' | 'missing' | 'error';
  /** A column that the table lacks is missing in every row where this says `'missing'`; an error unless it does. */
  readonly absent?: 'error' | 'missing';
  /**
   * `'known'` (unless said): another label than those of the encoding is an error. `'any'`: it becomes a class behind them, and a label that is missing
   * is −1.
   */
  readonly labels?: 'any' | 'known';
  /** Whether the examples keep the table, as `rows`; false unless said. */
  readonly keep?: boolean;
  /** The column of the rows' weights; none unless said. */
  readonly weight?: string | undefined;
}

/** What an example is written into, and what is known of the row. */
interface Sheet {
  readonly x: Float32Array;
  readonly width: number;
  hide(row: number, offset: number, count: number): void;
  surprise(part: ColumnEncoding, row: number, value: number | string, cost?: number): void;
}

/** A cost that a sum in float32 still holds. */
const largestCost = 1e30;
/** So many deviations from the mean, and so many widths beyond the range that was seen, a number would drown every other in the encoder. */
const far = { deviations: 100, ranges: 10 };

/**
 * Turns the rows of a table into examples: `x` is `[n, width]`, `y` the labels where the encoding has one and the table its column.
 *
 * Columns are found by name, whatever their order; others are ignored. Where a value is missing, its numbers in `x` are 0 (the mean,
 * once standardized) and 0 in `mask`, `[n, width]`, which is 1 elsewhere and absent where nothing is missing. What training never saw is missing in `x` as well, and in `unseen`:
 * a category; a boolean that is neither 0 nor 1; a number more than 100 deviations from the mean and farther from the range that was seen than ten times its width, at `½ z² + ½ ln 2π` nats; another value of a constant column, at the Gaussian
 * `½ ((value − constant) / resolution)²` nats above the constant itself. Throws a `DataError`: `'option'` for a column that the table lacks,
 * `'type'` for one of another type, `'label-range'` for an unknown label unless `labels` is `'any'`, `'value-range'` for a weight that is not positive, and for an unseen value if asked to.
 */
export function encodeTable(table: Table, encoding: TableEncoding, options: EncodeTableOptions = {}): Examples<'none'> {
  const { unseen: mode = 'score', absent = 'error', labels: allowed = 'known', name = 'encodeTable' } = options;
  const { size } = table;
  const { width } = encoding;
  const x = new Float32Array(size * width);
  let mask: Uint8Array | undefined;
  const unseen: Unseen[] = [];
  const sheet: Sheet = {
    x,
    width,
    hide(row, offset, count) {
      mask ??= new Uint8Array(size * width).fill(1);
      mask.fill(0, row * width + offset, row * width + offset + count);
    },
    surprise(part, row, value, cost) {
      const told = toldValue(part, value);
      if (mode === 'error')
        throw faults.valueRange`${name}: column '${part.name}' is ${JSON.stringify(told)} in row ${row}; ${expectedOf(part)} was expected, as in training`;
      if (part.width > 0) this.hide(row, part.offset, part.width);
      if (mode === 'score')
        unseen.push({ row, column: part.name, value: told, ...defined({ cost: cost && Math.min(cost, largestCost) }) });
    },
  };
  const byName = new Map(table.columns.map((column) => [column.name, column]));
  // A table without any of the columns is of other things, and said to be.
  const isForeign = !encoding.columns.some((part) => part.width > 0 && byName.has(part.name));
  for (const part of encoding.columns) {
    if (part.type === 'text' || part.type === 'left-out' || part.type === 'label') continue;
    const column = byName.get(part.name);
    if (part.type === 'constant') {
      if (column !== undefined) compareConstant(column, part, sheet);
      continue;
    }
    if (column === undefined && absent === 'missing' && !isForeign)
      for (let row = 0; row < size; row++) sheet.hide(row, part.offset, part.width);
    else encodeColumn(name, column ?? columnOf(name, table, part.name), part, sheet);
  }
  const { label } = encoding;
  const labels = label === undefined ? undefined : byName.get(label.name);
  const ids = rowIds(table, encoding);
  const weight = options.weight === undefined ? undefined : weightsOf(name, columnOf(name, table, options.weight));
  const shape = [size, width];
  return {
    x: { data: x, shape },
    binarization: 'none',
    ...defined({
      mask: mask && { data: mask, shape },
      weight: weight && { data: weight, shape: [size] },
      unseen: unseen.length === 0 ? undefined : unseen,
      ids: ids.length === 0 ? undefined : ids,
      rows: options.keep === true ? table : undefined,
    }),
    ...(label && labels && labelsOf(name, labelsAsIn(encoding, labels), label.classes, allowed)),
  };
}

/** A value as a message tells it: dates and booleans, which are numbers here, as the file spells them. */
function toldValue(part: ColumnEncoding, value: number | string): number | string {
  const type = part.type === 'constant' ? part.of : part.type;
  if (typeof value === 'string' || !(type === 'date' || (type === 'boolean' && (value === 0 || value === 1)))) return value;
  const spelling = 'spelling' in part ? part.spelling : undefined;
  return formatCell({ name: part.name, type, values: Float64Array.of(value), ...defined({ spelling }) }, 0);
}

function expectedOf(part: ColumnEncoding): string {
  if (part.type === 'category') return `one of ${part.categories.join(', ')}`;
  if (part.type === 'boolean') return [0, 1].map((value) => toldValue(part, value)).join(' or ');
  if (part.type === 'constant') return JSON.stringify(part.value === null ? null : toldValue(part, part.value));
  return 'range' in part && part.range !== undefined
    ? `a value near ${part.range.map((value) => toldValue(part, value)).join(' to ')}`
    : 'another value';
}

const isAllMissing = (column: TableColumn): boolean => column.missing !== undefined && !column.missing.includes(0);

function encodeColumn(caller: string, column: TableColumn, part: ColumnEncoding, sheet: Sheet): void {
  const isText = column.type === 'category' || column.type === 'text';
  if ((part.type === 'category') !== isText && !isAllMissing(column))
    throw faults.type`${caller}: column '${part.name}' is of type ${column.type} but was ${part.type === 'quantile' ? part.of : part.type} when the encoding was fitted; say so with the option \`types\` of the reader`;
  if (part.type === 'category') encodeCategories(column, part, sheet);
  else
    for (let row = 0; row < column.values.length; row++) {
      if (column.missing?.[row]) sheet.hide(row, part.offset, part.width);
      else encodeNumber(Number(column.values[row]), row, part, sheet);
    }
}

/** For each value of a column of categories or text its text without blanks around it. */
function textsOf(column: TableColumn): (row: number) => string {
  if (column.type === 'text') return (row) => column.values[row]!.trim();
  if (column.type !== 'category') return (row) => String(column.values[row]);
  const texts = column.categories.map((category) => category.trim());
  return (row) => texts[column.values[row]!] ?? '';
}

function encodeCategories(column: TableColumn, part: ColumnEncoding & { type: 'category' }, sheet: Sheet): void {
  const places = new Map(part.categories.map((category, place) => [category.trim(), place]));
  for (const other of part.rest ?? []) places.set(other, part.categories.length);
  const text = textsOf(column);
  // Of a column of categories each is looked up once.
  const known = column.type === 'category' ? column.categories.map((category) => places.get(category.trim())) : undefined;
  for (let row = 0; row < column.values.length; row++) {
    if (column.missing?.[row]) sheet.hide(row, part.offset, part.width);
    else {
      const place = known === undefined ? places.get(text(row)) : known[Number(column.values[row])];
      if (place === undefined) sheet.surprise(part, row, text(row));
      else sheet.x[row * sheet.width + part.offset + place] = 1;
    }
  }
}

function encodeNumber(value: number, row: number, part: ColumnEncoding, sheet: Sheet): void {
  const { x, width } = sheet;
  const at = row * width + part.offset;
  if ('range' in part && part.range !== undefined) {
    const [lowest, highest] = part.range;
    const plain = part.type === 'date' ? dayOf(value).day : value;
    const z = part.type === 'quantile' ? scoreOf(part, value) : (plain - part.mean) / part.deviation;
    if (Math.abs(z) > far.deviations && Math.max(lowest - value, value - highest) > far.ranges * (highest - lowest)) {
      sheet.surprise(part, row, value, (z * z + Math.log(2 * Math.PI)) / 2);
      return;
    }
  }
  if (part.type === 'boolean') {
    if (value === 0 || value === 1) x[at] = value;
    else sheet.surprise(part, row, value);
  }
  if (part.type === 'number' || part.type === 'integer') x[at] = (value - part.mean) / part.deviation;
  if (part.type === 'quantile') {
    if (part.zero) x[at] = value === 0 ? 0 : 1;
    if (part.zero && value === 0) sheet.hide(row, part.offset + 1, 1);
    else x[at + part.width - 1] = scoreOf(part, value);
  }
  if (part.type !== 'date') return;
  x[at] = (dayOf(value).day - part.mean) / part.deviation;
  part.cycles.forEach((cycle, i) => {
    const angle = 2 * Math.PI * phaseOf(cycle, value);
    x[at + 1 + 2 * i] = Math.sin(angle);
    x[at + 2 + 2 * i] = Math.cos(angle);
  });
}

/** Looks where a column that was constant is so no longer. */
function compareConstant(column: TableColumn, part: ColumnEncoding & { type: 'constant' }, sheet: Sheet): void {
  const { value: constant, resolution = 1 } = part;
  if (constant === null) return;
  const text = textsOf(column);
  const isNumber = column.type !== 'category' && column.type !== 'text' && typeof constant === 'number';
  const texts = new Set([constant, toldValue(part, constant)].map((known) => String(known).trim()));
  for (let row = 0; row < column.values.length; row++) {
    if (column.missing?.[row]) continue;
    const value = isNumber ? Number(column.values[row]) : text(row);
    if (typeof value === 'number') {
      if (value !== constant) sheet.surprise(part, row, value, ((value - Number(constant)) / resolution) ** 2 / 2);
    } else if (!texts.has(value)) sheet.surprise(part, row, value);
  }
}

function weightsOf(caller: string, column: TableColumn): Float32Array {
  if (column.type === 'category' || column.type === 'text' || column.type === 'date')
    throw faults.type`${caller}: the weights '${column.name}' are a column of type ${column.type}; numbers were expected`;
  const wrong = column.values.findIndex(
    (value, row) => !(value > 0 && Math.fround(value) < Infinity) || column.missing?.[row] === 1,
  );
  if (wrong >= 0)
    throw faults.valueRange`${caller}: the weight '${column.name}' is ${column.missing?.[wrong] ? 'missing' : column.values[wrong]} in row ${wrong}; a number above 0 and up to 3.4e38 was expected (leave out rows that are not to count)`;
  return Float32Array.from(column.values);
}

/** A column of labels in the spelling of the file that the classes are from. */
function labelsAsIn({ columns }: TableEncoding, labels: TableColumn): TableColumn {
  const part = columns.find((one) => one.type === 'label');
  if (labels.type === 'category' || labels.type === 'text' || part?.type !== 'label') return labels;
  return { ...labels, ...defined({ spelling: part.spelling }) };
}

function labelsOf(
  caller: string,
  column: TableColumn,
  known: readonly string[],
  allowed: 'any' | 'known',
): Required<Pick<Examples, 'classes' | 'y'>> {
  const classes = [...known];
  const places = new Map(classes.map((text, place) => [text, place]));
  const isText = column.type === 'category' || column.type === 'text';
  const data = Int32Array.from({ length: column.values.length }, (_, row) => {
    const found = column.missing?.[row] ? undefined : formatCell(column, row).trim();
    // Encodings of version 1 have numbers where the file has words; what a column of texts holds are no numbers but places among its own texts.
    const number = isText ? undefined : String(column.values[row]);
    const place = found === undefined ? undefined : (places.get(found) ?? places.get(number ?? found));
    if (place !== undefined) return place;
    if (allowed === 'any') {
      if (found === undefined) return -1;
      places.set(found, classes.length);
      return classes.push(found) - 1;
    }
    throw faults.labelRange`${caller}: the label '${column.name}' is ${found === undefined ? 'missing' : JSON.stringify(found)} in row ${row}; one of ${known.join(', ')} was expected`;
  });
  return { y: { data, shape: [data.length] }, classes };
}
