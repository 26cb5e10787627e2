import { formatCell, type TableColumn } from '@vaekit/datasets';
import { kolmogorovSmirnov, totalVariation } from '@vaekit/metrics';
import type { ColumnFigures, ComparedColumn } from '@vaekit/pictures';
import type { OpenData } from '../data/openData.js';
import type { Run } from '../run/openRun.js';
import { columnCorrelations } from './columnCorrelations.js';
import { columnValues, dayOf, wordsOf } from './columnValues.js';
import { type Halves, openTableRows, type TableRows } from './tableRows.js';

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

/** A column of numbers in rows and draws; undefined where either has none. */
function comparedNumbers(real: TableColumn, drawn: TableColumn, halves: Halves): ComparedColumn | undefined {
  const [own, made] = [real, drawn].map((column) => columnValues(column).parts[0]!.values) as [Float64Array, Float64Array];
  const [rows, samples] = [knownOf(own), knownOf(made)];
  const [first, second] = halves.map((half) => knownOf(own, half)) as [number[], number[]];
  const drawsAreNumbers = samples.length === made.length && samples.every(Number.isFinite);
  if (first.length === 0 || second.length === 0 || !drawsAreNumbers) return undefined;
  return {
    name: real.name,
    distance: kolmogorovSmirnov(rows, samples),
    floor: kolmogorovSmirnov(first, second),
    numbers: {
      rows,
      samples,
      whole: real.type === 'integer',
      ...(real.type === 'date' ? { text: dayOf } : {}),
    },
  };
}

/** How often each word of a column occurs at some rows, all of them unless said. */
function countsOf(column: TableColumn, words: readonly string[], rows: Iterable<number> = column.values.keys()): number[] {
  const counts = words.map(() => 0);
  for (const row of rows) if (column.missing?.[row] !== 1) counts[Number(column.values[row])]! += 1;
  return counts;
}

const sharesOf = (counts: readonly number[]): number[] => {
  const total = counts.reduce((sum, count) => sum + count, 0);
  return counts.map((count) => count / total);
};

/** A column of categories in rows and draws; undefined where the rows have none. */
function comparedWords(
  real: TableColumn,
  drawn: TableColumn,
  words: readonly string[],
  halves: Halves,
): ComparedColumn | undefined {
  const [rows, samples] = [real, drawn].map((column) => countsOf(column, words)) as [number[], number[]];
  const [first, second] = halves.map((half) => countsOf(real, words, half)) as [number[], number[]];
  const isEmpty = (counts: readonly number[]): boolean => counts.every((count) => count === 0);
  if (isEmpty(first) || isEmpty(second) || isEmpty(samples)) return undefined;
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

/** Some rows of columns as the file spells them; numbers with the digits that are known of them. */
function written(columns: readonly TableColumn[], rows: readonly number[]): string[][] {
  const short = columns.map((column): TableColumn =>
    column.type === 'number' ? { ...column, values: column.values.map((value) => Number(value.toPrecision(DIGITS))) } : column,
  );
  return rows.map((row) => short.map((column) => formatCell(column, row).trim()));
}

/** How the columns of draws from a model of a table compare with those of its training rows; undefined where there is no such table, or nothing to compare. */
export async function columnFigures(
  run: Pick<Run, 'config' | 'model'>,
  { train, encoding }: Pick<OpenData, 'encoding' | 'train'>,
): Promise<ColumnFigures | undefined> {
  const rows = encoding && openTableRows(run, train, encoding);
  if (rows === undefined || rows.size < 2) return undefined;
  const { condition = [] } = run.config.options;
  const draws = await rows.draw(rows.size, rows.given);
  const columns = compared(rows, draws, condition);
  if (columns.length === 0) return undefined;
  const mean = (of: (column: ComparedColumn) => number): number =>
    columns.reduce((sum, column) => sum + of(column) / columns.length, 0);
  const correlations = columnCorrelations(rows, draws);
  const some = Array.from({ length: Math.min(WRITTEN, rows.size) }, (_, i) =>
    Math.floor(((i + 0.5) * rows.size) / Math.min(WRITTEN, rows.size)),
  );
  const first = rows.columns.slice(0, WRITTEN_COLUMNS);
  return {
    rows: rows.size,
    ...(run.model.classes === undefined ? (condition.length === 0 ? {} : { under: 'condition' }) : { under: 'class' }),
    columns: columns.slice(0, SHOWN),
    compared: columns.length,
    distance: mean(({ distance }) => distance),
    floor: mean(({ floor }) => floor),
    ...(correlations === undefined ? {} : { correlations }),
    written: {
      columns: first.map(({ name }) => name),
      all: rows.columns.length,
      rows: written(first, some),
      samples: written(draws.slice(0, WRITTEN_COLUMNS), some),
    },
  };
}
