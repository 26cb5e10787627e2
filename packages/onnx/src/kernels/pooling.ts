import { sizeFromShape } from '@vaekit-internal/base';
import type { Value } from '../graph/graph.js';
import { windowShape } from '../record/shapeRules.js';
import type { Lowering, LoweringContext, Lowerings } from './lowering.js';

type Attributes = Readonly<Record<string, unknown>>;

const first = (c: LoweringContext, x: Value): Value => c.transpose(x, [0, 3, 1, 2]);
const last = (c: LoweringContext, x: Value): Value => c.transpose(x, [0, 2, 3, 1]);

function pooling(x: readonly number[], attributes: Attributes) {
  const size = attributes['filterSize'];
  const window = (Array.isArray(size) ? size : [size, size]) as [number, number];
  const { pad } = attributes;
  const pairs = Array.isArray(pad) ? [0, 2, 4, 6].map((i) => [(pad as number[])[i], (pad as number[])[i + 1]]) : pad;
  const shaped = windowShape(x, window, { ...attributes, pad: pairs });
  // Where the number of places is rounded up, the last window reaches beyond the padding.
  const reach = (axis: 0 | 1): number => {
    const needed = (shaped.out[axis] - 1) * shaped.strides[axis] + window[axis] - x[axis + 1]! - shaped.pads[axis]!;
    return Math.max(shaped.pads[axis + 2]!, needed);
  };
  const pads: [number, number, number, number] = [shaped.pads[0], shaped.pads[1], reach(0), reach(1)];
  const where = { ...shaped, pads };
  const shape = [x[0]!, x[3]!, ...where.out];
  return { shape, window, where, attributes: { kernel_shape: [...window], pads: [...where.pads], strides: [...where.strides] } };
}

const maxPool: Lowering = (c, [x], node) => {
  const { shape, attributes } = pooling(x!.shape, node.attributes);
  return [last(c, c.emit('MaxPool', [first(c, x!)], shape, 'float32', attributes))];
};

const averagePool: Lowering = (c, [x], node) => {
  const { shape, attributes } = pooling(x!.shape, node.attributes);
  return [last(c, c.emit('AveragePool', [first(c, x!)], shape, 'float32', { ...attributes, count_include_pad: 0 }))];
};

/** The gradient goes to the place of each maximum: indices from MaxPool, added up by ScatterElements. */
const maxPoolGradient: Lowering = (c, [dy, input], node) => {
  const { shape, attributes } = pooling(input!.shape, node.attributes);
  const x = first(c, input!);
  const y = c.value(shape, 'float32');
  const indices = c.value(shape, 'int32');
  c.node('MaxPool', [x], [y, indices], attributes);
  const size = sizeFromShape(x.shape);
  const zeros = c.emit('Expand', [c.scalar(0), c.ints([size])], [size], 'float32');
  const flat = (value: Value): Value =>
    c.emit('Reshape', [value, c.ints([sizeFromShape(shape)])], [sizeFromShape(shape)], value.dtype);
  const scattered = c.emit('ScatterElements', [zeros, flat(indices), flat(first(c, dy!))], [size], 'float32', {
    axis: 0,
    reduction: 'add',
  });
  return [last(c, c.reshape(scattered, x.shape))];
};

/** Each output spreads dy / count evenly over the elements it averaged; padding is not counted. */
const averagePoolGradient: Lowering = (c, [dy, input], node) => {
  const { shape, window, where, attributes } = pooling(input!.shape, node.attributes);
  const [batch, height, width, channels] = input!.shape as [number, number, number, number];
  const counts = Float32Array.from({ length: shape[2]! * shape[3]! }, (_, at) => {
    const inside = (position: number, axis: 0 | 1, extent: number): number => {
      const start = position * where.strides[axis] - where.pads[axis]!;
      return Math.min(start + window[axis], extent) - Math.max(start, 0);
    };
    return 1 / (inside(Math.floor(at / shape[3]!), 0, height) * inside(at % shape[3]!, 1, width));
  });
  const share = c.each('Mul', [first(c, dy!), c.constant(counts, [1, 1, shape[2]!, shape[3]!], 'float32')]);
  const ones = c.constant(new Float32Array(channels * window[0] * window[1]).fill(1), [channels, 1, ...window], 'float32');
  const extra = [0, 1].map(
    (i) => [height, width][i]! - ((shape[i + 2]! - 1) * where.strides[i]! + window[i]! - where.pads[i]! - where.pads[i + 2]!),
  );
  return [
    last(
      c,
      c.emit('ConvTranspose', [share, ones], [batch, channels, height, width], 'float32', {
        ...attributes,
        group: channels,
        output_padding: extra,
      }),
    ),
  ];
};

/** Between which two positions of the input, and how near to the second, a position of the output is. */
interface Source {
  readonly low: number;
  readonly high: number;
  readonly share: number;
}

/** Where the `output` positions along one axis come from; nearest: from `low` alone. */
function sources(input: number, output: number, nearest: boolean, alignCorners: boolean, halfPixel: boolean): Source[] {
  const scale = alignCorners && output > 1 ? (input - 1) / (output - 1) : input / output;
  const inside = (position: number): number => Math.max(0, Math.min(input - 1, position));
  return Array.from({ length: output }, (_, i) => {
    const position = halfPixel ? scale * (i + 0.5) - (nearest ? 0 : 0.5) : scale * i;
    if (nearest) {
      const low = inside(alignCorners ? Math.round(position) : Math.floor(position));
      return { low, high: low, share: 0 };
    }
    return { low: inside(Math.floor(position)), high: inside(Math.ceil(position)), share: position - Math.floor(position) };
  });
}

/** The weights with which `input` positions make `output` positions along one axis, `[output, input]`. */
function resizeMatrix(input: number, output: number, nearest: boolean, alignCorners: boolean, halfPixel: boolean): Float32Array {
  const matrix = new Float32Array(output * input);
  sources(input, output, nearest, alignCorners, halfPixel).forEach(({ low, high, share }, i) => {
    matrix[i * input + low]! += 1 - share;
    matrix[i * input + high]! += share;
  });
  return matrix;
}

/** Resizing as products with two constant matrices, one for each axis; its gradient is the same with the matrices transposed. */
function resize(
  c: LoweringContext,
  x: Value,
  from: readonly number[],
  to: readonly number[],
  nearest: boolean,
  attributes: Attributes,
  transposed: boolean,
): Value {
  const align = attributes['alignCorners'] === true;
  const half = attributes['halfPixelCenters'] === true;
  const matrix = (input: number, output: number): Value => {
    const weights = resizeMatrix(input, output, nearest, align, half);
    if (!transposed) return c.constant(weights, [output, input], 'float32');
    return c.constant(
      Float32Array.from({ length: weights.length }, (_, i) => weights[(i % output) * input + Math.floor(i / output)]!),
      [input, output],
      'float32',
    );
  };
  const [batch, height, width, channels] = x.shape as [number, number, number, number];
  const [newHeight, newWidth] = transposed ? [from[1]!, from[2]!] : [to[1]!, to[2]!];
  const rows = c.emit(
    'MatMul',
    [matrix(from[1]!, to[1]!), c.reshape(x, [batch, height, width * channels])],
    [batch, newHeight, width * channels],
    'float32',
  );
  const columns = c.emit(
    'MatMul',
    [matrix(from[2]!, to[2]!), c.reshape(rows, [batch * newHeight, width, channels])],
    [batch * newHeight, newWidth, channels],
    'float32',
  );
  return c.reshape(columns, [batch, newHeight, newWidth, channels]);
}

/** How many places of the output each of the input has, along both axes, where that is a whole number; no corners are aligned. */
function wholeFactors(from: readonly number[], to: readonly number[], attributes: Attributes): [number, number] | undefined {
  const factors: [number, number] = [to[1]! / from[1]!, to[2]! / from[2]!];
  return attributes['alignCorners'] !== true && factors.every(Number.isInteger) ? factors : undefined;
}

/** Every pixel repeated along both axes, as upsampling layers have it, or looked up. */
const resizeNearest: Lowering = (c, [images], node) => {
  const from = images!.shape as [number, number, number, number];
  const { dtype } = images!;
  const shape = node.outputs[0]!.shape as readonly [number, number, number, number];
  const factors = wholeFactors(from, shape, node.attributes);
  if (factors !== undefined) {
    const [batch, height, width, channels] = from;
    const apart = c.reshape(images!, [batch, height, 1, width, 1, channels]);
    const extents = [batch, height, factors[0], width, factors[1], channels];
    return [c.reshape(c.emit('Expand', [apart, c.ints(extents)], extents, dtype), shape)];
  }
  const places = (axis: 1 | 2): Value =>
    c.constant(
      Int32Array.from(
        sources(
          from[axis],
          shape[axis],
          true,
          node.attributes['alignCorners'] === true,
          node.attributes['halfPixelCenters'] === true,
        ),
        ({ low }) => low,
      ),
      [shape[axis]],
      'int32',
    );
  const rows = c.emit('Gather', [images!, places(1)], [from[0], shape[1], from[2], from[3]], dtype, { axis: 1 });
  return [c.emit('Gather', [rows, places(2)], shape, dtype, { axis: 2 })];
};

const resizeBilinear: Lowering = (c, [images], node) => [
  resize(c, c.cast(images!, 'float32'), images!.shape, node.outputs[0]!.shape, false, node.attributes, false),
];

const resizeGradient =
  (nearest: boolean): Lowering =>
  (c, [dy, images], node) => {
    const factors = nearest ? wholeFactors(images!.shape, dy!.shape, node.attributes) : undefined;
    if (factors === undefined) return [resize(c, dy!, images!.shape, dy!.shape, nearest, node.attributes, true)];
    const [batch, height, width, channels] = images!.shape as [number, number, number, number];
    return [c.reduce('ReduceSum', c.reshape(dy!, [batch, height, factors[0], width, factors[1], channels]), [2, 4], false)];
  };

/** Pooling, resizing and batch normalization by given moments. */
export const pooling2d: Lowerings = {
  MaxPool: maxPool,
  MaxPoolGrad: maxPoolGradient,
  AvgPool: averagePool,
  AvgPoolGrad: averagePoolGradient,
  ResizeBilinear: resizeBilinear,
  ResizeNearestNeighbor: resizeNearest,
  ResizeBilinearGrad: resizeGradient(false),
  ResizeNearestNeighborGrad: resizeGradient(true),
  FusedBatchNorm: (c, [x, mean, variance, offset, scale], node) => {
    const epsilon = (node.attributes['varianceEpsilon'] as number | undefined) ?? 0.001;
    const factor = c.each('Div', [scale ?? c.scalar(1), c.each('Sqrt', [c.each('Add', [variance!, c.scalar(epsilon)])])]);
    const y = c.each('Mul', [c.each('Sub', [x!, mean!]), factor]);
    return [offset === undefined ? y : c.each('Add', [y, offset])];
  },
};
