import { type Table, type TableColumn, textOf } from './table.js';

/** Fewer numbers in a text may be a date, a place or a telephone. */
const fewest = 16;

const numbersOf = (text: string): number[] =>
  text
    .replace(/^\s*\[|\]\s*$/g, '')
    .trim()
    .split(/[\s,;]+/)
    .map((word) => (word === '' ? Number.NaN : Number(word)));

/**
 * The table with each column of texts that are lists of 16 or more numbers, as many in every row, as columns `name.0`, `name.1`, …: `70 80 82 …` or
 * `[0.1, 0.2, …]`, as arrays come in CSV. Columns of the names in `except` stay texts.
 */
export function spreadNumberTexts<T extends Table>(table: T, except: { has(name: string): boolean }): T {
  const columns = table.columns.flatMap((column) => (except.has(column.name) ? column : (spread(column) ?? column)));
  return columns.length === table.columns.length ? table : { ...table, columns };
}

function spread(column: TableColumn): TableColumn[] | undefined {
  if ((column.type !== 'text' && column.type !== 'category') || column.missing !== undefined) return undefined;
  const count = numbersOf(textOf(column, 0)).length;
  if (count < fewest) return undefined;
  const values = Array.from({ length: count }, () => new Float64Array(column.values.length));
  let isWhole = true;
  for (let row = 0; row < column.values.length; row++) {
    const numbers = numbersOf(textOf(column, row));
    if (numbers.length !== count || !numbers.every(Number.isFinite)) return undefined;
    isWhole &&= numbers.every(Number.isSafeInteger);
    numbers.forEach((value, i) => (values[i]![row] = value));
  }
  return values.map((one, i) => ({ name: `${column.name}.${i}`, type: isWhole ? 'integer' : 'number', values: one }));
}
