import type { ColumnSchema } from '../dataSchema.js';
import { faults } from '../faults.js';
import type { NumericColumn, TableColumn } from '../table.js';
import { cyclesOf, dayLength, dayOf } from './calendar.js';
import type { ColumnEncoding } from './columnEncoding.js';
import { decimalsOf } from './decimalsOf.js';
import { fitNormalScores } from './normalScores.js';

export interface FitColumnOptions {
  readonly rows: readonly number[] | Int32Array;
  readonly offset: number;
  readonly standardize: boolean;
  readonly schema?: Pick<ColumnSchema, 'type' | 'scale'> | undefined;
}

const mostCategories = 100;
const fewest = 50;
/** The largest number of float32, in which examples are kept. */
const largestFloat32 = (2 - 2 ** -23) * 2 ** 127;

/** Whether numbers have an excess kurtosis above 20: a normal distribution has 0, an exponential 6, a log-normal 111. */
function isHeavyTailed(values: Float64Array, mean: number, deviation: number): boolean {
  if (values.length < fewest) return false;
  const fourths = values.reduce((sum, value) => sum + ((value - mean) / deviation) ** 4, 0);
  return fourths / values.length - 3 > 20;
}

/** Whether at least a quarter are exactly 0 and the rest are positive amounts, 20 different ones or more. */
function isZeroInflated(values: Float64Array, lowest: number): boolean {
  if (values.length < fewest || lowest !== 0) return false;
  const amounts = values.filter((value) => value !== 0);
  return amounts.length <= 0.75 * values.length && new Set(amounts).size >= 20;
}

/** Fits the encoding of a column that is a feature. */
export function fitColumn(column: TableColumn, options: FitColumnOptions): ColumnEncoding {
  const { name } = column;
  const { offset, schema } = options;
  if (column.type === 'category' || (column.type === 'text' && schema?.type === 'category'))
    return fitCategories(column, options);
  if (column.type === 'text') return { name, type: 'left-out', role: 'ignored', offset, width: 0 };
  return fitNumbers(column, options);
}

function fitCategories(column: Exclude<TableColumn, NumericColumn>, { rows, offset }: FitColumnOptions): ColumnEncoding {
  const { name } = column;
  const counts = new Map<string, number>();
  const add = (text: string, count: number): unknown =>
    count > 0 && counts.set(text.trim(), (counts.get(text.trim()) ?? 0) + count);
  if (column.type === 'text') for (const row of rows) add(column.values[row]!, column.missing?.[row] ? 0 : 1);
  else {
    const places = new Uint32Array(column.categories.length);
    for (const row of rows) if (!column.missing?.[row]) places[column.values[row]!]!++;
    column.categories.forEach((category, place) => add(category, places[place]!));
  }
  const [only] = counts.keys();
  if (counts.size <= 1) return { name, type: 'constant', offset, width: 0, value: only ?? null, of: 'category' };
  const all = [...counts.keys()].sort();
  if (all.length <= mostCategories) return { name, type: 'category', offset, width: all.length, categories: all };
  // The sort is stable, so that of equally frequent ones the first in the alphabet come first.
  const frequent = all.toSorted((a, b) => counts.get(b)! - counts.get(a)!);
  const categories = frequent.slice(0, mostCategories - 1).sort();
  return { name, type: 'category', offset, width: mostCategories, categories, rest: frequent.slice(mostCategories - 1) };
}

function fitNumbers(column: NumericColumn, { rows, offset, standardize, schema }: FitColumnOptions): ColumnEncoding {
  const { name, type } = column;
  const room = new Float64Array(rows.length);
  let count = 0;
  for (const row of rows) if (!column.missing?.[row]) room[count++] = column.values[row]!;
  const values = room.subarray(0, count);
  const { mean, deviation, range } = momentsOf(values);
  const decimals = type === 'number' ? (column.spelling?.decimals ?? decimalsOf(values)) : undefined;
  const spelling = decimals === undefined ? column.spelling : { ...column.spelling, decimals };
  const spelled = spelling === undefined ? {} : { spelling };
  const scaled = standardize && type !== 'boolean';
  // Values so close that their deviation underflows cannot be standardized.
  if (!(range[0] < range[1]) || (scaled && !(deviation > 0))) {
    const value = values[0] ?? null;
    const finest = Math.abs(value ?? 0) * Number.EPSILON;
    const dateStep = values[0]! % dayLength === 0 ? dayLength : 1000;
    const step = type === 'number' ? 10 ** -(decimals ?? 15) : type === 'date' ? dateStep : 1;
    const resolution = value === null ? {} : { resolution: Math.max(step, finest) };
    return { name, type: 'constant', offset, width: 0, value, of: type, ...resolution, ...spelled };
  }
  const largest = Math.max(-range[0], range[1]);
  if (scaled ? deviation === Infinity : largest > largestFloat32)
    throw faults.valueRange`fitTableEncoding: column '${name}' has numbers up to ${largest.toPrecision(3)}; ${scaled ? 'standardized numbers are expected to differ by less than 1.8e308' : `at most 3.4e38 was expected of numbers that are not standardized, since examples are float32`}; leave the column out${scaled ? '' : ', standardize it'} or give it another unit`;
  if (type === 'boolean') return { name, type, offset, width: 1, ...spelled };
  if (type === 'date') return { name, type, offset, ...fitDates(values), range, ...spelled };
  // Whole numbers spelled with decimals, as pandas writes those with gaps, stay whole.
  const isWhole = decimals !== undefined && decimals > 0 && values.every(Number.isInteger);
  const own = isWhole ? { spelling: { ...spelling, decimals: 0 } } : spelled;
  const asked = schema?.scale;
  const zero = asked !== 'standard' && scaled && isZeroInflated(values, range[0]);
  if (asked === 'quantile' || zero || (asked === undefined && scaled && isHeavyTailed(values, mean, deviation))) {
    const scores = fitNormalScores((zero ? values.filter((value) => value !== 0) : values).sort());
    return { name, type: 'quantile', of: type, offset, width: zero ? 2 : 1, ...scores, zero, range, ...own };
  }
  return { name, type, offset, width: 1, mean: scaled ? mean : 0, deviation: scaled ? deviation : 1, range, ...own };
}

interface Moments {
  readonly mean: number;
  readonly deviation: number;
  readonly range: readonly [number, number];
}

function momentsOf(values: Float64Array): Moments {
  let [count, mean, squares, lowest, highest] = [0, 0, 0, Infinity, -Infinity];
  for (const value of values) {
    // Welford's recurrences: no difference of large sums.
    const change = value - mean;
    mean += change / ++count;
    squares += change * (value - mean);
    if (value < lowest) lowest = value;
    if (value > highest) highest = value;
  }
  const range = [lowest, highest] as const;
  const deviation = Math.sqrt(squares / count);
  const unit = highest / 2 - lowest / 2;
  // Squares of numbers above 1e154 overflow, of differences below 1e-162 underflow; in units of half the range they do neither.
  if (!(unit > 0) || (deviation > 0 && deviation < Infinity) || unit === 1) return { mean, deviation, range };
  const inUnits = momentsOf(values.map((value) => value / unit));
  return { mean: inUnits.mean * unit, deviation: highest - lowest < Infinity ? inUnits.deviation * unit : Infinity, range };
}

function fitDates(
  values: Float64Array,
): Pick<ColumnEncoding & { type: 'date' }, 'cycles' | 'deviation' | 'mean' | 'time' | 'width'> {
  const cycles = cyclesOf(values);
  const { mean, deviation } = momentsOf(values.map((value) => dayOf(value).day));
  // Times of one day differ in the cycle alone.
  return {
    mean,
    deviation: deviation > 0 ? deviation : 1,
    time: cycles.includes('day') ? 0 : dayOf(values[0]!).time,
    cycles,
    width: 1 + 2 * cycles.length,
  };
}
