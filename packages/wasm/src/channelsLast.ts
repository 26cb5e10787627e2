import type * as tf from '@tensorflow/tfjs';
import { type BackendWasm, runKernel } from './wasmBackend.js';

/** `[batch, channels, height, width]` with the channels put last. The caller releases what it gets. */
export const toChannelsLast = (backend: BackendWasm, x: tf.TensorInfo): tf.TensorInfo =>
  runKernel(backend, 'Transpose', { x }, { perm: [0, 2, 3, 1] });

/** `[batch, height, width, channels]` with the channels put first. The caller releases what it gets. */
export const toChannelsFirst = (backend: BackendWasm, x: tf.TensorInfo): tf.TensorInfo =>
  runKernel(backend, 'Transpose', { x }, { perm: [0, 3, 1, 2] });
