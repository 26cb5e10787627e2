import type { TableColumn } from '@vaekit/datasets';
import { kolmogorovSmirnov, totalVariation } from '@vaekit/metrics';
import type { ComparedColumn } from '@vaekit/pictures';
import { columnValues, countsOf, dayOf, wordsOf } from './columnValues.js';
import type { Halves, TableRows } from './tableRows.js';

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
    floor: kolmogorovSmirnov(first, second) / Math.SQRT2,
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
    floor: totalVariation(first, second) / Math.SQRT2,
    categories: words
      .map((name, at) => ({ name, rows: ofRows[at]!, samples: ofSamples[at]! }))
      .toSorted((a, b) => b.rows - a.rows || b.samples - a.samples),
  };
}

/**
 * The learned columns in rows and draws, those that differ most beyond chance first.
 *
 * @param given the names of those that are a condition
 */
export function comparedColumns(
  { columns, halves }: Pick<TableRows, 'columns' | 'halves'>,
  draws: readonly TableColumn[],
  given: readonly string[],
): ComparedColumn[] {
  const found = columns.flatMap((real, at) => {
    if (given.includes(real.name)) return [];
    const words = wordsOf(real);
    const drawn = draws[at]!;
    return (words === undefined ? comparedNumbers(real, drawn, halves) : comparedWords(real, drawn, words, halves)) ?? [];
  });
  return found.toSorted((a, b) => b.distance - b.floor - (a.distance - a.floor));
}
