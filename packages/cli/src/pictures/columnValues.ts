import { decodeTable, type PlainTensor, type TableColumn, type TableEncoding } from '@vaekit/datasets';
import type { ConditionSummary } from '@vaekit/pictures';

/** The values of a column of a table, as numbers: those it has, dates in years; of categories, for each whether it is that one. Not a number where one is missing. */
export interface ColumnValues {
  readonly name: string;
  readonly type: TableColumn['type'];
  readonly parts: readonly { readonly name?: string; readonly values: Float64Array }[];
}

const YEAR = 365.2425 * 86_400_000;
const HOUR = 3_600_000;
/** Categories that are looked at: the first are the most frequent. */
const CATEGORIES = 20;

/** The day of a date in years, as `2024-02-29`. A midnight that was encoded may come back a little earlier. */
export const dayOf = (years: number): string =>
  new Date(Math.round(((years - 1970) * YEAR) / HOUR) * HOUR).toISOString().slice(0, 10);

/** The words of a column of categories; undefined of one of numbers. */
export function wordsOf(column: TableColumn): readonly string[] | undefined {
  if (column.type === 'category') return column.categories;
  return column.type === 'boolean' ? (column.spelling?.words ?? ['false', 'true']) : undefined;
}

/** How often each word of a column occurs at some rows, all of them unless said. */
export function countsOf(column: TableColumn, words: readonly string[], rows: Iterable<number> = column.values.keys()): number[] {
  const counts = words.map(() => 0);
  for (const row of rows) if (column.missing?.[row] !== 1) counts[Number(column.values[row])]! += 1;
  return counts;
}

function partsOf(column: TableColumn): ColumnValues['parts'] {
  const at = (row: number, value: number): number => (column.missing?.[row] === 1 ? Number.NaN : value);
  if (column.type === 'text') return [];
  if (column.type === 'date') return [{ values: column.values.map((value, row) => at(row, 1970 + value / YEAR)) }];
  const words = wordsOf(column);
  if (words === undefined) return [{ values: Float64Array.from(column.values, (value, row) => at(row, value)) }];
  return words.slice(0, CATEGORIES).map((name, category) => ({
    name,
    values: Float64Array.from(column.values, (value, row) => at(row, Number(value === category))),
  }));
}

/**
 * The columns of encoded rows that hold numbers or categories, in the file's own terms.
 *
 * @param missing whether a row lacks the value of a column
 */
export function tableColumns(
  x: PlainTensor,
  encoding: TableEncoding,
  missing: (name: string, row: number) => boolean = () => false,
): TableColumn[] {
  const coded = new Set(encoding.columns.filter(({ width }) => width > 0).map(({ name }) => name));
  return decodeTable(x, encoding, { clip: true })
    .columns.filter(({ name }) => coded.has(name))
    .map((column): TableColumn => ({
      ...column,
      missing: Uint8Array.from({ length: x.shape[0]! }, (_, row) => Number(missing(column.name, row))),
    }));
}

/** A column as numbers. */
export const columnValues = (column: TableColumn): ColumnValues => ({
  name: column.name,
  type: column.type,
  parts: partsOf(column),
});

/** The mean of the values at `rows`, and of numbers the middle 80 %; undefined where none is known. */
export function summaryOf(
  { name, values }: ColumnValues['parts'][number],
  rows: readonly number[],
): ConditionSummary | undefined {
  const known = rows.map((row) => values[row]!).filter((value) => !Number.isNaN(value));
  if (known.length === 0) return undefined;
  const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
  if (name !== undefined) return { mean };
  const sorted = known.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.round(share * (sorted.length - 1))]!;
  return { mean, low: at(0.1), high: at(0.9) };
}
