import type * as tf from '@tensorflow/tfjs';
import {
  decodeTable,
  type Examples,
  formatCell,
  type PlainTensor,
  type RowIds,
  type Table,
  type TableColumn,
  type TableEncoding,
  writeCsv,
} from '@vaekit/datasets';
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
  /** The rows as they came: what they have is written as it is there, and only what they lack as the model has it. */
  readonly given?: Table | undefined;
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

/** Texts as a column. */
const textColumn = (name: string, values: readonly (number | string)[]): TableColumn => ({
  name,
  type: 'text',
  values: values.map(String),
});

/** Rows of a table in the terms of its file: its columns in their order, with those that name rows and the label where they are known. */
function tableOf(
  encoding: TableEncoding,
  x: PlainTensor,
  label: readonly string[] | undefined,
  { ids = [], given }: Pick<RowsOptions, 'given' | 'ids'>,
): Table {
  const size = x.shape[0]!;
  const source = ids.map(({ name, values }) => textColumn(name, values));
  if (label !== undefined && encoding.label !== undefined) source.push(textColumn(encoding.label.name, label));
  // Of two columns of one name the last counts.
  const made = decodeTable({ data: x.data, shape: [size, x.data.length / size] }, encoding, {
    source: { columns: [...(given?.columns ?? []), ...source], size },
    clip: true,
  });
  if (given === undefined) return made;
  const known = new Map(given.columns.map((column) => [column.name, column]));
  return { columns: made.columns.map((column) => keptColumn(column, known.get(column.name))), size };
}

const isText = ({ type }: TableColumn): boolean => type === 'category' || type === 'text';

/** What was given where it is not missing, in the spelling of the training's file; what was made elsewhere. */
function keptColumn(made: TableColumn, given: TableColumn | undefined): TableColumn {
  if (given === undefined || given === made || made.type === 'text') return made;
  const present = (row: number): boolean => !given.missing?.[row];
  if (made.type === 'category' || isText(given)) {
    const values = Array.from(made.values, (_, row) => (present(row) ? formatCell(given, row).trim() : formatCell(made, row)));
    return { name: made.name, type: 'text', values };
  }
  const values = made.values.map((value, row) => (present(row) ? Number(given.values[row]) : value));
  // What the training's file rounds, this one may have in full.
  const type = made.type === 'integer' && !values.every(Number.isInteger) ? 'number' : made.type;
  return { ...made, type, values, missing: Uint8Array.from(values, (_, row) => (present(row) ? 0 : (made.missing?.[row] ?? 0))) };
}

/**
 * Rows of the model as CSV, in the terms of the data that it was trained on: of a table its columns in their order and spelling; of other examples
 * their numbers, behind the class.
 */
export function rowsCsv(run: Run, x: PlainTensor, options: RowsOptions = {}): string {
  const { encoding, schema, scaling, classes = [] } = run.config.data;
  const { labels, ids = [], lead = [] } = options;
  const names = options.classes ?? classes;
  const label = labels === undefined ? undefined : Array.from(labels, (value) => String(className(names, value)));
  const size = x.shape[0]!;
  if (encoding !== undefined) {
    const table = tableOf(encoding, x, label, options);
    const columns = [...lead.map(({ name, values }) => textColumn(name, values)), ...table.columns];
    return writeCsv({ columns, size }, { delimiter: schema?.dialect?.delimiter ?? ',' });
  }
  const width = x.data.length / size;
  const values = Array.from({ length: width }, (_, i) => ({
    name: `x${i}`,
    values: Array.from({ length: size }, (_, row) => {
      const value = x.data[row * width + i]!;
      return scaling === undefined ? value : value * scaling.deviation[i]! + scaling.mean[i]!;
    }),
  }));
  const columns = [...lead, ...ids, ...(label === undefined ? [] : [{ name: 'class', values: label }]), ...values];
  return csv(
    columns.map(({ name }) => name),
    Array.from({ length: size }, (_, row) => columns.map((column) => column.values[row]!)),
  );
}
