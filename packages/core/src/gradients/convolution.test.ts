import * as tf from '@tensorflow/tfjs';
import { checkGradients, waves, type GradientCase } from './gradientCheck.test-helper.js';

const [x, filter] = [
  [2, 4, 3, 2],
  [3, 3, 2, 2],
];
type Options = [strides: number | [number, number], pad: 'same' | 'valid' | number, dilations?: number | [number, number]];
const full =
  ([strides, pad, dilations]: Options): GradientCase['op'] =>
  (a, w) =>
    tf.conv2d(a as tf.Tensor4D, w as tf.Tensor4D, strides, pad, 'NHWC', dilations);
const depthwise =
  ([strides, pad, dilations]: Options): GradientCase['op'] =>
  (a, w) =>
    tf.depthwiseConv2d(a as tf.Tensor4D, w as tf.Tensor4D, strides, pad, 'NHWC', dilations);
// Without kernels of its own for the filter's gradient, the WASM backend has that of the picture only.
const both = { cpuOnly: true } as const;
const second: Pick<GradientCase, 'stock'> = { stock: ['right', 'throws'] };
const never: Pick<GradientCase, 'stock'> = { stock: ['throws', 'throws'] };

checkGradients('tf.conv2d', [
  { name: 'strides of 2, same', op: full([2, 'same']), shapes: [x, filter], ...both, ...second },
  {
    name: 'a row left over',
    op: full([2, 'valid']),
    shapes: [
      [1, 6, 5, 1],
      [3, 2, 1, 2],
    ],
    ...both,
    ...second,
  },
  {
    name: 'uneven strides, padding of 1',
    op: full([[1, 2], 1]),
    shapes: [
      [1, 4, 5, 1],
      [3, 3, 1, 2],
    ],
    ...both,
    ...second,
  },
  {
    name: 'dilated',
    op: full([1, 'same', [2, 3]]),
    shapes: [
      [1, 6, 5, 1],
      [2, 2, 1, 2],
    ],
    ...both,
    ...never,
  },
  {
    name: 'in the picture',
    op: (a) => tf.conv2d(a as tf.Tensor4D, tf.tensor(waves(36, 3), [3, 3, 2, 2]), [1, 2], 'same'),
    shapes: [x],
  },
  {
    name: 'in the picture, dilated',
    op: (a) => tf.conv2d(a as tf.Tensor4D, tf.tensor(waves(36, 3), [3, 3, 2, 2]), 1, 'same', 'NHWC', 2),
    shapes: [x],
    ...never,
  },
  {
    name: 'transposed',
    op: (a, w) => tf.conv2dTranspose(a as tf.Tensor4D, w as tf.Tensor4D, [1, 4, 6, 2], 2, 'same'),
    shapes: [[1, 2, 3, 2], filter],
    ...both,
    ...second,
  },
  {
    name: 'with a bias, fused',
    op: (a, w, bias) => tf.fused.conv2d({ x: a as tf.Tensor4D, filter: w as tf.Tensor4D, strides: 2, pad: 'same', bias }),
    shapes: [x, filter, [2]],
    ...both,
    ...second,
  },
]);

checkGradients('tf.depthwiseConv2d', [
  { name: 'strides of 2, same', op: depthwise([2, 'same']), shapes: [x, [3, 2, 2, 2]], ...both, ...second },
  { name: 'valid', op: depthwise([1, 'valid']), shapes: [x, [3, 2, 2, 1]], ...both, ...second },
  {
    name: 'dilated',
    op: depthwise([1, 'same', 2]),
    shapes: [
      [1, 6, 5, 2],
      [2, 2, 2, 1],
    ],
    ...both,
    ...never,
  },
]);
