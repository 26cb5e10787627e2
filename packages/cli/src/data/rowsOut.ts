import type * as tf from '@tensorflow/tfjs';
import {
  decodeTable,
  type Examples,
  type PlainTensor,
  type RowIds,
  type Table,
  type TableColumn,
  type TableEncoding,
  writeCsv,
} from '@vaekit/datasets';
import { csv } from '../pictures/csv.js';
import type { Run } from '../run/openRun.js';
import { joinCondition } from './conditionColumns.js';
import { className } from './examplesFor.js';

/** What belongs to rows besides their numbers. */
export interface RowsOptions {
  /** The class of each row; −1 where it is not known. */
  readonly labels?: ArrayLike<number> | undefined;
  /** The names of the classes. Default: those of the run. */
  readonly classes?: readonly string[];
  /** What the rows are conditioned on, where columns are. */
  readonly condition?: PlainTensor | undefined;
  readonly ids?: readonly RowIds[] | undefined;
  /** The rows of a table whose gaps are filled, and nothing else. */
  readonly rows?: Table | undefined;
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
  ids: readonly RowIds[],
  rows: Table | undefined,
): Table {
  const size = x.shape[0]!;
  const source = ids.map(({ name, values }) => textColumn(name, values));
  if (label !== undefined && encoding.label !== undefined) source.push(textColumn(encoding.label.name, label));
  const named = new Set(source.map(({ name }) => name));
  source.push(...(rows?.columns ?? []).filter(({ name }) => !named.has(name)));
  return decodeTable({ data: x.data, shape: [size, x.data.length / size] }, encoding, {
    source: { columns: source, size },
    fill: rows !== undefined,
    clip: true,
  });
}

/**
 * Rows of the model as CSV, in the terms of the data that it was trained on: of a table its columns in their order and spelling; of other examples
 * their numbers, behind the class.
 */
export function rowsCsv(run: Run, x: PlainTensor, options: RowsOptions = {}): string {
  const { encoding, schema, scaling, classes = [] } = run.config.data;
  const { labels, condition, ids = [], rows, lead = [] } = options;
  const names = options.classes ?? classes;
  const label = labels === undefined ? undefined : Array.from(labels, (value) => String(className(names, value)));
  const size = x.shape[0]!;
  if (encoding !== undefined) {
    const whole = condition === undefined ? x : joinCondition(x, condition, encoding, run.config.options.condition!);
    const table = tableOf(encoding, whole, label, ids, rows);
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
