import { randomStream, sample } from '@vaekit/core';
import { type Examples, type PlainTensor, subset, type TableColumn, type TableEncoding } from '@vaekit/datasets';
import { joinCondition, learnedEncoding } from '../data/conditionColumns.js';
import { numbersOf } from '../data/rowsOut.js';
import type { Run } from '../run/openRun.js';
import { tableColumns } from './columnValues.js';

/** The rows in two halves by chance, all copies of one in the same. */
export type Halves = readonly [readonly number[], readonly number[]];

/** Training rows of a table, and a way to draw others. */
export interface TableRows {
  readonly size: number;
  /** What they are given to the model with: their classes, or their condition, row by row; absent of a model that takes neither. */
  readonly given?: Int32Array | Float32Array;
  readonly halves: Halves;
  /** Where the first copy of each distinct row is. */
  readonly distinct: readonly number[];
  /** Their columns, with those of a condition. */
  readonly columns: readonly TableColumn[];
  /** The columns of draws; a value that is no number is missing. @param given what each is drawn under, as {@link TableRows.given} has it */
  draw(count: number, given?: Int32Array | Float32Array): Promise<readonly TableColumn[]>;
}

/** Rows at even distances, each as often as it weighs, of those that the model can be given. */
function chosenRows({ x, y, weight }: Examples, classes: number | undefined, most: number): number[] {
  const known = Array.from({ length: x.shape[0]! }, (_, row) => row).filter(
    (row) => classes === undefined || (y !== undefined && y.data[row]! >= 0 && y.data[row]! < classes),
  );
  const weights = known.map((row) => weight?.data[row] ?? 1);
  const total = weights.reduce((sum, one) => sum + one, 0);
  const size = Math.min(most, known.length);
  const chosen: number[] = [];
  let at = 0;
  let passed = weights[0]!;
  for (let i = 0; i < size; i++) {
    while (at < known.length - 1 && passed <= ((i + 0.5) * total) / size) passed += weights[++at]!;
    chosen.push(known[at]!);
  }
  return chosen;
}

/** Opens at most so many training rows of a run; undefined where none of them has a class that the model needs. */
export function openTableRows(
  { model, config }: Pick<Run, 'config' | 'model'>,
  train: Examples,
  encoding: TableEncoding,
  most: number,
): TableRows | undefined {
  const names = config.options.condition ?? [];
  const chosen = chosenRows(train, model.classes, most);
  if (chosen.length === 0) return undefined;
  const { x, y, condition, mask } = subset(train, chosen);
  const { columns, width } = learnedEncoding(encoding, names);
  const places = new Map(columns.map(({ name, offset }) => [name, offset]));
  const missing = (name: string, row: number): boolean =>
    !names.includes(name) && mask?.data[row * width + places.get(name)!] === 0;
  const whole = (learned: PlainTensor, given: PlainTensor = { data: new Float32Array(), shape: [learned.shape[0]!, 0] }) =>
    joinCondition(learned, given, encoding, names);
  const distinct = Array.from(chosen.keys()).filter((at) => chosen[at] !== chosen[at - 1]);
  const order = Array.from(randomStream(config.options.seed).fork('halves').permutation(distinct.length));
  const ofFirst = new Set(order.slice(0, order.length >> 1).map((at) => chosen[distinct[at]!]!));
  const all = Array.from(chosen.keys());
  const given = condition === undefined ? (model.classes === undefined ? undefined : y!.data) : Float32Array.from(condition.data);
  return {
    size: chosen.length,
    ...(given === undefined ? {} : { given }),
    halves: [all.filter((at) => ofFirst.has(chosen[at]!)), all.filter((at) => !ofFirst.has(chosen[at]!))],
    distinct,
    columns: tableColumns(whole(x, condition), encoding, missing),
    async draw(count, labels) {
      const made = await numbersOf(sample(model, { count, labels, draw: true, seed: config.options.seed }));
      const under = names.length === 0 ? undefined : { data: Float32Array.from(labels!), shape: [count, labels!.length / count] };
      const rows = whole(made, under);
      // Decoded, what is no number may be the first category, or 0.
      const own = new Map(encoding.columns.map((column) => [column.name, column]));
      return tableColumns(rows, encoding, (name, row) => {
        const from = row * encoding.width + own.get(name)!.offset;
        return !rows.data.subarray(from, from + own.get(name)!.width).every(Number.isFinite);
      });
    },
  };
}
