import type { Value } from '../graph/graph.js';
import { sizeOf } from '../graph/graph.js';
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
  const where = windowShape(x, window, { ...attributes, pad: pairs });
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
  const size = sizeOf(x.shape);
  const zeros = c.emit('Expand', [c.scalar(0), c.ints([size])], [size], 'float32');
  const flat = (value: Value): Value => c.emit('Reshape', [value, c.ints([sizeOf(shape)])], [sizeOf(shape)], value.dtype);
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

/** The weights with which `input` positions make `output` positions along one axis, `[output, input]`. */
function resizeMatrix(input: number, output: number, nearest: boolean, alignCorners: boolean, halfPixel: boolean): Float32Array {
  const matrix = new Float32Array(output * input);
  const scale = alignCorners && output > 1 ? (input - 1) / (output - 1) : input / output;
  for (let i = 0; i < output; i++) {
    const position = halfPixel ? scale * (i + 0.5) - (nearest ? 0 : 0.5) : scale * i;
    if (nearest) {
      const at = Math.min(input - 1, alignCorners ? Math.round(position) : Math.floor(position));
      matrix[i * input + Math.max(0, at)] = 1;
      continue;
    }
    const low = Math.max(0, Math.floor(position));
    const high = Math.min(input - 1, Math.ceil(position));
    const share = position - Math.floor(position);
    matrix[i * input + Math.min(low, input - 1)]! += 1 - (high === low ? 0 : share);
    if (high !== low) matrix[i * input + high]! += share;
  }
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

const resizing =
  (nearest: boolean): Lowering =>
  (c, [images], node) => [
    resize(c, c.cast(images!, 'float32'), images!.shape, node.outputs[0]!.shape, nearest, node.attributes, false),
  ];

const resizingGradient =
  (nearest: boolean): Lowering =>
  (c, [dy, images], node) => [resize(c, dy!, images!.shape, dy!.shape, nearest, node.attributes, true)];

/** Pooling, resizing and batch normalisation by given moments. */
export const pooling2d: Lowerings = {
  MaxPool: maxPool,
  MaxPoolGrad: maxPoolGradient,
  AvgPool: averagePool,
  AvgPoolGrad: averagePoolGradient,
  ResizeBilinear: resizing(false),
  ResizeNearestNeighbor: resizing(true),
  ResizeBilinearGrad: resizingGradient(false),
  ResizeNearestNeighborGrad: resizingGradient(true),
  FusedBatchNorm: (c, [x, mean, variance, offset, scale], node) => {
    const epsilon = (node.attributes['varianceEpsilon'] as number | undefined) ?? 0.001;
    const factor = c.each('Div', [scale ?? c.scalar(1), c.each('Sqrt', [c.each('Add', [variance!, c.scalar(epsilon)])])]);
    const y = c.each('Mul', [c.each('Sub', [x!, mean!]), factor]);
    return [offset === undefined ? y : c.each('Add', [y, offset])];
  },
};
