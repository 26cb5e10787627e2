import type { PlainTensor } from '@vaekit/core';
import type { Numbers } from './numbers.js';

/** Examples to draw, as `fit` takes them in memory. */
export interface LabeledExamples {
  /** `[rows, ...event]`; eight-bit numbers are intensities and are divided by 255, any others are taken as they are. */
  readonly x: PlainTensor;
  /** The class of each row, whole numbers from 0. */
  readonly y?: ArrayLike<number> | undefined;
  /** The numbers that a model is conditioned on, `[rows, width]`. */
  readonly condition?: PlainTensor | undefined;
}

/** `x` in the model's scale. */
export function intensities({ data, shape }: PlainTensor): Numbers {
  if (data instanceof Float32Array) return { data, shape };
  const largest = data instanceof Uint8Array || data instanceof Uint8ClampedArray ? 255 : 1;
  // A loop: `from` with a function takes forty times as long.
  const scaled = new Float32Array(data.length);
  for (let i = 0; i < scaled.length; i++) scaled[i] = data[i]! / largest;
  return { data: scaled, shape };
}

/** Some examples, in the order of `rows`. */
export function rowsOf({ x, y }: LabeledExamples, rows: readonly number[]): { readonly x: Numbers; readonly y?: Int32Array } {
  const { data, shape } = intensities(x);
  const size = shape.slice(1).reduce((product, extent) => product * extent, 1);
  const out = new Float32Array(rows.length * size);
  rows.forEach((row, i) => out.set(data.subarray(row * size, (row + 1) * size), i * size));
  return {
    x: { data: out, shape: [rows.length, ...shape.slice(1)] },
    ...(y === undefined ? {} : { y: Int32Array.from(rows, (row) => y[row]!) }),
  };
}
