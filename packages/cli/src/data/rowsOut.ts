import type * as tf from '@tensorflow/tfjs';
import { decodeTable, type Examples, type PlainTensor, type RowIds, type TableColumn } from '@vaekit/datasets';
import { csv } from '../pictures/csv.js';
import type { Run } from '../run/openRun.js';
import { className } from './examplesFor.js';

/** What belongs to rows besides their numbers. */
export interface RowsOptions {
  /** The class of each row; −1 where it is not known. */
  readonly labels?: ArrayLike<number> | undefined;
  /** The names of the classes. Default: those of the run. */
  readonly classes?: readonly string[];
  readonly ids?: readonly RowIds[] | undefined;
  /** Columns that stand before all others. */
  readonly lead?: readonly { readonly name: string; readonly values: readonly (number | string)[] }[];
}

/** The numbers of a tensor, which is disposed. */
export async function numbersOf(tensor: tf.Tensor): Promise<PlainTensor<Float32Array>> {
  const data = Float32Array.from(await tensor.data());
  const shape = [...tensor.shape];
  tensor.dispose();
  return { data, shape };
}

/** `x` where values are missing, what was observed elsewhere. */
export function filled(
  x: PlainTensor<Float32Array>,
  { x: given, mask }: Pick<Examples, 'mask' | 'x'>,
): PlainTensor<Float32Array> {
  return { data: x.data.map((value, at) => (mask?.data[at] === 0 ? value : given.data[at]!)), shape: x.shape };
}

/** A value as the column has it; numbers with the digits that float32 holds. */
function cellOf(column: TableColumn, row: number): number | string {
  if (column.missing?.[row]) return '';
  if (column.type === 'category') return column.categories[column.values[row]!] ?? '';
  if (column.type === 'text') return column.values[row]!;
  const value = column.values[row]!;
  const { words, decimals } = column.spelling ?? {};
  if (column.type === 'boolean' && words !== undefined) return words[value === 1 ? 1 : 0];
  if (column.type === 'number' && decimals !== undefined) return value.toFixed(decimals);
  return column.type === 'number' ? Number(value.toPrecision(7)) : value;
}

/** The columns of examples in the terms of the run's data. */
function valueColumns({ config }: Run, x: PlainTensor): NonNullable<RowsOptions['lead']> {
  const { encoding, scaling } = config.data;
  const rows = x.shape[0]!;
  const width = x.data.length / rows;
  if (encoding !== undefined)
    return decodeTable({ data: x.data, shape: [rows, width] }, encoding).columns.map((column) => ({
      name: column.name,
      values: Array.from({ length: rows }, (_, row) => cellOf(column, row)),
    }));
  return Array.from({ length: width }, (_, i) => ({
    name: `x${i}`,
    values: Array.from({ length: rows }, (_, row) => {
      const value = x.data[row * width + i]!;
      return scaling === undefined ? value : value * scaling.deviation[i]! + scaling.mean[i]!;
    }),
  }));
}

/**
 * Rows of the model as CSV, in the terms of the data that it was trained on: of a table its columns in their order, and the class last under the label's
 * name; of other examples their numbers, behind the class.
 */
export function rowsCsv(run: Run, x: PlainTensor, options: RowsOptions = {}): string {
  const { encoding, classes = [] } = run.config.data;
  const { labels, ids = [], lead = [] } = options;
  const names = options.classes ?? classes;
  const label =
    labels === undefined
      ? []
      : [{ name: encoding?.label?.name ?? 'class', values: Array.from(labels, (value) => className(names, value)) }];
  const values = valueColumns(run, x);
  const columns = [...lead, ...ids, ...(encoding === undefined ? [...label, ...values] : [...values, ...label])];
  return csv(
    columns.map(({ name }) => name),
    Array.from({ length: x.shape[0]! }, (_, row) => columns.map((column) => column.values[row]!)),
  );
}
