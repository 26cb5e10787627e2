import * as tf from '@tensorflow/tfjs';
import { gradientMend, runKernel, type Attributes } from './gradientMend.js';
import { poolingWindows, windowPlaces, type PoolingWindows } from './poolingWindows.js';

/** For each window, its size over the number of elements inside the picture, `[1, height, width, 1]`. */
function paddedShares(shape: readonly number[], { window, strides, pads, output }: PoolingWindows): tf.Tensor {
  const inside = (axis: 0 | 1, position: number): number => {
    const start = position * strides[axis] - pads[axis][0];
    return Math.min(start + window[axis], shape[axis + 1]!) - Math.max(start, 0);
  };
  const shares = Float32Array.from(
    { length: output[0] * output[1] },
    (_, at) => (window[0] * window[1]) / (inside(0, Math.floor(at / output[1])) * inside(1, at % output[1])),
  );
  return tf.tensor(shares, [1, ...output, 1]);
}

const plain = ({ filterSize, strides, pad, dimRoundingMode }: Attributes): Attributes => ({
  filterSize,
  strides,
  pad,
  dimRoundingMode,
});

/**
 * Average pooling: each output spreads dy evenly over the elements it averaged. tfjs divides by the window's whole size where part of
 * the window lies in the padding. Here the padding is made explicit and dy scaled, so that no window is cut.
 */
const averagePoolMend = gradientMend('AvgPool', { inputs: ['x'] }, (dy, [x], attributes) => ({
  x: () => {
    const { shape } = x!;
    const windows = poolingWindows(shape, attributes);
    const { pads } = windows;
    if (pads.flat().every((extent) => extent === 0)) {
      return runKernel('AvgPoolGrad', { dy, input: x! }, { ...plain(attributes), pad: 'valid' });
    }
    const extents = [shape[0]!, shape[1]! + pads[0][0] + pads[0][1], shape[2]! + pads[1][0] + pads[1][1], shape[3]!];
    const scaled = tf.mul(dy, paddedShares(shape, windows));
    const padded = runKernel('AvgPoolGrad', { dy: scaled, input: tf.zeros(extents) }, { ...plain(attributes), pad: 'valid' });
    return tf.slice(padded, [0, pads[0][0], pads[1][0], 0], shape);
  },
}));

/** The gradient without padding is linear in dy, and its transpose is the pooling itself. */
const averagePoolGradientMend = gradientMend('AvgPoolGrad', {}, (ddx, _, attributes) => ({
  dy: () => runKernel('AvgPool', { x: ddx }, plain(attributes)),
}));

/** Max pooling, as tfjs has it but with the rounding of the output's size. */
const maxPoolMend = gradientMend('MaxPool', { inputs: ['x'], output: true }, (dy, [x, y], attributes) => ({
  x: () => runKernel('MaxPoolGrad', { dy, input: x!, output: y! }, plain(attributes)),
}));

/** The gradient carries dy to the first maximum of each window; the second derivative picks the value there. tfjs has none. */
const maxPoolGradientMend = gradientMend('MaxPoolGrad', { inputs: ['input', 'output'] }, (ddx, [x, y], attributes) => ({
  dy: () => {
    const windows = poolingWindows(x!.shape, attributes);
    const values = windowPlaces(x!, windows, Number.NEGATIVE_INFINITY);
    let open: tf.Tensor | undefined;
    const picked = windowPlaces(ddx, windows, 0).map((part, place) => {
      const here = tf.equal(values[place]!, y!);
      const first = open === undefined ? here : tf.logicalAnd(here, open);
      open = open === undefined ? tf.logicalNot(here) : tf.logicalAnd(open, tf.logicalNot(here));
      return tf.mul(part, tf.cast(first, 'float32'));
    });
    return picked.length === 1 ? picked[0]! : tf.addN(picked);
  },
}));

/** Max and average pooling over pictures, to any order. */
export const poolingMends: readonly tf.GradConfig[] = [
  averagePoolMend,
  averagePoolGradientMend,
  maxPoolMend,
  maxPoolGradientMend,
];
