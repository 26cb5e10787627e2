import * as tf from '@tensorflow/tfjs';
import type { Batch } from '../contract.js';
import { areLabels } from './conditions.js';
import type { PlainBatch } from './examples.js';
import type { PlainTensor } from '@vaekit-internal/base';

const float = ({ data, shape }: PlainTensor): tf.Tensor =>
  tf.tensor(data instanceof Float32Array ? data : Float32Array.from(data), [...shape], 'float32');
const whole = ({ data, shape }: PlainTensor): tf.Tensor1D =>
  tf.tensor(data instanceof Int32Array ? data : Int32Array.from(data), [shape[0]!], 'int32');

/** A plain batch as tensors on the active backend: labels and indices as `int32`, everything else as `float32`. The caller disposes them. */
export function batchTensors({ x, y, mask, weight, index }: PlainBatch): Batch {
  return tf.tidy(() => ({
    x: float(x),
    ...(y === undefined ? {} : { y: areLabels(y) ? whole(y) : (float(y) as tf.Tensor2D) }),
    ...(mask === undefined ? {} : { mask: float(mask) }),
    ...(weight === undefined ? {} : { weight: float(weight) as tf.Tensor1D }),
    ...(index === undefined ? {} : { index: whole(index) }),
  }));
}
