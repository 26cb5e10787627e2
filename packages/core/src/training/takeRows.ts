import type { TypedArray } from '@vaekit-internal/base';
import type { PlainExamples } from './examples.js';

/** Rows of examples, by position; the labels go along. */
export function takeRows(examples: PlainExamples, rows: ArrayLike<number>): PlainExamples {
  const { x, y, mask } = examples;
  const size = x.shape.slice(1).reduce((product, extent) => product * extent, 1);
  const taken = (all: TypedArray): TypedArray => {
    // A Buffer of Node's is a Uint8Array with a constructor of its own, which is not to be called.
    const kind = all instanceof Uint8Array ? Uint8Array : all.constructor;
    const data = new (kind as new (length: number) => TypedArray)(rows.length * size);
    for (let i = 0; i < rows.length; i++) data.set(all.subarray(rows[i]! * size, (rows[i]! + 1) * size), i * size);
    return data;
  };
  const shape = [rows.length, ...x.shape.slice(1)];
  return {
    ...examples,
    x: { data: taken(x.data), shape },
    ...(mask === undefined ? {} : { mask: { data: taken(mask.data), shape } }),
    ...(y === undefined ? {} : { y: { data: Int32Array.from(rows, (row) => y.data[row]!), shape: [rows.length] } }),
  };
}
