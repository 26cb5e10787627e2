import { sizeFromShape } from '@vaekit-internal/base';
import type { Value } from '../graph/graph.js';
import { broadcastShape } from '../record/shapeRules.js';
import { activate } from './elementwise.js';
import type { Lowering, LoweringContext, Lowerings } from './lowering.js';

/** `op(a)·op(b)`: one Gemm for plain matrices, which takes transposes as flags; else transposes of the last two axes and MatMul. */
export function product(c: LoweringContext, a: Value, b: Value, transposeA: boolean, transposeB: boolean, bias?: Value): Value {
  const rows = a.shape.at(transposeA ? -1 : -2)!;
  const columns = b.shape.at(transposeB ? -2 : -1)!;
  const batch = broadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2));
  if (a.shape.at(transposeA ? -2 : -1) === 0) {
    // A sum of nothing; the runtime's MatMul leaves what was in memory.
    const shape = [...batch, rows, columns];
    const zeros = c.constant(new Float32Array(sizeFromShape(shape)), shape, 'float32');
    return bias === undefined ? zeros : c.each('Add', [zeros, bias]);
  }
  if (sizeFromShape(a.shape.slice(0, -2)) === 1 && sizeFromShape(b.shape.slice(0, -2)) === 1) {
    const flat = (x: Value): Value => c.reshape(x, x.shape.slice(-2));
    const gemm = c.emit(
      'Gemm',
      [flat(a), flat(b), bias === undefined || bias.shape.length <= 2 ? bias : flat(bias)],
      [rows, columns],
      'float32',
      {
        transA: transposeA ? 1 : 0,
        transB: transposeB ? 1 : 0,
      },
    );
    return c.reshape(gemm, [...batch, rows, columns]);
  }
  const turned = (x: Value, turn: boolean): Value => {
    const perm = x.shape.map((_, i) => i);
    return turn ? c.transpose(x, [...perm.slice(0, -2), perm.at(-1)!, perm.at(-2)!]) : x;
  };
  const result = c.emit('MatMul', [turned(a, transposeA), turned(b, transposeB)], [...batch, rows, columns], 'float32');
  return bias === undefined ? result : c.each('Add', [result, bias]);
}

const fused: Lowering = (c, [a, b, bias, prelu], node) => {
  const { transposeA, transposeB, activation, leakyreluAlpha } = node.attributes;
  const y = product(c, a!, b!, transposeA === true, transposeB === true, bias);
  return [activate(c, y, (activation as string | undefined) ?? 'linear', leakyreluAlpha as number | undefined, prelu)];
};

/** Matrix products, one-hot codes and lookups. */
export const products: Lowerings = {
  // Of whole numbers too the result is a floating-point number.
  BatchMatMul: (c, [a, b], { attributes: { transposeA, transposeB } }) => [
    product(c, c.cast(a!, 'float32'), c.cast(b!, 'float32'), transposeA === true, transposeB === true),
  ],
  _FusedMatMul: fused,
  OneHot: (c, [indices], node) => {
    const { depth, onValue = 1, offValue = 0 } = node.attributes as { depth: number; onValue?: number; offValue?: number };
    const { shape, dtype } = node.outputs[0]!;
    // Equality with 0 … depth − 1: an index out of range gives a row of off values, as in tfjs.
    const range = c.constant(
      Int32Array.from({ length: depth }, (_, i) => i),
      [depth],
      'int32',
    );
    const hit = c.each('Equal', [c.reshape(c.cast(indices!, 'int32'), [...indices!.shape, 1]), range], 'bool');
    if (onValue === 1 && offValue === 0) return [c.cast(hit, dtype)];
    const type = dtype === 'float32' ? dtype : 'int32';
    const scalar = (value: number): Value => (type === 'float32' ? c.scalar(value) : c.constant(Int32Array.of(value), [], type));
    return [c.cast(c.emit('Where', [hit, scalar(onValue), scalar(offValue)], shape, type), dtype)];
  },
  GatherV2: (c, [x, indices], node) => {
    const rank = x!.shape.length;
    const axis = ((node.attributes['axis'] as number) + rank) % rank;
    return [c.emit('Gather', [x!, c.cast(indices!, 'int32')], node.outputs[0]!.shape, x!.dtype, { axis })];
  },
  // Rows added up by segment, as a product with the transposed one-hot codes of their numbers.
  UnsortedSegmentSum: (c, [x, ids], node) => {
    const { shape, dtype } = node.outputs[0]!;
    const [segments] = shape as [number];
    const rows = x!.shape[0]!;
    const range = c.constant(
      Int32Array.from({ length: segments }, (_, i) => i),
      [segments, 1],
      'int32',
    );
    const oneHot = c.cast(c.each('Equal', [range, c.reshape(c.cast(ids!, 'int32'), [1, rows])], 'bool'), 'float32');
    const flat = c.reshape(c.cast(x!, 'float32'), [rows, sizeFromShape(x!.shape) / rows]);
    return [c.cast(c.reshape(product(c, oneHot, flat, false, false), shape), dtype)];
  },
};
