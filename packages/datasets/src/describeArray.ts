import type { ArraySchema } from './dataSchema.js';
import type { Examples } from './examples.js';
import { rangeOf } from './rangeOf.js';

/** Describes examples that are images or points: their shape, the numbers they are stored in, and what these range over. */
export function describeArray({ x }: Pick<Examples, 'x'>): ArraySchema {
  const shape = x.shape.slice(1);
  const element = x.data[Symbol.toStringTag].replace('Array', '').toLowerCase();
  return { shape, layout: shape.length === 3 ? 'images' : 'points', element, range: rangeOf(x.data) };
}
