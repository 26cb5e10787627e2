import type { PlainTensor, Raster } from '@vaekit/viz';
import type * as tf from '@tensorflow/tfjs';

/** A picture in the forms it can be written in. */
export interface Drawing {
  /** A figure with labels. */
  svg(): string;
  /** Pixels alone, with as few labels as they need. */
  raster?(scale: number): Raster;
  /** A film. */
  gif?(scale: number): Uint8Array;
  /** The numbers behind it, as a table. */
  table?(): { readonly columns: readonly string[]; readonly rows: readonly (readonly (number | string)[])[] };
  readonly caption: string;
  readonly alt: string;
}

/** The numbers of a tensor, which is disposed. */
export async function takeNumbers(tensor: tf.Tensor): Promise<PlainTensor & { readonly data: Float32Array }> {
  const data = Float32Array.from(await tensor.data());
  const shape = [...tensor.shape];
  tensor.dispose();
  return { data, shape };
}

/** Rows of a plain tensor, in the order given. */
export function rowsOf({ data, shape }: PlainTensor & { readonly data: Float32Array }, rows: readonly number[]): PlainTensor & { readonly data: Float32Array } {
  const size = shape.slice(1).reduce((product, extent) => product * extent, 1);
  const out = new Float32Array(rows.length * size);
  rows.forEach((row, i) => out.set(data.subarray(row * size, (row + 1) * size), i * size));
  return { data: out, shape: [rows.length, ...shape.slice(1)] };
}

/** Whether examples of this shape are images that can be drawn. */
export const isImage = (shape: readonly number[]): boolean => shape.length === 3 && (shape[2] === 1 || shape[2] === 3);
