import * as tf from '@tensorflow/tfjs';
import type { Batch } from '../contract.js';
import type { PlainTensor } from '@vaekit-internal/base';
import type { PlainBatch } from './examples.js';

const float = ({ data, shape }: PlainTensor): tf.Tensor =>
  tf.tensor(data instanceof Float32Array ? data : Float32Array.from(data), [...shape], 'float32');
const whole = ({ data, shape }: PlainTensor): tf.Tensor1D =>
  tf.tensor(data instanceof Int32Array ? data : Int32Array.from(data), [shape[0]!], 'int32');

/** A plain batch as tensors on the active backend; the caller disposes them. */
export function batchTensors({ x, y, mask, weight, index }: PlainBatch): Batch {
  return tf.tidy(() => ({
    x: float(x),
    ...(y === undefined ? {} : { y: whole(y) }),
    ...(mask === undefined ? {} : { mask: float(mask) }),
    ...(weight === undefined ? {} : { weight: float(weight) as tf.Tensor1D }),
    ...(index === undefined ? {} : { index: whole(index) }),
  }));
}
