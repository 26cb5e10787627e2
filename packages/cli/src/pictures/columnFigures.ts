import type { Vae } from '@vaekit/core';
import { formatCell, type TableColumn, type TableEncoding } from '@vaekit/datasets';
import { kolmogorovSmirnov, totalVariation } from '@vaekit/metrics';
import type { ColumnFigures, ComparedColumn } from '@vaekit/pictures';
import type { OpenData } from '../data/openData.js';
import type { Run } from '../run/openRun.js';
import { columnCorrelations } from './columnCorrelations.js';
import { columnValues, countsOf, dayOf, wordsOf } from './columnValues.js';
import { type Halves, openTableRows, type TableRows } from './tableRows.js';

/** Rows that are looked at, and as many draws: the most, and the fewest where a row takes long. */
const [ROWS, FEWEST] = [5000, 200];
/** The most cells of them, and the most random numbers that codes of draws are made of, such as those of every step of a diffusion. */
const [CELLS, NOISE] = [200_000, 1_000_000];
/** Columns that are drawn. */
const SHOWN = 12;
/** Rows and draws that are written out, and their columns. */
const [WRITTEN, WRITTEN_COLUMNS] = [5, 12];
/** Digits that single precision holds. */
const DIGITS = 7;

/** The known numbers of a column at some rows, all of them unless said. */
function knownOf(values: Float64Array, rows: Iterable<number> = values.keys()): number[] {
  return Array.from(rows, (row) => values[row]!).filter((value) => !Number.isNaN(value));
}

/** A column of numbers in rows and draws; undefined where a half of the rows has none. */
function comparedNumbers(real: TableColumn, drawn: TableColumn, halves: Halves): ComparedColumn | undefined {
  const [own, made] = [real, drawn].map((column) => columnValues(column).parts[0]!.values) as [Float64Array, Float64Array];
  const [rows, samples] = [knownOf(own), Array.from(made)];
  const [first, second] = halves.map((half) => knownOf(own, half)) as [number[], number[]];
  if (first.length === 0 || second.length === 0) return undefined;
  return {
    name: real.name,
    distance: kolmogorovSmirnov(rows, samples),
    floor: kolmogorovSmirnov(first, second),
    numbers: {
      rows,
      samples,
      whole: real.type === 'integer' || (real.type === 'number' && real.spelling?.decimals === 0),
      ...(real.type === 'date' ? { text: dayOf } : {}),
    },
  };
}

const sharesOf = (counts: readonly number[]): number[] => {
  const total = counts.reduce((sum, count) => sum + count, 0);
  return counts.map((count) => count / total);
};

/** A column of categories in rows and draws; undefined where a half of the rows has none. */
function comparedWords(
  real: TableColumn,
  drawn: TableColumn,
  words: readonly string[],
  halves: Halves,
): ComparedColumn | undefined {
  const [rows, samples] = [real, drawn].map((column) => countsOf(column, words)) as [number[], number[]];
  const [first, second] = halves.map((half) => countsOf(real, words, half)) as [number[], number[]];
  const isEmpty = (counts: readonly number[]): boolean => counts.every((count) => count === 0);
  if (isEmpty(first) || isEmpty(second)) return undefined;
  const [ofRows, ofSamples] = [sharesOf(rows), sharesOf(samples)];
  return {
    name: real.name,
    distance: totalVariation(rows, samples),
    floor: totalVariation(first, second),
    categories: words
      .map((name, at) => ({ name, rows: ofRows[at]!, samples: ofSamples[at]! }))
      .toSorted((a, b) => b.rows - a.rows || b.samples - a.samples),
  };
}

/** The learned columns in rows and draws, those that differ most beyond chance first. */
function compared({ columns, halves }: TableRows, draws: readonly TableColumn[], given: readonly string[]): ComparedColumn[] {
  const found = columns.flatMap((real, at) => {
    if (given.includes(real.name)) return [];
    const words = wordsOf(real);
    const drawn = draws[at]!;
    return (words === undefined ? comparedNumbers(real, drawn, halves) : comparedWords(real, drawn, words, halves)) ?? [];
  });
  return found.toSorted((a, b) => b.distance - b.floor - (a.distance - a.floor));
}

/** Whether all draws of a column are numbers, or words: those of a model that diverged are not. */
const isDrawn = ({ values }: TableColumn): boolean => Array.from<unknown>(values).every(Number.isFinite);

/** Some rows of columns as the file spells them; numbers with the digits that are known of them. */
function written(columns: readonly TableColumn[], rows: readonly number[]): string[][] {
  const short = columns.map((column): TableColumn =>
    column.type === 'number' ? { ...column, values: column.values.map((value) => Number(value.toPrecision(DIGITS))) } : column,
  );
  return rows.map((row) => short.map((column) => formatCell(column, row).trim()));
}

/** Some rows and draws as the file spells them, with the class that they are of where the model is given one. */
function someOfBoth(
  { size, given, columns }: TableRows,
  draws: readonly TableColumn[],
  { model, config }: Pick<Run, 'config' | 'model'>,
  { label }: TableEncoding,
): ColumnFigures['written'] {
  const count = Math.min(WRITTEN, size);
  const some = Array.from({ length: count }, (_, i) => Math.floor(((i + 0.5) * size) / count));
  const { classes = [] } = config.data;
  const isOfClass = model.classes !== undefined && label !== undefined;
  const last = (row: number): readonly string[] => (isOfClass ? [classes[given![row]!] ?? String(given![row])] : []);
  const rowsOf = (all: readonly TableColumn[]): string[][] =>
    written(all.slice(0, WRITTEN_COLUMNS), some).map((cells, i) => [...cells, ...last(some[i]!)]);
  return {
    columns: [...columns.slice(0, WRITTEN_COLUMNS).map(({ name }) => name), ...(isOfClass ? [label.name] : [])],
    all: columns.length + Number(isOfClass),
    rows: rowsOf(columns),
    samples: rowsOf(draws),
  };
}

/** How many rows can be looked at and drawn in about a second. */
function affordableRows(model: Vae, { columns }: TableEncoding): number {
  const each = Object.values(model.prior.noise(model)).map(({ shape, per }) =>
    per === 'example' ? shape.reduce((product, extent) => product * extent, 1) : 0,
  );
  const noise = each.reduce((sum, numbers) => sum + numbers, 1);
  return Math.min(ROWS, Math.max(FEWEST, Math.floor(Math.min(CELLS / columns.length, NOISE / noise))));
}

/** How the columns of draws from a model of a table compare with those of its training rows; undefined where there is no such table, or nothing to compare. */
export async function columnFigures(
  run: Pick<Run, 'config' | 'model'>,
  { train, encoding }: Pick<OpenData, 'encoding' | 'train'>,
): Promise<ColumnFigures | undefined> {
  if (encoding === undefined) return undefined;
  const opened = openTableRows(run, train, encoding, affordableRows(run.model, encoding));
  if (opened === undefined || opened.size < 2) return undefined;
  const { condition = [] } = run.config.options;
  const made = await opened.draw(opened.size, opened.given);
  const rows = { ...opened, columns: opened.columns.filter((_, at) => isDrawn(made[at]!)) };
  const draws = made.filter(isDrawn);
  const columns = compared(rows, draws, condition);
  if (columns.length === 0) return undefined;
  const mean = (of: (column: ComparedColumn) => number): number =>
    columns.reduce((sum, column) => sum + of(column) / columns.length, 0);
  const correlations = columnCorrelations(rows, draws);
  return {
    rows: rows.size,
    ...(run.model.classes === undefined ? (condition.length === 0 ? {} : { under: 'condition' }) : { under: 'class' }),
    columns: columns.slice(0, SHOWN),
    compared: columns.length,
    distance: mean(({ distance }) => distance),
    floor: mean(({ floor }) => floor),
    ...(correlations === undefined ? {} : { correlations }),
    written: someOfBoth(rows, draws, run, encoding),
  };
}
