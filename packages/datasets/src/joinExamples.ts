import { defined } from './defined.js';
import { sizeFromShape } from '@vaekit-internal/base';
import type { Examples } from './examples.js';

/** Labeled images of eight bits, such as the batches of CIFAR, one after the other; `undefined` where there are none. */
export function joinExamples(parts: readonly Examples<'none'>[]): Examples<'none'> | undefined {
  const [first] = parts;
  if (first === undefined || parts.length === 1) return first;
  const size = parts.reduce((sum, { x }) => sum + (x.shape[0] ?? 0), 0);
  const shape = [size, ...first.x.shape.slice(1)];
  const data = new Uint8Array(sizeFromShape(shape));
  const labels = new Int32Array(size);
  let row = 0;
  let pixel = 0;
  for (const { x, y } of parts) {
    data.set(x.data, pixel);
    labels.set(y?.data ?? [], row);
    pixel += x.data.length;
    row += x.shape[0] ?? 0;
  }
  const ids = first.ids?.map(({ name }, i) => ({ name, values: parts.flatMap((part) => part.ids?.[i]?.values ?? []) }));
  return { ...first, x: { data, shape }, y: { data: labels, shape: [size] }, ...defined({ ids }) };
}
