import { inOrder } from '../inOrder.js';
import { faults } from '../faults.js';
import type { ColumnType, TableColumn } from '../table.js';

/** What a column is to become. */
export interface ColumnPlan {
  readonly name: string;
  /** Parquet's number of the physical type. */
  readonly physicalType: number;
  readonly wanted: ColumnType | undefined;
  readonly maxCategories: number;
  /** The names of whole numbers from 0, where the file has them; -1 stands for a missing one. */
  readonly classes?: readonly string[] | undefined;
}

const isMissing = (value: unknown): boolean => value === null || value === undefined || Number.isNaN(value);
const textOf = (value: unknown): string => (value instanceof Date ? value.toISOString() : String(value));

/** A column of the table from the values that were decoded. */
export function typedColumn(caller: string, plan: ColumnPlan, values: readonly unknown[]): TableColumn {
  const { name, wanted, classes, maxCategories } = plan;
  if (classes !== undefined && (wanted === undefined || wanted === 'category')) return classColumn(caller, name, classes, values);
  const size = values.length;
  let missing: Uint8Array | undefined;
  values.forEach((value, row) => {
    if (!isMissing(value)) return;
    missing ??= new Uint8Array(size);
    missing[row] = 1;
  });
  const rest = missing === undefined ? {} : { missing };
  const first = values.find((value) => !isMissing(value));
  const isText = typeof first === 'string' || first === undefined;
  if (wanted === 'category' || wanted === 'text' || (isText && (wanted === undefined || first === undefined))) {
    const places = new Map<string, number>();
    const codes = new Int32Array(size).fill(-1);
    for (const [row, value] of values.entries()) {
      if (isMissing(value)) continue;
      const text = textOf(value);
      const place = places.get(text) ?? places.size;
      places.set(text, place);
      codes[row] = place;
    }
    if (wanted === 'text' || (wanted === undefined && places.size > maxCategories)) {
      return { name, type: 'text', values: values.map((value) => (isMissing(value) ? '' : textOf(value))), ...rest };
    }
    return { name, type: 'category', ...inOrder([...places.keys()], codes), ...rest };
  }
  const { numbers, whole } = numbersOf(caller, plan, values, first instanceof Date);
  const present = (test: (value: number) => boolean): boolean =>
    numbers.every((value, row) => missing?.[row] === 1 || test(value));
  const own = first instanceof Date ? 'date' : typeof first === 'boolean' ? 'boolean' : whole ? 'integer' : 'number';
  const type = wanted ?? own;
  if (
    (type === 'integer' && !present(Number.isSafeInteger)) ||
    (type === 'boolean' && !present((value) => value === 0 || value === 1))
  )
    throw faults.type`${caller}: column '${name}' holds numbers that are no ${type}; leave the option \`types\` out for it`;
  const day = type === 'date' && first instanceof Date && present((value) => value % 86_400_000 === 0);
  const spelling = day ? { spelling: { pattern: 'yyyy-MM-dd' } } : {};
  return { name, type, values: numbers, ...spelling, ...rest };
}

function numbersOf(
  caller: string,
  { name, physicalType, wanted }: ColumnPlan,
  values: readonly unknown[],
  areDates: boolean,
): { numbers: Float64Array; whole: boolean } {
  const numbers = new Float64Array(values.length);
  let whole = (physicalType === 1 || physicalType === 2) && !areDates;
  for (const [row, value] of values.entries()) {
    if (isMissing(value)) continue;
    const number = value instanceof Date ? value.getTime() : typeof value === 'string' ? Number.NaN : Number(value);
    if (Number.isNaN(number))
      throw faults.type`${caller}: column '${name}' holds ${JSON.stringify(String(value))} in row ${row}; a ${wanted ?? 'number'} was expected`;
    if (!Number.isFinite(number))
      throw faults.notFinite`${caller}: column '${name}' is ${number} in row ${row}; a finite number or null was expected`;
    if (whole && !Number.isSafeInteger(number)) whole = false;
    numbers[row] = number;
  }
  return { numbers, whole };
}

/** Whole numbers that stand for names. */
function classColumn(caller: string, name: string, classes: readonly string[], values: readonly unknown[]): TableColumn {
  const missing = Uint8Array.from(values, (value) => (isMissing(value) || Number(value) === -1 ? 1 : 0));
  const places = Int32Array.from(values, (value, row) => {
    if (missing[row] === 1) return -1;
    const place = Number(value);
    if (Number.isInteger(place) && place >= 0 && place < classes.length) return place;
    throw faults.valueRange`${caller}: column '${name}' is ${String(value)} in row ${row}, but the file names ${classes.length} classes; a whole number below that was expected`;
  });
  return { name, type: 'category', categories: classes, values: places, ...(missing.includes(1) ? { missing } : {}) };
}
