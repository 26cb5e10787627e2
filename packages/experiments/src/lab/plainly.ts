import * as tf from '@tensorflow/tfjs';
import type { PlainTensor } from '@vaekit-internal/base';
import { decode, encode, type Vae } from '@vaekit/core';

/** Rows that are in the engine at a time, so that memory does not grow with their number. */
const PART = 500;

/** A function of tensors on plain numbers, some rows at a time. */
function inParts({ data, shape }: PlainTensor, apply: (rows: tf.Tensor) => tf.Tensor): PlainTensor<Float32Array> {
  const [count, ...event] = shape as [number, ...number[]];
  const size = data.length / count;
  const parts: Float32Array[] = [];
  let row: readonly number[] = [];
  for (let from = 0; from < count; from += PART) {
    const part = Float32Array.from(data.subarray(from * size, (from + PART) * size) as ArrayLike<number>);
    const values = tf.tidy(() => {
      const result = apply(tf.tensor(part, [part.length / size, ...event]));
      row = result.shape.slice(1);
      return result.dataSync() as Float32Array;
    });
    parts.push(values);
  }
  const all = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return { data: all, shape: [count, ...row] };
}

/** The centers of the codes of examples, `[rows, ...latent]`. */
export const encoded = (model: Vae, x: PlainTensor): PlainTensor<Float32Array> => inParts(x, (rows) => encode(model, rows));

/** The means that codes decode to, `[rows, ...event]`. */
export const decoded = (model: Vae, z: PlainTensor): PlainTensor<Float32Array> => inParts(z, (rows) => decode(model, rows));

/** Examples through the code and back, without noise. */
export const reconstructed = (model: Vae, x: PlainTensor): PlainTensor<Float32Array> =>
  inParts(x, (rows) => decode(model, encode(model, rows)));
