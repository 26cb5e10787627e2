import { sizeFromShape } from '@vaekit-internal/base';
import type { Value } from '../graph/graph.js';
import type { GraphBuilder } from '../graph/graphBuilder.js';
import { broadcastShape } from '../record/shapeRules.js';
import type { LoweringContext, LoweringOptions } from './lowering.js';

/** Element types of ONNX, by number. */
export const onnxTypes = { float32: 1, uint8: 2, int32: 6, int64: 7, bool: 9 } as const;

const sameShape = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((extent, i) => extent === b[i]);

/** Rows from so many numbers on are summed one by one first. */
const ROW = 256;

/** A lowering context over a builder; int64 vectors are shared. */
export function loweringContext(
  builder: GraphBuilder,
  int64: Set<Value>,
  { convolutions = 'products' }: LoweringOptions = {},
): LoweringContext {
  const vectors = new Map<string, Value>();
  // Where a reshaped or transposed value came from: chains of them are one, and a way back is none.
  const reshapedFrom = new Map<Value, Value>();
  const transposedFrom = new Map<Value, { readonly source: Value; readonly perm: readonly number[] }>();
  /** Sums over the first axes, as a product with ones: two to fourteen times as fast as the runtime's ReduceSum. */
  const columnSums = (x: Value, axes: number): Value => {
    const [first = 1] = x.shape;
    const rows = sizeFromShape(x.shape.slice(0, axes));
    const columns = sizeFromShape(x.shape.slice(axes));
    // A vector, not a matrix of one row: then the result has its shape, and no node is needed to give it that. Of CPUs alone, as all of these products: on
    // WebGPU the runtime takes no vector.
    const ones = (count: number): Value => builder.constant(new Float32Array(count).fill(1), [count], 'float32');
    // Many rows image by image: float32 keeps more of two short sums than of a long one.
    if (rows < ROW || first === rows || first === 1)
      return builder.emit('MatMul', [ones(rows), context.reshape(x, [rows, columns])], [columns], 'float32');
    const images = context.reshape(x, [first, rows / first, columns]);
    const sums = builder.emit('MatMul', [ones(rows / first), images], [first, columns], 'float32');
    return builder.emit('MatMul', [ones(first), sums], [columns], 'float32');
  };
  const context: LoweringContext = {
    ...builder,
    convolutions,
    ints(values) {
      const key = values.join();
      const known = vectors.get(key);
      if (known !== undefined) return known;
      const made = builder.constant(Int32Array.from(values), [values.length], 'int32');
      int64.add(made);
      vectors.set(key, made);
      return made;
    },
    reshape(x, shape) {
      if (sizeFromShape(shape) !== sizeFromShape(x.shape))
        throw new Error(`lowering: cannot reshape [${x.shape.join(',')}] to [${shape.join(',')}]`);
      const source = reshapedFrom.get(x) ?? x;
      if (sameShape(source.shape, shape)) return source;
      if (sameShape(x.shape, shape)) return x;
      // An extent of 0 would otherwise mean that of the input.
      const made = builder.emit(
        'Reshape',
        [source, context.ints(shape)],
        shape,
        x.dtype,
        shape.includes(0) ? { allowzero: 1 } : {},
      );
      reshapedFrom.set(made, source);
      return made;
    },
    transpose(x, perm) {
      const before = transposedFrom.get(x);
      const source = before?.source ?? x;
      const whole = before === undefined ? [...perm] : perm.map((axis) => before.perm[axis]!);
      if (whole.every((axis, i) => axis === i)) return source;
      // Axes of extent 1 may change place freely: no element moves.
      const moving = whole.filter((axis) => source.shape[axis] !== 1);
      const shape = whole.map((axis) => source.shape[axis]!);
      if (moving.every((axis, i) => i === 0 || axis > moving[i - 1]!)) return context.reshape(source, shape);
      const made = builder.emit('Transpose', [source], shape, x.dtype, { perm: whole });
      transposedFrom.set(made, { source, perm: whole });
      return made;
    },
    cast(x, dtype) {
      return x.dtype === dtype ? x : builder.emit('Cast', [x], x.shape, dtype, { to: onnxTypes[dtype] });
    },
    each(op, inputs, dtype) {
      const shape = inputs.map((value) => value.shape).reduce((a, b) => broadcastShape(a, b));
      // Where shapes differ and the last extent is 1, the runtime goes element by element, dozens of times slower: without that extent it does not.
      const wide = shape.findLastIndex((extent) => extent !== 1) + 1;
      if (wide > 0 && wide < shape.length && inputs.some((value) => !sameShape(value.shape, shape))) {
        const narrow = inputs.map((value) =>
          context.reshape(value, value.shape.slice(0, Math.max(0, value.shape.length - (shape.length - wide)))),
        );
        return context.reshape(builder.emit(op, narrow, shape.slice(0, wide), dtype ?? inputs[0]!.dtype), shape);
      }
      return builder.emit(op, inputs, shape, dtype ?? inputs[0]!.dtype);
    },
    reduce(op, x, axes, keepDims, dtype) {
      if (axes.length === 0) return x;
      const sums = convolutions === 'products' && op === 'ReduceSum' && x.dtype === 'float32' && dtype === undefined;
      const leading = axes.length < x.shape.length && [...axes].sort((a, b) => a - b).every((axis, i) => axis === i);
      if (sums && leading && sizeFromShape(x.shape) > 0)
        return context.reshape(
          columnSums(x, axes.length),
          x.shape.flatMap((extent, i) => (i < axes.length ? (keepDims ? [1] : []) : [extent])),
        );
      // The runtime sums whole images to rows of channels ten times slower on two threads than on one; image by image, it is fast on both.
      if (op === 'ReduceSum' && leading && axes.length > 1 && sizeFromShape(x.shape.slice(1)) >= ROW) {
        const rest = x.shape.slice(axes.length);
        const rows = context.reshape(x, [x.shape[0]!, sizeFromShape(x.shape.slice(1, axes.length)), ...rest]);
        const sum = context.reduce(op, context.reduce(op, rows, [1], false, dtype), [0], false, dtype);
        return keepDims ? context.reshape(sum, [...axes.map(() => 1), ...rest]) : sum;
      }
      const shape = x.shape.flatMap((extent, i) => (axes.includes(i) ? (keepDims ? [1] : []) : [extent]));
      return builder.emit(op, [x, context.ints(axes)], shape, dtype ?? x.dtype, { keepdims: keepDims ? 1 : 0 });
    },
  };
  return context;
}
