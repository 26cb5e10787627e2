import type { Value } from '../graph/graph.js';
import { windowShape } from '../record/shapeRules.js';
import { activate } from './elementwise.js';
import type { Lowering, LoweringContext, Lowerings } from './lowering.js';
import { product } from './products.js';

type Geometry = ReturnType<typeof windowShape>;
type Attributes = Readonly<Record<string, unknown>>;

const toChannelsFirst = (c: LoweringContext, x: Value): Value => c.transpose(x, [0, 3, 1, 2]);
const toChannelsLast = (c: LoweringContext, x: Value): Value => c.transpose(x, [0, 2, 3, 1]);

const convAttributes = ({ pads, strides, dilations }: Geometry, kernel: readonly number[], group = 1) => ({
  pads: [...pads],
  strides: [...strides],
  dilations: [...dilations],
  kernel_shape: [kernel[0]!, kernel[1]!],
  group,
});

/** Pads as `[before, after]` pairs come flat from the recorder; `windowShape` wants pairs. */
function geometry(x: readonly number[], filter: readonly number[], attributes: Attributes): Geometry {
  const { pad } = attributes;
  const pairs = Array.isArray(pad) ? [0, 2, 4, 6].map((i) => [(pad as number[])[i], (pad as number[])[i + 1]]) : pad;
  return windowShape(x, [filter[0]!, filter[1]!], { ...attributes, pad: pairs });
}

function forward(
  c: LoweringContext,
  x: Value,
  filter: Value,
  attributes: Attributes,
  out: readonly number[],
  bias?: Value,
): Value {
  const where = geometry(x.shape, filter.shape, attributes);
  const inputs = [toChannelsFirst(c, x), c.transpose(filter, [3, 2, 0, 1]), ...(bias === undefined ? [] : [bias])];
  const shape = [out[0]!, out[3]!, out[1]!, out[2]!];
  return toChannelsLast(c, c.emit('Conv', inputs, shape, 'float32', convAttributes(where, filter.shape)));
}

/**
 * The input's gradient, which is also tfjs's transposed convolution: ConvTranspose of dy with the filter, cut or filled up to the
 * input's shape by explicit pads.
 */
const inputGradient: Lowering = (c, [dy, filter], node) => {
  const { shape } = node.outputs[0]!;
  const where = geometry(shape, filter!.shape, node.attributes);
  const extra = [0, 1].map((i) => {
    const covered =
      (dy!.shape[i + 1]! - 1) * where.strides[i]! +
      where.dilations[i]! * (filter!.shape[i]! - 1) +
      1 -
      where.pads[i]! -
      where.pads[i + 2]!;
    return shape[i + 1]! - covered;
  });
  const attributes = { ...convAttributes(where, filter!.shape), output_padding: extra };
  const out = [shape[0]!, shape[3]!, shape[1]!, shape[2]!];
  return [
    toChannelsLast(
      c,
      c.emit('ConvTranspose', [toChannelsFirst(c, dy!), c.transpose(filter!, [3, 2, 0, 1])], out, 'float32', attributes),
    ),
  ];
};

/**
 * The filter's gradient as one large product: the patches of x under every output position, `[positions, kh·kw·in]`, transposed, times dy,
 * `[positions, out]`. The patches are slices of the padded input, one for each place of the filter.
 */
const filterGradient: Lowering = (c, [x, dy], node) => {
  const filter = node.outputs[0]!.shape;
  const { pads, strides, dilations } = geometry(x!.shape, filter, node.attributes);
  const [batch, , , channels] = x!.shape as [number, number, number, number];
  const [, height, width, out] = dy!.shape as [number, number, number, number];
  const padded = [batch, x!.shape[1]! + pads[0] + pads[2], x!.shape[2]! + pads[1] + pads[3], channels];
  const source = pads.some((pad) => pad > 0)
    ? c.emit('Pad', [x!, c.ints([0, pads[0], pads[1], 0, 0, pads[2], pads[3], 0]), c.scalar(0)], padded, 'float32', {
        mode: 'constant',
      })
    : x!;
  const places: Value[] = [];
  for (let i = 0; i < filter[0]!; i++) {
    for (let j = 0; j < filter[1]!; j++) {
      const start = [i * dilations[0], j * dilations[1]];
      const end = [start[0]! + (height - 1) * strides[0] + 1, start[1]! + (width - 1) * strides[1] + 1];
      places.push(
        c.emit(
          'Slice',
          [source, c.ints(start), c.ints(end), c.ints([1, 2]), c.ints([...strides])],
          [batch, height, width, channels],
          'float32',
        ),
      );
    }
  }
  const depth = filter[0]! * filter[1]! * channels;
  const patches =
    places.length === 1 ? places[0]! : c.emit('Concat', places, [batch, height, width, depth], 'float32', { axis: 3 });
  const rows = batch * height * width;
  return [c.reshape(product(c, c.reshape(patches, [rows, depth]), c.reshape(dy!, [rows, out]), true, false), filter)];
};

/** Depthwise filters `[h, w, in, multiplier]` as those of a grouped convolution, `[in·multiplier, 1, h, w]`. */
const grouped = (c: LoweringContext, filter: Value): Value => {
  const [h, w, channels, multiplier] = filter.shape as [number, number, number, number];
  return c.reshape(c.transpose(filter, [2, 3, 0, 1]), [channels * multiplier, 1, h, w]);
};

const depthwise: Lowering = (c, [x, filter], node) => {
  const where = geometry(x!.shape, filter!.shape, node.attributes);
  const { shape } = node.outputs[0]!;
  const out = [shape[0]!, shape[3]!, shape[1]!, shape[2]!];
  return [
    toChannelsLast(
      c,
      c.emit(
        'Conv',
        [toChannelsFirst(c, x!), grouped(c, filter!)],
        out,
        'float32',
        convAttributes(where, filter!.shape, x!.shape[3]!),
      ),
    ),
  ];
};

const depthwiseInputGradient: Lowering = (c, [dy, filter], node) => {
  const { shape } = node.outputs[0]!;
  const where = geometry(shape, filter!.shape, node.attributes);
  const extra = [0, 1].map(
    (i) =>
      shape[i + 1]! -
      ((dy!.shape[i + 1]! - 1) * where.strides[i]! +
        where.dilations[i]! * (filter!.shape[i]! - 1) +
        1 -
        where.pads[i]! -
        where.pads[i + 2]!),
  );
  const attributes = { ...convAttributes(where, filter!.shape, shape[3]!), output_padding: extra };
  const out = [shape[0]!, shape[3]!, shape[1]!, shape[2]!];
  return [toChannelsLast(c, c.emit('ConvTranspose', [toChannelsFirst(c, dy!), grouped(c, filter!)], out, 'float32', attributes))];
};

/** Each place of the filter is a sum over rows and positions of x's slice times dy. */
const depthwiseFilterGradient: Lowering = (c, [x, dy], node) => {
  const filter = node.outputs[0]!.shape as [number, number, number, number];
  const { pads, strides, dilations } = geometry(x!.shape, filter, node.attributes);
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

/** Convolutions, plain and depthwise, and their gradients. Layouts are tfjs's: NHWC and HWIO. */
export const convolutions: Lowerings = {
  Conv2D: (c, [x, filter], node) => [forward(c, x!, filter!, node.attributes, node.outputs[0]!.shape)],
  FusedConv2D: (c, [x, filter, bias, prelu], node) => {
    const vector = bias === undefined ? undefined : c.reshape(bias, [filter!.shape[3]!]);
    const y = forward(c, x!, filter!, node.attributes, node.outputs[0]!.shape, vector);
    return [
      activate(
        c,
        y,
        (node.attributes['activation'] as string | undefined) ?? 'linear',
        node.attributes['leakyreluAlpha'] as number | undefined,
        prelu,
      ),
    ];
  },
  Conv2DBackpropInput: inputGradient,
  Conv2DBackpropFilter: filterGradient,
  DepthwiseConv2dNative: depthwise,
  DepthwiseConv2dNativeBackpropInput: depthwiseInputGradient,
  DepthwiseConv2dNativeBackpropFilter: depthwiseFilterGradient,
};
