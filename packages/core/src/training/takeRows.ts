import type { PlainConditions } from './conditions.js';
import type { PlainExamples } from './examples.js';
import { type PlainTensor, sizeFromShape, type TypedArray } from '@vaekit-internal/base';

/** Rows of a tensor, by position. */
function taken<T extends PlainTensor>({ data: all, shape: [, ...event] }: T, rows: ArrayLike<number>): PlainTensor<T['data']> {
  const size = sizeFromShape(event);
  // A Buffer of Node's is a Uint8Array with its own constructor, which must not be called.
  const kind = all instanceof Uint8Array ? Uint8Array : all.constructor;
  const data = new (kind as new (length: number) => TypedArray)(rows.length * size);
  for (let i = 0; i < rows.length; i++) data.set(all.subarray(rows[i]! * size, (rows[i]! + 1) * size), i * size);
  return { data, shape: [rows.length, ...event] };
}

/** Rows of examples, by position; labels or other conditions go along. */
export function takeRows(examples: PlainExamples, rows: ArrayLike<number>): PlainExamples {
  const { x, y, mask, weight } = examples;
  return {
    ...examples,
    x: taken(x, rows),
    ...(mask === undefined ? {} : { mask: taken(mask, rows) }),
    ...(weight === undefined ? {} : { weight: taken(weight, rows) }),
    ...(y === undefined ? {} : { y: taken(y, rows) as PlainConditions }),
  };
}
