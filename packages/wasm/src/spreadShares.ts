import type * as tf from '@tensorflow/tfjs';
import { withTable } from './convolution.js';
import { tapFunctionsOf } from './tapFunctions.js';
import { addressOf, type BackendWasm } from './wasmBackend.js';

const FLOAT = 4;

/** How much of a pixel's gradient goes to a pixel of the original image. */
export interface Share {
  /** Index of the pixel in the pooled or resized image. */
  readonly from: number;
  /** Index of the pixel in the original image. */
  readonly to: number;
  readonly weight: number;
}

/**
 * The gradient `dx` of an operation that makes each pixel of its result from a few of its input with fixed weights, the same in every image
 * and channel: `dx[to] = Σ weight · dy[from]`. Both are `[batch, …, channels]`.
 */
export function spreadShares(backend: BackendWasm, shares: readonly Share[], dy: tf.TensorInfo, dx: tf.TensorInfo): void {
  backend.typedArrayFromHeap(dx).fill(0);
  const [batch, run] = [dx.shape[0] ?? 0, (dx.shape.at(-1) ?? 0) * FLOAT];
  const bytesOf = (info: tf.TensorInfo): number => info.shape.slice(1).reduce((product, size) => product * size, FLOAT);
  const table = new Int32Array(3 * shares.length);
  const weights = new Float32Array(table.buffer);
  shares.forEach(({ from, to, weight }, i) => {
    table[3 * i] = from * run;
    table[3 * i + 1] = to * run;
    weights[3 * i + 2] = weight;
  });
  const { spread } = tapFunctionsOf(backend);
  withTable(backend, table, 0, (entries) => {
    for (let i = 0; i < batch; i++) {
      spread(addressOf(backend, dy) + i * bytesOf(dy), addressOf(backend, dx) + i * bytesOf(dx), entries, shares.length, run);
    }
  });
}
