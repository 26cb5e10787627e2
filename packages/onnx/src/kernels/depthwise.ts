import type { Value } from '../graph/graph.js';
import { convolutionGeometry } from './convolutionGeometry.js';
import { convOperator, convTransposeOperator } from './convolutionOperators.js';
import type { Lowering, LoweringContext, Lowerings } from './lowering.js';

/** Depthwise filters `[h, w, in, multiplier]` as those of a grouped convolution, `[in·multiplier, 1, h, w]`. */
const grouped = (c: LoweringContext, filter: Value): Value => {
  const [h, w, channels, multiplier] = filter.shape as [number, number, number, number];
  return c.reshape(c.transpose(filter, [2, 3, 0, 1]), [channels * multiplier, 1, h, w]);
};

const forward: Lowering = (c, [x, filter], node) => {
  const where = convolutionGeometry(x!.shape, filter!.shape, node.attributes);
  return [convOperator(c, x!, grouped(c, filter!), where, filter!.shape, node.outputs[0]!.shape, { group: x!.shape[3]! })];
};

const inputGradient: Lowering = (c, [dy, filter], node) => {
  const { shape } = node.outputs[0]!;
  const where = convolutionGeometry(shape, filter!.shape, node.attributes);
  return [convTransposeOperator(c, dy!, grouped(c, filter!), where, filter!.shape, shape, { group: shape[3]! })];
};

/** Each place of the filter is a sum over rows and positions of x's slice times dy. */
const filterGradient: Lowering = (c, [x, dy], node) => {
  const filter = node.outputs[0]!.shape as [number, number, number, number];
  const { pads, strides, dilations } = convolutionGeometry(x!.shape, filter, node.attributes);
  const [batch, , , channels] = x!.shape as [number, number, number, number];
  const [, height, width] = dy!.shape as [number, number, number, number];
  const padded = [batch, x!.shape[1]! + pads[0] + pads[2], x!.shape[2]! + pads[1] + pads[3], channels];
  const source = c.emit('Pad', [x!, c.ints([0, pads[0], pads[1], 0, 0, pads[2], pads[3], 0]), c.scalar(0)], padded, 'float32', {
    mode: 'constant',
  });
  const by = c.reshape(dy!, [batch, height, width, channels, filter[3]]);
  const places: Value[] = [];
  for (let i = 0; i < filter[0]; i++) {
    for (let j = 0; j < filter[1]; j++) {
      const start = [i * dilations[0], j * dilations[1]];
      const end = [start[0]! + (height - 1) * strides[0] + 1, start[1]! + (width - 1) * strides[1] + 1];
      const part = c.emit(
        'Slice',
        [source, c.ints(start), c.ints(end), c.ints([1, 2]), c.ints([...strides])],
        [batch, height, width, channels],
        'float32',
      );
      const sum = c.reduce(
        'ReduceSum',
        c.each('Mul', [c.reshape(part, [batch, height, width, channels, 1]), by]),
        [0, 1, 2],
        false,
      );
      places.push(c.reshape(sum, [1, channels, filter[3]]));
    }
  }
  return [c.reshape(c.emit('Concat', places, [places.length, channels, filter[3]], 'float32', { axis: 0 }), filter)];
};

/** Depthwise convolutions and their gradients. Layouts are tfjs's: NHWC, and `[height, width, in, multiplier]`. */
export const depthwise: Lowerings = {
  DepthwiseConv2dNative: forward,
  DepthwiseConv2dNativeBackpropInput: inputGradient,
  DepthwiseConv2dNativeBackpropFilter: filterGradient,
};
