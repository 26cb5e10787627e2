import type { TableEncoding } from '@vaekit/datasets';
import type { ConditionedColumn, ConditionFigures, ConditionPlace, WriteValue } from '@vaekit/pictures';
import { formatNumber } from '@vaekit/viz';
import type { OpenData } from '../data/openData.js';
import type { Run } from '../run/openRun.js';
import { type ColumnValues, columnValues, dayOf, summaryOf } from './columnValues.js';
import { openTableRows } from './tableRows.js';

/** Training rows that are looked at. */
const ROWS = 5000;
/** Draws at each value. */
const DRAWS = 400;
/** Values of a sweep, at even ranks from the first to the last. */
const POINTS = 13;
const [FIRST, LAST] = [0.05, 0.95];
/** Ranks of the low, the middle and the high setting of numbers; the most settings of categories. */
const SETTINGS = [0.1, 0.5, 0.9];
const CATEGORIES = 4;
/** Columns that are shown. */
const COLUMNS = 6;

/** A column of the condition in the real rows, and its place in the encoded condition. */
interface Condition {
  readonly column: ColumnValues;
  readonly offset: number;
  readonly width: number;
}

/** The real rows, and a way to draw others. */
interface Rows {
  readonly size: number;
  /** `[size, width]`, encoded. */
  readonly given: Float32Array;
  readonly width: number;
  readonly conditions: readonly Condition[];
  readonly learned: readonly ColumnValues[];
  /** The learned columns of draws under rows of the condition, encoded. */
  draw(given: Float32Array): Promise<readonly ColumnValues[]>;
}

function openRows(run: Pick<Run, 'config' | 'model'>, train: OpenData['train'], encoding: TableEncoding): Rows {
  const names = run.config.options.condition!;
  const { size, given, columns, draw } = openTableRows(run, train, encoding, ROWS)!;
  const real = columns.map(columnValues);
  let width = 0;
  const conditions = names.map((name) => {
    const own = { column: real.find((one) => one.name === name)!, offset: width, ...widthOf(encoding, name) };
    width += own.width;
    return own;
  });
  const isLearned = ({ name }: ColumnValues): boolean => !names.includes(name);
  return {
    size,
    given: Float32Array.from(given!),
    width,
    conditions,
    learned: real.filter(isLearned),
    draw: async (under) => (await draw(under.length / width, under)).map(columnValues).filter(isLearned),
  };
}

const widthOf = ({ columns }: TableEncoding, name: string): { readonly width: number } => ({
  width: columns.find((one) => one.name === name)!.width,
});

const isOfCategories = ({ column }: Condition): boolean => column.parts[0]!.name !== undefined;

/** The rows at some ranks of the numbers of a condition, one for each value. */
function rowsAtRanks({ column }: Condition, ranks: readonly number[]): number[] {
  const { values } = column.parts[0]!;
  const order = Array.from(values.keys()).toSorted((a, b) => values[a]! - values[b]!);
  const rows = ranks.map((rank) => order[Math.round(rank * (order.length - 1))]!);
  return rows.filter((row, i) => i === 0 || values[row] !== values[rows[i - 1]!]);
}

/** Rows of the most frequent categories of a condition, and their names. */
function rowsOfCategories({ column }: Condition): { readonly row: number; readonly text: string }[] {
  return column.parts
    .map(({ name, values }) => ({ text: name!, row: values.indexOf(1), count: values.reduce((sum, is) => sum + is, 0) }))
    .filter(({ count }) => count > 0)
    .toSorted((a, b) => b.count - a.count)
    .slice(0, CATEGORIES);
}

/** How a value of a column of the condition is written, where `sample --condition` takes it in other words than a number's. */
function textOf({ type }: ColumnValues): WriteValue | undefined {
  if (type === 'date') return dayOf;
  return type === 'integer' ? (value) => String(Math.round(value)) : undefined;
}

function inWords(column: ColumnValues, value: number): string {
  return textOf(column)?.(value) ?? formatNumber(Number(value.toPrecision(4)));
}

const settingsOf = (condition: Condition): readonly { readonly row: number; readonly text: string }[] =>
  isOfCategories(condition)
    ? rowsOfCategories(condition)
    : rowsAtRanks(condition, SETTINGS).map((row) => ({
        row,
        text: inWords(condition.column, condition.column.parts[0]!.values[row]!),
      }));

/** The rows that are nearest by some distance: a share of them, at least twenty, and all that are as near as the last. */
function nearest(size: number, share: number, distance: (row: number) => number): number[] {
  const distances = Float64Array.from({ length: size }, (_, row) => distance(row));
  const last = distances.toSorted()[Math.min(size, Math.max(20, Math.ceil(share * size))) - 1]!;
  return Array.from(distances.keys()).filter((row) => distances[row]! <= last);
}

/** Draws under conditions and the rows near them. */
interface Place {
  readonly drawn: readonly ColumnValues[];
  readonly near: readonly number[];
}

/** Draws at a setting of one condition, the others at their medians, and the rows nearest in all of them. */
async function atSetting(rows: Rows, condition: Condition, row: number): Promise<Place> {
  const { size, given, width } = rows;
  const middle = new Float32Array(width);
  for (const one of rows.conditions) {
    const own = one === condition ? row : isOfCategories(one) ? rowsOfCategories(one)[0]!.row : rowsAtRanks(one, [0.5])[0]!;
    middle.set(given.subarray(own * width + one.offset, own * width + one.offset + one.width), one.offset);
  }
  const all = Float32Array.from({ length: DRAWS * width }, (_, i) => middle[i % width]!);
  const near = nearest(size, 0.05, (at) => middle.reduce((sum, value, i) => sum + (given[at * width + i]! - value) ** 2, 0));
  return { drawn: await rows.draw(all), near };
}

/** Draws at a value of one condition, the others those of the rows near it. */
async function atValue(rows: Rows, condition: Condition, row: number): Promise<Place> {
  const { size, given, width } = rows;
  const { values } = condition.column.parts[0]!;
  const near = nearest(size, 0.1, (at) => Math.abs(values[at]! - values[row]!));
  const all = new Float32Array(DRAWS * width);
  const own = given.subarray(row * width + condition.offset, row * width + condition.offset + condition.width);
  for (let i = 0; i < DRAWS; i++) {
    const from = near[Math.floor((i * near.length) / DRAWS)]! * width;
    all.set(given.subarray(from, from + width), i * width);
    all.set(own, i * width + condition.offset);
  }
  return { drawn: await rows.draw(all), near };
}

/** Draws and rows of a part of a column in sum; undefined where no draw is a number. */
function summed({ drawn, near }: Place, real: ColumnValues, part: number): ConditionPlace | undefined {
  const own = drawn.find(({ name }) => name === real.name)!.parts[part]!;
  const known = summaryOf(own, Array.from(own.values.keys()));
  return known && { drawn: known, real: summaryOf(real.parts[part]!, near) };
}

/** How much a column changes: the range of its means in its deviations, or twice that of a share. */
function change({ parts }: ConditionedColumn, real: ColumnValues): number {
  const ranges = parts.map(({ name, settings, sweep }, i) => {
    const means = (sweep.length > 1 ? sweep : settings).map(({ drawn }) => drawn.mean);
    const range = Math.max(...means) - Math.min(...means);
    if (name !== undefined) return 2 * range;
    const known = real.parts[i]!.values.filter((value) => !Number.isNaN(value));
    const mean = known.reduce((sum, value) => sum + value / known.length, 0);
    return range / (Math.sqrt(known.reduce((sum, value) => sum + (value - mean) ** 2 / known.length, 0)) || 1);
  });
  return Math.max(...ranges);
}

/** How the learned columns of a run follow each column that it is conditioned on, in draws and in the training rows; none of a run without such. */
export async function conditionFigures(
  run: Pick<Run, 'config' | 'model'>,
  { train, encoding }: Pick<OpenData, 'encoding' | 'train'>,
): Promise<ConditionFigures[]> {
  if (run.config.options.condition === undefined || encoding === undefined) return [];
  const rows = openRows(run, train, encoding);
  const found: ConditionFigures[] = [];
  for (const condition of rows.conditions) {
    const settings = settingsOf(condition);
    const ranks = Array.from({ length: POINTS }, (_, i) => FIRST + ((LAST - FIRST) * i) / (POINTS - 1));
    const swept = isOfCategories(condition) ? [] : rowsAtRanks(condition, ranks);
    const [atSettings, atValues]: [Place[], Place[]] = [[], []];
    for (const { row } of settings) atSettings.push(await atSetting(rows, condition, row));
    for (const row of swept) atValues.push(await atValue(rows, condition, row));
    const columns = rows.learned.flatMap((real) => {
      const parts = real.parts.map(({ name }, part) => {
        const at = (places: readonly Place[]): ConditionPlace[] => places.flatMap((place) => summed(place, real, part) ?? []);
        return { ...(name === undefined ? {} : { name }), settings: at(atSettings), sweep: at(atValues) };
      });
      const isWhole = parts.every(({ settings: s, sweep }) => s.length === atSettings.length && sweep.length === atValues.length);
      // A column that the model draws no numbers of cannot be shown.
      if (!isWhole) return [];
      const column: ConditionedColumn = { name: real.name, text: real.type === 'date' ? dayOf : undefined, parts };
      return [{ column, by: change(column, real) }];
    });
    if (columns.length === 0) continue;
    found.push({
      name: condition.column.name,
      settings: settings.map(({ text }) => `= ${text}`),
      text: textOf(condition.column),
      sweep: swept.map((row) => condition.column.parts[0]!.values[row]!),
      columns: columns
        .toSorted((a, b) => b.by - a.by)
        .slice(0, COLUMNS)
        .map(({ column }) => column),
      learned: columns.length,
    });
  }
  return found;
}
