import * as tf from '@tensorflow/tfjs';
import { apart, checkGradients, type GradientCase } from './gradientCheck.test-helper.js';

type Size = number | [number, number];
type Pad = 'same' | 'valid' | number;
const average = (window: Size, strides: Size, pad: Pad, rounding?: 'ceil') => (x: tf.Tensor) =>
  tf.avgPool(x as tf.Tensor4D, window, strides, pad, rounding);
const maximum = (window: Size, strides: Size, pad: Pad, rounding?: 'ceil') => (x: tf.Tensor) =>
  tf.maxPool(x as tf.Tensor4D, window, strides, pad, rounding);

const wrong: Pick<GradientCase, 'stock'> = { stock: ['wrong', 'throws'] };
const throws: Pick<GradientCase, 'stock'> = { stock: ['right', 'throws'] };
// The WASM backend's pooling does not round up.
const ceil = { ...wrong, cpuOnly: true };

checkGradients('tf.avgPool', [
  { name: 'no padding', op: average(2, 2, 'valid'), shapes: [[2, 4, 6, 2]], ...throws },
  { name: 'a row left over', op: average(2, 2, 'valid'), shapes: [[2, 5, 5, 1]], ...throws },
  { name: 'overlapping', op: average([3, 2], [1, 2], 'valid'), shapes: [[1, 5, 5, 1]], ...throws },
  { name: 'same', op: average(3, 2, 'same'), shapes: [[2, 5, 3, 2]], ...wrong },
  { name: 'same, even window', op: average(2, 1, 'same'), shapes: [[1, 4, 4, 1]], ...wrong },
  { name: 'padding of 1', op: average(3, 2, 1), shapes: [[1, 5, 4, 1]], ...wrong },
  { name: 'padding of 1, rounded up', op: average(3, 2, 1, 'ceil'), shapes: [[1, 6, 6, 1]], ...ceil },
]);

const separate = { fill: apart, step: 0.01 };
checkGradients('tf.maxPool', [
  { name: 'no padding', op: maximum(2, 2, 'valid'), shapes: [[2, 5, 5, 2]], ...separate, ...throws },
  { name: 'overlapping', op: maximum(2, 1, 'valid'), shapes: [[2, 4, 4, 1]], ...separate, ...throws },
  { name: 'same', op: maximum(3, 2, 'same'), shapes: [[2, 5, 3, 2]], ...separate, ...throws },
  { name: 'padding of 1', op: maximum(3, 2, 1), shapes: [[1, 5, 4, 1]], ...separate, ...throws },
  { name: 'padding of 1, rounded up', op: maximum(3, 2, 1, 'ceil'), shapes: [[1, 6, 6, 1]], ...separate, ...ceil },
]);
