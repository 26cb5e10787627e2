import type { Value } from '../graph/graph.js';
import { normalAxes } from '../record/shapeRules.js';
import type { Lowering, LoweringContext, Lowerings } from './lowering.js';

const axesOf = (x: Value, attributes: Readonly<Record<string, unknown>>): number[] =>
  normalAxes(attributes['axis'] ?? attributes['reductionIndices'], x.shape.length);

const reduction =
  (op: string): Lowering =>
  (c, [x], node) => {
    const from = x!.dtype === 'bool' ? c.cast(x!, 'int32') : x!;
    const reduced = c.reduce(op, from, axesOf(x!, node.attributes), node.attributes['keepDims'] === true);
    return [c.cast(reduced, node.outputs[0]!.dtype)];
  };

/** All and Any through whole numbers: ONNX reduces no booleans. */
const logical =
  (op: string): Lowering =>
  (c, [x], node) => [
    c.cast(c.reduce(op, c.cast(x!, 'int32'), axesOf(x!, node.attributes), node.attributes['keepDims'] === true), 'bool'),
  ];

const arg =
  (op: string): Lowering =>
  (c, [x], node) => {
    const { shape } = node.outputs[0]!;
    const axis = normalAxes(node.attributes['axis'], x!.shape.length)[0]!;
    const found = c.emit(op, [x!], shape, 'int32', { axis, keepdims: 0 });
    return [c.emit('Cast', [found], shape, 'int32', { to: 6 })];
  };

const softmax =
  (op: string): Lowering =>
  (c, [x]) => [c.emit(op, [x!], x!.shape, 'float32', { axis: -1 })];

const cumulative: Lowering = (c: LoweringContext, [x], node) => {
  const axis = normalAxes(node.attributes['axis'], x!.shape.length)[0]!;
  const flag = (name: string): number => (node.attributes[name] === true ? 1 : 0);
  const at = c.reshape(c.ints([axis]), []);
  return [c.emit('CumSum', [x!, at], x!.shape, x!.dtype, { exclusive: flag('exclusive'), reverse: flag('reverse') })];
};

/** Kernels that reduce along axes. */
export const reductions: Lowerings = {
  Sum: reduction('ReduceSum'),
  Mean: (c, [x], node) => [
    c.reduce('ReduceMean', c.cast(x!, 'float32'), axesOf(x!, node.attributes), node.attributes['keepDims'] === true),
  ],
  Max: reduction('ReduceMax'),
  Min: reduction('ReduceMin'),
  Prod: reduction('ReduceProd'),
  All: logical('ReduceMin'),
  Any: logical('ReduceMax'),
  ArgMax: arg('ArgMax'),
  ArgMin: arg('ArgMin'),
  Softmax: softmax('Softmax'),
  LogSoftmax: softmax('LogSoftmax'),
  Cumsum: cumulative,
};
