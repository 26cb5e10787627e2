import type * as tf from '@tensorflow/tfjs';
import { repeatRun } from './repeatRun.js';
import type { BackendWasm } from './wasmBackend.js';

/** Fills rows of `out`, all unless said otherwise, with `bias`, which has the length of one, or with zeros. */
export function fillRows(
  backend: BackendWasm,
  out: tf.TensorInfo,
  bias: tf.TensorInfo | undefined,
  part?: { readonly start: number; readonly count: number },
): void {
  const all = backend.typedArrayFromHeap(out) as Float32Array;
  const width = out.shape.at(-1) ?? 1;
  const values = part === undefined ? all : all.subarray(part.start * width, (part.start + part.count) * width);
  if (bias === undefined || values.length === 0) {
    values.fill(0);
    return;
  }
  values.set(backend.typedArrayFromHeap(bias) as Float32Array);
  repeatRun(values, 0, width, values.length / width);
}
