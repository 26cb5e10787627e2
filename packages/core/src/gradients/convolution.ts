import * as tf from '@tensorflow/tfjs';
import { gradientMend, runKernel, type Attributes } from './gradientMend.js';

type Pair = readonly [number, number];
type Filter = readonly [number, number, number, number];

const pair = (value: unknown): Pair =>
  Array.isArray(value) ? [value[0] as number, value[1] as number] : [(value ?? 1) as number, (value ?? 1) as number];

const spread = (extent: number, dilation: number): number => (extent - 1) * dilation + 1;

/** The shape of a filter with the holes of its dilation filled in. */
const dilatedShape = ([height, width, ...depths]: Filter, [down, across]: Pair): Filter => [
  spread(height, down),
  spread(width, across),
  ...depths,
];

/** Zeros between the entries of the middle one of three axes. */
function spreadAxis(x: tf.Tensor, [before, extent, after]: readonly [number, number, number], dilation: number): tf.Tensor {
  if (dilation === 1) return x;
  const padded = tf.pad(tf.reshape(x, [before * extent, 1, after]), [
    [0, 0],
    [0, dilation - 1],
    [0, 0],
  ]);
  return tf.slice(tf.reshape(padded, [before, extent * dilation, after]), [0, 0, 0], [before, spread(extent, dilation), after]);
}

/** The reverse: the entries of the middle axis that a dilated filter has. */
function gatherAxis(x: tf.Tensor, [before, extent, after]: readonly [number, number, number], dilation: number): tf.Tensor {
  if (dilation === 1) return x;
  const whole = tf.pad(tf.reshape(x, [before, spread(extent, dilation), after]), [
    [0, 0],
    [0, dilation - 1],
    [0, 0],
  ]);
  return tf.slice(tf.reshape(whole, [before * extent, dilation, after]), [0, 0, 0], [before * extent, 1, after]);
}

/** A dilated convolution is one with a larger filter that is zero between its entries. */
function dilated(filter: tf.Tensor, [down, across]: Pair): tf.Tensor {
  const [height, width, inputs, outputs] = filter.shape as [number, number, number, number];
  const rows = spreadAxis(filter, [1, height, width * inputs * outputs], down);
  const all = spreadAxis(rows, [spread(height, down), width, inputs * outputs], across);
  return tf.reshape(all, [...dilatedShape([height, width, inputs, outputs], [down, across])]);
}

/** The entries of a dilated filter's gradient that the filter has. */
function undilated(gradient: tf.Tensor, filter: Filter, [down, across]: Pair): tf.Tensor {
  const [height, width, inputs, outputs] = filter;
  const rows = gatherAxis(gradient, [1, height, spread(width, across) * inputs * outputs], down);
  return tf.reshape(gatherAxis(rows, [height, width, inputs * outputs], across), [...filter]);
}

/** A kind of convolution: its kernels' names and what they take beside strides and padding. */
interface Kind {
  readonly forward: string;
  readonly toInput: string;
  readonly toFilter: string;
  readonly extra: (attributes: Attributes) => Attributes;
}

const common = ({ strides, pad, dimRoundingMode }: Attributes): Attributes => ({ strides, pad, dimRoundingMode });

const full: Kind = {
  forward: 'Conv2D',
  toInput: 'Conv2DBackpropInput',
  toFilter: 'Conv2DBackpropFilter',
  extra: ({ dataFormat }) => ({ dataFormat: dataFormat ?? 'NHWC' }),
};

const depthwise: Kind = {
  forward: 'DepthwiseConv2dNative',
  toInput: 'DepthwiseConv2dNativeBackpropInput',
  toFilter: 'DepthwiseConv2dNativeBackpropFilter',
  extra: () => ({ dilations: [1, 1] }),
};

/**
 * `y = x ∗ w` is linear in each of its operands, so its two gradients and theirs are three operations that lead to one another: with
 * `x̂(dy, w)` and `ŵ(x, dy)` the gradients, those of x̂ are `x ∗ w` and ŵ, those of ŵ are x̂ and `x ∗ w`. Dilated filters are filled with
 * zeros first. tfjs has no second derivative but one, and none with dilation.
 */
const mends = ({ forward, toInput, toFilter, extra }: Kind): readonly tf.GradConfig[] => {
  const convolve = (x: tf.Tensor, filter: tf.Tensor, attributes: Attributes): tf.Tensor =>
    runKernel(forward, { x, filter }, { ...common(attributes), ...extra(attributes), dilations: [1, 1] });
  const inputGradient = (shape: readonly number[], dy: tf.Tensor, filter: tf.Tensor, attributes: Attributes): tf.Tensor =>
    runKernel(toInput, { dy, filter }, { ...common(attributes), ...extra(attributes), inputShape: shape });
  const filterGradient = (shape: readonly number[], x: tf.Tensor, dy: tf.Tensor, attributes: Attributes): tf.Tensor =>
    runKernel(toFilter, { x, dy }, { ...common(attributes), ...extra(attributes), filterShape: shape });

  return [
    gradientMend(forward, { inputs: ['x', 'filter'] }, (dy, [x, filter], attributes) => {
      const dilations = pair(attributes['dilations']);
      const shape = filter!.shape as unknown as Filter;
      return {
        x: () => inputGradient(x!.shape, dy, dilated(filter!, dilations), attributes),
        filter: () => undilated(filterGradient(dilatedShape(shape, dilations), x!, dy, attributes), shape, dilations),
      };
    }),
    gradientMend(toInput, { inputs: ['dy', 'filter'] }, (ddx, [dy, filter], attributes) => ({
      dy: () => convolve(ddx, filter!, attributes),
      filter: () => filterGradient(filter!.shape, ddx, dy!, attributes),
    })),
    gradientMend(toFilter, { inputs: ['x', 'dy'] }, (ddw, [x, dy], attributes) => ({
      x: () => inputGradient(x!.shape, dy!, ddw, attributes),
      dy: () => convolve(x!, ddw, attributes),
    })),
  ];
};

/** Convolutions, plain and depthwise, to any order and with dilations. */
export const convolutionMends: readonly tf.GradConfig[] = [...mends(full), ...mends(depthwise)];
