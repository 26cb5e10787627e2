import type { ParquetType } from 'hyparquet';
import { defined } from '../defined.js';
import { faults } from '../faults.js';
import type { ColumnType, TableColumn } from '../table.js';
import { textColumn } from '../textColumn.js';

export interface ColumnPlan {
  readonly name: string;
  readonly physicalType: ParquetType | undefined;
  readonly wanted: ColumnType | undefined;
  readonly maxCategories: number;
  /** The names of whole numbers from 0, where the file has them; -1 stands for a missing one. */
  readonly classes?: readonly string[] | undefined;
}

const isMissing = (value: unknown): boolean => value === null || value === undefined || Number.isNaN(value);
const textOf = (value: unknown): string => (value instanceof Date ? value.toISOString() : String(value));

function missingAt(values: readonly unknown[], isGap: (value: unknown) => boolean): Uint8Array | undefined {
  return values.some(isGap) ? Uint8Array.from(values, (value) => (isGap(value) ? 1 : 0)) : undefined;
}

export function typedColumn(caller: string, plan: ColumnPlan, values: readonly unknown[]): TableColumn {
  const { name, wanted, classes, maxCategories } = plan;
  if (classes !== undefined && (wanted === undefined || wanted === 'category')) return classColumn(caller, name, classes, values);
  const first = values.find((value) => !isMissing(value));
  const isText = typeof first === 'string' || first === undefined;
  if (wanted === 'category' || wanted === 'text' || (isText && (wanted === undefined || first === undefined))) {
    const texts = values.map((value) => (isMissing(value) ? undefined : textOf(value)));
    return textColumn(name, texts, wanted === 'text' ? -1 : wanted === 'category' ? Infinity : maxCategories);
  }
  const missing = missingAt(values, isMissing);
  const numbers = Float64Array.from(values, (value, row) => (isMissing(value) ? 0 : numberOf(caller, plan, value, row)));
  const present = (test: (value: number) => boolean): boolean =>
    numbers.every((value, row) => missing?.[row] === 1 || test(value));
  const isWhole = (plan.physicalType === 'INT32' || plan.physicalType === 'INT64') && present(Number.isSafeInteger);
  const isDate = first instanceof Date;
  const type = wanted ?? (isDate ? 'date' : typeof first === 'boolean' ? 'boolean' : isWhole ? 'integer' : 'number');
  const isBit = (value: number): boolean => value === 0 || value === 1;
  if ((type === 'integer' && !present(Number.isSafeInteger)) || (type === 'boolean' && !present(isBit)))
    throw faults.type`${caller}: column '${name}' holds numbers that are no ${type}; leave the option \`types\` out for it`;
  const areDays = type === 'date' && isDate && present((value) => value % 86_400_000 === 0);
  return { name, type, values: numbers, ...defined({ spelling: areDays ? { pattern: 'yyyy-MM-dd' } : undefined, missing }) };
}

function numberOf(caller: string, { name, wanted }: ColumnPlan, value: unknown, row: number): number {
  const number = value instanceof Date ? value.getTime() : typeof value === 'string' ? Number.NaN : Number(value);
  if (Number.isFinite(number)) return number;
  if (Number.isNaN(number))
    throw faults.type`${caller}: column '${name}' holds ${JSON.stringify(String(value))} in row ${row}; a ${wanted ?? 'number'} was expected`;
  throw faults.notFinite`${caller}: column '${name}' is ${number} in row ${row}; a finite number or null was expected`;
}

/** Whole numbers that stand for names. */
function classColumn(caller: string, name: string, classes: readonly string[], values: readonly unknown[]): TableColumn {
  const isGap = (value: unknown): boolean => isMissing(value) || Number(value) === -1;
  const places = Int32Array.from(values, (value, row) => {
    const place = isGap(value) ? -1 : Number(value);
    if (isGap(value) || (Number.isInteger(place) && place >= 0 && place < classes.length)) return place;
    throw faults.valueRange`${caller}: column '${name}' is ${String(value)} in row ${row}, but the file names ${classes.length} classes; a whole number below that was expected`;
  });
  return { name, type: 'category', categories: classes, values: places, ...defined({ missing: missingAt(values, isGap) }) };
}
