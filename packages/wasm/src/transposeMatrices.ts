import type * as tf from '@tensorflow/tfjs';
import { type BackendWasm, runKernel } from './wasmBackend.js';

/** Swaps the last two axes with the backend's `Transpose` kernel. The caller releases what it gets. */
export function transposeMatrices(backend: BackendWasm, x: tf.TensorInfo): tf.TensorInfo {
  const rank = x.shape.length;
  const perm = x.shape.map((_, axis) => (axis < rank - 2 ? axis : axis === rank - 2 ? rank - 1 : rank - 2));
  return runKernel(backend, 'Transpose', { x }, { perm });
}
