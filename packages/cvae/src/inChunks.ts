import * as tf from '@tensorflow/tfjs';

const ROWS = 512;

/** Applies a function to consecutive rows of `x` and collects the numbers it gives, so that memory does not grow with the rows. */
export function inChunks(x: tf.Tensor, compute: (rows: tf.Tensor, start: number) => tf.Tensor): Float32Array[] {
  const parts: Float32Array[] = [];
  for (let start = 0; start < x.shape[0]!; start += ROWS) {
    const rows = Math.min(ROWS, x.shape[0]! - start);
    parts.push(
      tf.tidy(() =>
        Float32Array.from(
          compute(tf.slice(x, [start, ...x.shape.slice(1).map(() => 0)], [rows, ...x.shape.slice(1)]), start).dataSync(),
        ),
      ),
    );
  }
  return parts;
}

/** One array from several. */
export function joined(parts: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((size, part) => size + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    all.set(part, offset);
    offset += part.length;
  }
  return all;
}
