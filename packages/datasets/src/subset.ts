import { type PlainTensor, sizeFromShape, type TypedArray } from '@vaekit-internal/base';
import { checkWhole } from './checks.js';
import { defined } from './defined.js';
import type { Examples, Unseen } from './examples.js';
import { faults } from './faults.js';
import { subsetTable } from './table.js';

export function sizeOf(examples: Examples): number {
  return examples.x.shape[0] ?? 0;
}

export function rowLength(tensor: PlainTensor): number {
  return sizeFromShape(tensor.shape.slice(1));
}

/** An array of the same element type, filled with zeros. A Node `Buffer` counts as the `Uint8Array` it is. */
export function emptyLike<D extends TypedArray>(data: D, length: number): D {
  const constructor = data instanceof Uint8Array ? Uint8Array : data.constructor;
  return new (constructor as new (length: number) => D)(length);
}

/** How many rows there must be, and who asks. */
interface Asked {
  readonly caller: string;
  readonly size: number;
  readonly indices: readonly number[] | Int32Array;
}

/** The rows of one of the arrays of `size` examples at the given indices, copied, in that order. */
function gatherRows<D extends TypedArray>(
  name: string,
  tensor: PlainTensor<D>,
  { caller, size, indices }: Asked,
): PlainTensor<D> {
  const length = rowLength(tensor);
  if (tensor.shape[0] !== size || tensor.data.length !== size * length)
    throw faults.shape`${caller}: \`${name}\` has shape [${tensor.shape}] and ${tensor.data.length} numbers, but there are ${size} examples`;
  const data = emptyLike(tensor.data, indices.length * length);
  indices.forEach((row, i) => data.set(tensor.data.subarray(row * length, (row + 1) * length), i * length));
  return { data, shape: [indices.length, ...tensor.shape.slice(1)] };
}

/** What training never saw of the rows at the given indices. */
function gatherUnseen(unseen: readonly Unseen[], indices: readonly number[] | Int32Array): Unseen[] {
  const byRow = new Map<number, Unseen[]>();
  for (const one of unseen) byRow.set(one.row, [...(byRow.get(one.row) ?? []), one]);
  return Array.from(indices).flatMap((from, row) => (byRow.get(from) ?? []).map((one) => ({ ...one, row })));
}

/** What of the examples is no array, checked: names, rows of a table, what training never saw. */
function checkOthers({ ids, rows, unseen }: Examples, { caller, size }: Asked): void {
  for (const { name, values } of ids ?? [])
    if (values.length !== size)
      throw faults.shape`${caller}: the ids \`${name}\` are ${values.length}, but there are ${size} examples; one each was expected`;
  if (rows !== undefined && rows.size !== size)
    throw faults.shape`${caller}: \`rows\` has ${rows.size} rows, but there are ${size} examples; one each was expected`;
  const lost = unseen?.find(({ row }) => !(Number.isInteger(row) && row >= 0 && row < size));
  if (lost !== undefined)
    throw faults.shape`${caller}: \`unseen\` has row ${lost.row}; a whole number from 0 to ${size - 1} was expected`;
}

/** {@link subset} in the name of another function. */
export function subsetFor<E extends Examples>(caller: string, examples: E, indices: readonly number[] | Int32Array): E {
  const size = sizeOf(examples);
  const wrong = indices.findIndex((index) => !(Number.isInteger(index) && index >= 0 && index < size));
  if (wrong >= 0)
    throw faults.option`${caller}: \`indices[${wrong}]\` is ${indices[wrong]}; a whole number from 0 to ${size - 1} was expected`;
  if (indices.length === 0) throw faults.option`${caller}: \`indices\` is empty; at least one example must remain`;
  const asked: Asked = { caller, size, indices };
  checkOthers(examples, asked);
  const gather = <D extends TypedArray>(name: string, tensor: PlainTensor<D> | undefined): PlainTensor<D> | undefined =>
    tensor && gatherRows(name, tensor, asked);
  const { x, y, mask, weight, condition, ids, rows, unseen, factors } = examples;
  return {
    ...examples,
    x: gatherRows('x', x, asked),
    ...defined({
      y: gather('y', y),
      mask: gather('mask', mask),
      weight: gather('weight', weight),
      condition: gather('condition', condition),
      ids: ids?.map(({ name, values }) => ({ name, values: Array.from(indices, (row) => values[row] ?? '') })),
      rows: rows && subsetTable(rows, indices),
      unseen: unseen && gatherUnseen(unseen, indices),
      factors: factors && {
        ...factors,
        values: gatherRows('factors', factors.values, asked),
        ...defined({ indices: gather('factors.indices', factors.indices) }),
      },
    }),
  };
}

/**
 * The examples at the given indices, copied, in that order; an index may come more than once.
 *
 * Throws a `DataError` of kind `'option'` if an index is not a whole number in [0, n) or there is none, `'shape'` if an array, the ids or the rows of the
 * examples are not n, or what training never saw is of another row.
 */
export function subset<E extends Examples>(examples: E, indices: readonly number[] | Int32Array): E {
  return subsetFor('subset', examples, indices);
}

/**
 * The first `count` examples, copied.
 *
 * Throws a `DataError` of kind `'option'` if `count` is not a whole number from 1 to n.
 */
export function take<E extends Examples>(examples: E, count: number): E {
  checkWhole('take', 'count', count, 1, sizeOf(examples));
  return subsetFor('take', examples, [...Array(count).keys()]);
}
