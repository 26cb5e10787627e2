import type { PlainTensor } from '@vaekit-internal/base';

/** The numbers of one example. */
export function rowOf({ data, shape }: PlainTensor, row: number): PlainTensor['data'] {
  const size = data.length / shape[0]!;
  return data.subarray(row * size, (row + 1) * size);
}

/** Some of the examples, in the order asked for. */
export function pick(x: PlainTensor, rows: readonly number[]): PlainTensor<Float32Array> {
  const size = x.data.length / x.shape[0]!;
  const data = new Float32Array(rows.length * size);
  for (const [i, row] of rows.entries()) data.set(rowOf(x, row) as ArrayLike<number>, i * size);
  return { data, shape: [rows.length, ...x.shape.slice(1)] };
}

/** Examples of several sets, one set after the other. */
export function stacked(parts: readonly PlainTensor[]): PlainTensor<Float32Array> {
  const data = new Float32Array(parts.reduce((sum, part) => sum + part.data.length, 0));
  let at = 0;
  for (const part of parts) {
    data.set(part.data as ArrayLike<number>, at);
    at += part.data.length;
  }
  const count = parts.reduce((sum, { shape }) => sum + shape[0]!, 0);
  return { data, shape: [count, ...parts[0]!.shape.slice(1)] };
}
