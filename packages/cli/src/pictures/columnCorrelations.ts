import type { TableColumn } from '@vaekit/datasets';
import { spearmanCorrelations } from '@vaekit/metrics';
import type { CorrelationFigures } from '@vaekit/pictures';
import { columnValues, countsOf, wordsOf } from './columnValues.js';
import type { TableRows } from './tableRows.js';

/** Columns that are looked at, and those that are drawn. */
const [LOOKED_AT, SHOWN] = [100, 16];

/** A column as one list of numbers in rows and in draws: of categories whether it is the most frequent, or the second of two words. */
interface Pair {
  readonly name: string;
  /** Whether the model is given it, so that rows and draws have the same. */
  readonly given: boolean;
  readonly real: Float64Array;
  readonly drawn: Float64Array;
}

function pairOf(real: TableColumn, drawn: TableColumn, given: boolean): Pair {
  const words = wordsOf(real);
  const counts = words && countsOf(real, words);
  const word = real.type === 'boolean' ? 1 : counts?.indexOf(Math.max(...counts));
  const numbers = (column: TableColumn): Float64Array =>
    word === undefined
      ? columnValues(column).parts[0]!.values
      : Float64Array.from({ length: column.values.length }, (_, row) =>
          column.missing?.[row] === 1 ? Number.NaN : Number(column.values[row] === word),
        );
  return {
    given,
    name: words === undefined ? real.name : `${real.name} = ${words[word!]!.trim()}`,
    real: numbers(real),
    drawn: numbers(drawn),
  };
}

/** Whether known values differ, so that there can be a correlation. */
function varies(values: Float64Array): boolean {
  const first = values.find((value) => !Number.isNaN(value));
  return values.some((value) => !Number.isNaN(value) && value !== first);
}

/** The mean absolute difference of two tables of correlations, over some pairs of columns. */
const differenceOf = (
  a: readonly (readonly number[])[],
  b: readonly (readonly number[])[],
  some: readonly (readonly [number, number])[],
): number => some.reduce((sum, [i, j]) => sum + Math.abs(a[i]![j]! - b[i]![j]!), 0) / some.length;

/** The places of the columns that go together with another one the most, in their order. */
function strongest(correlations: readonly (readonly number[])[]): number[] {
  const strength = correlations.map((row, i) => Math.max(...row.map((value, j) => (i === j ? 0 : Math.abs(value)))));
  return Array.from(strength.keys())
    .toSorted((a, b) => strength[b]! - strength[a]!)
    .slice(0, SHOWN)
    .toSorted((a, b) => a - b);
}

/**
 * How columns go together in rows and in draws; undefined where fewer than two of them vary, or none that is learned.
 *
 * @param given the names of those that are a condition
 */
export function columnCorrelations(
  { columns, halves }: Pick<TableRows, 'columns' | 'halves'>,
  draws: readonly TableColumn[],
  given: readonly string[],
): CorrelationFigures | undefined {
  const pairs = columns
    .slice(0, LOOKED_AT)
    .map((column, at) => pairOf(column, draws[at]!, given.includes(column.name)))
    .filter(({ real }) => varies(real));
  // Two columns of a condition go together in draws as in rows, whatever the model is.
  const learned = pairs.flatMap((one, i) =>
    pairs.slice(0, i).flatMap((other, j): [number, number][] => (one.given && other.given ? [] : [[i, j]])),
  );
  if (learned.length === 0) return undefined;
  const real = spearmanCorrelations(pairs.map((pair) => pair.real));
  const drawn = spearmanCorrelations(pairs.map((pair) => pair.drawn));
  const [first, second] = halves.map((half) =>
    spearmanCorrelations(pairs.map((pair) => Float64Array.from(half, (row) => pair.real[row]!))),
  ) as [number[][], number[][]];
  const shown = strongest(real);
  const some = (all: readonly (readonly number[])[]): number[][] => shown.map((i) => shown.map((j) => all[i]![j]!));
  return {
    names: shown.map((at) => pairs[at]!.name),
    rows: some(real),
    samples: some(drawn),
    compared: pairs.length,
    pairs: learned.length,
    ...(columns.length > LOOKED_AT ? { looked: { first: LOOKED_AT, of: columns.length } } : {}),
    difference: differenceOf(real, drawn, learned),
    floor: differenceOf(first, second, learned) / Math.SQRT2,
  };
}
