import { sizeFromShape } from '@vaekit-internal/base';
import { sliceBounds } from '../graph/sliceBounds.js';
import type { DType } from '../graph/graph.js';

/** What a kernel makes: shape and type of each output. */
export interface TensorSpec {
  readonly shape: readonly number[];
  readonly dtype: DType;
}

/** Attributes as tfjs hands them to a kernel. */
export type KernelAttributes = Readonly<Record<string, unknown>>;

/** How a kernel of tfjs is recorded: the order of its inputs, and what it makes of them. */
export interface ShapeRule {
  /** Names of the inputs; a name ending in `?` may be absent; `'*'` takes an array of inputs. */
  readonly inputs: readonly string[];
  infer(inputs: readonly TensorSpec[], attributes: KernelAttributes): readonly TensorSpec[];
}

/** The shape two operands broadcast to. */
export function broadcastShape(a: readonly number[], b: readonly number[]): number[] {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, i) => {
    const x = a[a.length - rank + i] ?? 1;
    const y = b[b.length - rank + i] ?? 1;
    if (x !== y && x !== 1 && y !== 1) throw new Error(`shapes [${a.join(',')}] and [${b.join(',')}] do not broadcast`);
    return Math.max(x === 0 || y === 0 ? 0 : 1, x === 1 ? y : x);
  });
}

/** Axes counted from 0. */
export function normalAxes(axis: unknown, rank: number): number[] {
  const axes =
    axis == null ? Array.from({ length: rank }, (_, i) => i) : Array.isArray(axis) ? (axis as number[]) : [axis as number];
  return axes.map((i) => (i < 0 ? i + rank : i)).sort((i, j) => i - j);
}

const one = (shape: readonly number[], dtype: DType): TensorSpec[] => [{ shape, dtype }];
const unary = (dtype?: DType): ShapeRule => ({ inputs: ['x'], infer: ([x]) => one(x!.shape, dtype ?? x!.dtype) });
const binary = (dtype?: DType): ShapeRule => ({
  inputs: ['a', 'b'],
  infer: ([a, b]) =>
    one(broadcastShape(a!.shape, b!.shape), dtype ?? (a!.dtype === 'float32' || b!.dtype === 'float32' ? 'float32' : a!.dtype)),
});
const reduction = (dtype?: (x: DType) => DType): ShapeRule => ({
  inputs: ['x'],
  infer([x], attributes) {
    const axes = normalAxes(attributes['axis'] ?? attributes['reductionIndices'], x!.shape.length);
    const keep = attributes['keepDims'] === true;
    const shape = x!.shape.flatMap((extent, i) => (axes.includes(i) ? (keep ? [1] : []) : [extent]));
    return one(shape, dtype === undefined ? x!.dtype : dtype(x!.dtype));
  },
});

const same: ShapeRule = { inputs: ['x'], infer: ([x]) => one(x!.shape, x!.dtype) };
const floatUnary = [
  'Acos',
  'Acosh',
  'Asin',
  'Asinh',
  'Atan',
  'Atanh',
  'Ceil',
  'Cos',
  'Cosh',
  'Elu',
  'Erf',
  'Exp',
  'Expm1',
  'Floor',
  'LeakyRelu',
  'Log',
  'Log1p',
  'Neg',
  'Reciprocal',
  'Relu',
  'Relu6',
  'Round',
  'Rsqrt',
  'Selu',
  'Sigmoid',
  'Sign',
  'Sin',
  'Sinh',
  'Softplus',
  'Sqrt',
  'Square',
  'Step',
  'Tan',
  'Tanh',
  'Abs',
  'ClipByValue',
];
const testUnary = ['IsFinite', 'IsInf', 'IsNan', 'LogicalNot'];
const arithmetic = ['Add', 'Sub', 'Multiply', 'RealDiv', 'FloorDiv', 'Maximum', 'Minimum', 'Mod', 'Pow', 'SquaredDifference'];
const comparison = ['Equal', 'NotEqual', 'Greater', 'GreaterEqual', 'Less', 'LessEqual', 'LogicalAnd', 'LogicalOr'];

const shapeOf = (attributes: KernelAttributes, name = 'shape'): number[] => [...(attributes[name] as number[])];

/** `'valid'`, `'same'`, or explicit pads, of one spatial axis: [before, after, output extent]. */
function windowAxis(
  input: number,
  window: number,
  stride: number,
  dilation: number,
  pad: unknown,
  axis: number,
  rounding?: unknown,
): [number, number, number] {
  const span = dilation * (window - 1) + 1;
  if (pad === 'same') {
    const output = Math.ceil(input / stride);
    const total = Math.max(0, (output - 1) * stride + span - input);
    return [Math.floor(total / 2), total - Math.floor(total / 2), output];
  }
  const [before, after] =
    pad === 'valid' ? [0, 0] : typeof pad === 'number' ? [pad, pad] : (pad as [number, number][])[axis + 1]!;
  const positions = (input - span + before + after) / stride + 1;
  const round = rounding === 'ceil' ? Math.ceil : rounding === 'round' ? Math.round : Math.floor;
  return [before, after, round(positions)];
}

const pair = (value: unknown): [number, number] =>
  Array.isArray(value) ? [value[0] as number, (value[1] ?? value[0]) as number] : [value as number, value as number];

/** Output spatial shape and pads of an NHWC window operation. */
export function windowShape(
  x: readonly number[],
  window: readonly [number, number],
  attributes: KernelAttributes,
): {
  readonly out: [number, number];
  readonly pads: [number, number, number, number];
  readonly strides: [number, number];
  readonly dilations: [number, number];
} {
  if ((attributes['dataFormat'] ?? 'NHWC') !== 'NHWC')
    throw new Error(`data format ${String(attributes['dataFormat'])}; only NHWC is supported, use channelsLast layers`);
  const strides = pair(attributes['strides'] ?? 1);
  const dilations = pair(attributes['dilations'] ?? 1);
  const [top, bottom, height] = windowAxis(
    x[1]!,
    window[0],
    strides[0],
    dilations[0],
    attributes['pad'],
    0,
    attributes['dimRoundingMode'],
  );
  const [left, right, width] = windowAxis(
    x[2]!,
    window[1],
    strides[1],
    dilations[1],
    attributes['pad'],
    1,
    attributes['dimRoundingMode'],
  );
  return { out: [height, width], pads: [top, left, bottom, right], strides, dilations };
}

const pool: ShapeRule = {
  inputs: ['x'],
  infer([x], attributes) {
    const { out } = windowShape(x!.shape, pair(attributes['filterSize']), attributes);
    return one([x!.shape[0]!, ...out, x!.shape[3]!], 'float32');
  },
};

const matMulShape = (a: readonly number[], b: readonly number[], transposeA: unknown, transposeB: unknown): number[] => {
  const rows = a.at(transposeA === true ? -1 : -2)!;
  const columns = b.at(transposeB === true ? -2 : -1)!;
  return [...broadcastShape(a.slice(0, -2), b.slice(0, -2)), rows, columns];
};

const all = <T>(names: readonly string[], rule: T): Record<string, T> => Object.fromEntries(names.map((name) => [name, rule]));

/** Every kernel of tfjs that can be recorded. */
export const shapeRules: Readonly<Record<string, ShapeRule>> = {
  ...all(floatUnary, unary()),
  ...all(testUnary, unary('bool')),
  ...all(arithmetic, binary()),
  ...all(comparison, binary('bool')),
  RealDiv: binary('float32'),
  Sigmoid: unary('float32'),
  Identity: same,
  ZerosLike: same,
  OnesLike: same,
  Softmax: { inputs: ['logits'], infer: ([x]) => one(x!.shape, 'float32') },
  LogSoftmax: { inputs: ['logits'], infer: ([x]) => one(x!.shape, 'float32') },
  EluGrad: { inputs: ['dy', 'y'], infer: ([dy]) => one(dy!.shape, 'float32') },
  Prelu: { inputs: ['x', 'alpha'], infer: ([x]) => one(x!.shape, 'float32') },
  AddN: { inputs: ['*'], infer: ([x]) => one(x!.shape, x!.dtype) },
  Cast: { inputs: ['x'], infer: ([x], attributes) => one(x!.shape, attributes['dtype'] as DType) },
  Select: { inputs: ['condition', 't', 'e'], infer: ([, t]) => one(t!.shape, t!.dtype) },
  Fill: {
    inputs: [],
    infer: (_, attributes) =>
      one(
        shapeOf(attributes),
        (attributes['dtype'] as DType | undefined) ?? (typeof attributes['value'] === 'number' ? 'float32' : 'bool'),
      ),
  },
  Range: {
    inputs: [],
    infer: (_, { start, stop, step, dtype }) =>
      one([Math.max(0, Math.ceil(((stop as number) - (start as number)) / (step as number)))], (dtype as DType) ?? 'float32'),
  },
  LinSpace: { inputs: [], infer: (_, { num }) => one([num as number], 'float32') },
  Reshape: {
    inputs: ['x'],
    infer([x], attributes) {
      const shape = shapeOf(attributes);
      const open = shape.indexOf(-1);
      if (open >= 0)
        shape[open] = sizeFromShape(x!.shape) / shape.reduce((size, extent) => (extent === -1 ? size : size * extent), 1);
      return one(shape, x!.dtype);
    },
  },
  ExpandDims: {
    inputs: ['input'],
    infer([x], { dim }) {
      const at = (dim as number) < 0 ? x!.shape.length + 1 + (dim as number) : (dim as number);
      return one([...x!.shape.slice(0, at), 1, ...x!.shape.slice(at)], x!.dtype);
    },
  },
  Transpose: {
    inputs: ['x'],
    infer: ([x], { perm }) =>
      one(
        (perm as number[]).map((i) => x!.shape[i]!),
        x!.dtype,
      ),
  },
  Reverse: { inputs: ['x'], infer: ([x]) => one(x!.shape, x!.dtype) },
  Concat: {
    inputs: ['*'],
    infer(parts, { axis }) {
      const [first] = parts;
      const at = normalAxes(axis, first!.shape.length)[0]!;
      return one(
        first!.shape.map((extent, i) => (i === at ? parts.reduce((sum, part) => sum + part.shape[at]!, 0) : extent)),
        first!.dtype,
      );
    },
  },
  Pack: {
    inputs: ['*'],
    infer(parts, { axis }) {
      const [first] = parts;
      const at = (axis as number) < 0 ? first!.shape.length + 1 + (axis as number) : (axis as number);
      return one([...first!.shape.slice(0, at), parts.length, ...first!.shape.slice(at)], first!.dtype);
    },
  },
  Unpack: {
    inputs: ['value'],
    infer([x], { axis }) {
      const at = normalAxes(axis, x!.shape.length)[0]!;
      return Array.from({ length: x!.shape[at]! }, () => ({ shape: x!.shape.filter((_, i) => i !== at), dtype: x!.dtype }));
    },
  },
  Slice: {
    inputs: ['x'],
    infer: ([x], attributes) => one([...sliceBounds(x!.shape, attributes).size], x!.dtype),
  },
  SplitV: {
    inputs: ['x'],
    infer([x], { numOrSizeSplits, axis }) {
      const at = normalAxes(axis, x!.shape.length)[0]!;
      const sizes = Array.isArray(numOrSizeSplits)
        ? (numOrSizeSplits as number[])
        : Array.from({ length: numOrSizeSplits as number }, () => x!.shape[at]! / (numOrSizeSplits as number));
      return sizes.map((size) => ({ shape: x!.shape.map((extent, i) => (i === at ? size : extent)), dtype: x!.dtype }));
    },
  },
  PadV2: {
    inputs: ['x'],
    infer: ([x], { paddings }) =>
      one(
        x!.shape.map((extent, i) => extent + (paddings as number[][])[i]![0]! + (paddings as number[][])[i]![1]!),
        x!.dtype,
      ),
  },
  MirrorPad: {
    inputs: ['x'],
    infer: ([x], { paddings }) =>
      one(
        x!.shape.map((extent, i) => extent + (paddings as number[][])[i]![0]! + (paddings as number[][])[i]![1]!),
        x!.dtype,
      ),
  },
  Tile: {
    inputs: ['x'],
    infer: ([x], { reps }) =>
      one(
        x!.shape.map((extent, i) => extent * (reps as number[])[i]!),
        x!.dtype,
      ),
  },
  Sum: reduction((dtype) => (dtype === 'bool' ? 'int32' : dtype)),
  Mean: reduction(() => 'float32'),
  Max: reduction(),
  Min: reduction(),
  Prod: reduction(),
  All: reduction(),
  Any: reduction(),
  ArgMax: {
    inputs: ['x'],
    infer: ([x], { axis }) =>
      one(
        x!.shape.filter((_, i) => i !== normalAxes(axis, x!.shape.length)[0]),
        'int32',
      ),
  },
  ArgMin: {
    inputs: ['x'],
    infer: ([x], { axis }) =>
      one(
        x!.shape.filter((_, i) => i !== normalAxes(axis, x!.shape.length)[0]),
        'int32',
      ),
  },
  Cumsum: { inputs: ['x'], infer: ([x]) => one(x!.shape, x!.dtype) },
  BatchMatMul: {
    inputs: ['a', 'b'],
    infer: ([a, b], { transposeA, transposeB }) => one(matMulShape(a!.shape, b!.shape, transposeA, transposeB), 'float32'),
  },
  _FusedMatMul: {
    inputs: ['a', 'b', 'bias?', 'preluActivationWeights?'],
    infer: ([a, b], { transposeA, transposeB }) => one(matMulShape(a!.shape, b!.shape, transposeA, transposeB), 'float32'),
  },
  OneHot: {
    inputs: ['indices'],
    infer: ([x], { depth, dtype }) => one([...x!.shape, depth as number], (dtype as DType) ?? 'int32'),
  },
  GatherV2: {
    inputs: ['x', 'indices'],
    infer([x, indices], { axis, batchDims }) {
      if (batchDims !== 0 && batchDims !== undefined)
        throw new Error('gather with batch dimensions cannot be recorded; use a product with one-hot indices');
      const at = normalAxes(axis, x!.shape.length)[0]!;
      return one([...x!.shape.slice(0, at), ...indices!.shape, ...x!.shape.slice(at + 1)], x!.dtype);
    },
  },
  UnsortedSegmentSum: {
    inputs: ['x', 'segmentIds'],
    infer: ([x], { numSegments }) => one([numSegments as number, ...x!.shape.slice(1)], x!.dtype),
  },
  Conv2D: {
    inputs: ['x', 'filter'],
    infer([x, filter], attributes) {
      const { out } = windowShape(x!.shape, [filter!.shape[0]!, filter!.shape[1]!], attributes);
      return one([x!.shape[0]!, ...out, filter!.shape[3]!], 'float32');
    },
  },
  FusedConv2D: {
    inputs: ['x', 'filter', 'bias?', 'preluActivationWeights?'],
    infer([x, filter], attributes) {
      const { out } = windowShape(x!.shape, [filter!.shape[0]!, filter!.shape[1]!], attributes);
      return one([x!.shape[0]!, ...out, filter!.shape[3]!], 'float32');
    },
  },
  Conv2DBackpropInput: { inputs: ['dy', 'filter'], infer: (_, attributes) => one(shapeOf(attributes, 'inputShape'), 'float32') },
  Conv2DBackpropFilter: { inputs: ['x', 'dy'], infer: (_, attributes) => one(shapeOf(attributes, 'filterShape'), 'float32') },
  DepthwiseConv2dNative: {
    inputs: ['x', 'filter'],
    infer([x, filter], attributes) {
      const { out } = windowShape(x!.shape, [filter!.shape[0]!, filter!.shape[1]!], attributes);
      return one([x!.shape[0]!, ...out, filter!.shape[2]! * filter!.shape[3]!], 'float32');
    },
  },
  DepthwiseConv2dNativeBackpropInput: {
    inputs: ['dy', 'filter'],
    infer: (_, attributes) => one(shapeOf(attributes, 'inputShape'), 'float32'),
  },
  DepthwiseConv2dNativeBackpropFilter: {
    inputs: ['x', 'dy'],
    infer: (_, attributes) => one(shapeOf(attributes, 'filterShape'), 'float32'),
  },
  MaxPool: pool,
  AvgPool: pool,
  MaxPoolGrad: { inputs: ['dy', 'input', 'output'], infer: ([, input]) => one(input!.shape, 'float32') },
  AvgPoolGrad: { inputs: ['dy', 'input'], infer: ([, input]) => one(input!.shape, 'float32') },
  ResizeBilinear: {
    inputs: ['images'],
    infer: ([x], { size }) => one([x!.shape[0]!, ...(size as number[]), x!.shape[3]!], 'float32'),
  },
  ResizeNearestNeighbor: {
    inputs: ['images'],
    infer: ([x], { size }) => one([x!.shape[0]!, ...(size as number[]), x!.shape[3]!], x!.dtype),
  },
  ResizeBilinearGrad: { inputs: ['dy', 'images'], infer: ([, images]) => one(images!.shape, 'float32') },
  ResizeNearestNeighborGrad: { inputs: ['dy', 'images'], infer: ([, images]) => one(images!.shape, 'float32') },
  FusedBatchNorm: { inputs: ['x', 'mean', 'variance', 'offset?', 'scale?'], infer: ([x]) => one(x!.shape, 'float32') },
};
