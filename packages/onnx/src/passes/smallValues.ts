import { sizeFromShape } from '@vaekit-internal/base';
import type { GraphInput, GraphNode, GraphOutput, Value } from '../graph/graph.js';
import type { OnnxGraph } from '../kernels/lowerGraph.js';

/** Numbers up to which a tensor is handed over with others: copying it costs nothing beside what the runtime's interface spends on a tensor. */
const SMALL = 1024;

/** A graph that takes and gives its small tensors in one each. */
export interface PackedGraph {
  readonly graph: OnnxGraph;
  /** What lies in the input `packed/inputs`, one after the other. */
  readonly inputs: readonly GraphInput[];
  /** What lies in the output `packed/outputs`. */
  readonly outputs: readonly GraphOutput[];
}

const isSmall = ({ value: { dtype, shape } }: GraphInput | GraphOutput): boolean =>
  dtype === 'float32' && sizeFromShape(shape) > 0 && sizeFromShape(shape) <= SMALL;

/**
 * Small inputs become parts of one vector, and so do small outputs: the interface of `onnxruntime-node` takes 1.5 µs for every tensor, and a step has a
 * bias for every kernel, a gradient for every bias, and its sums.
 */
export function smallValues(graph: OnnxGraph): PackedGraph {
  const inputs = graph.inputs.filter(isSmall);
  const outputs = graph.outputs.filter(isSmall);
  const constants = new Map(graph.constants);
  const int64 = new Set(graph.int64);
  const known = [...constants.keys(), ...graph.inputs.map(({ value }) => value), ...graph.nodes.flatMap((node) => node.outputs)];
  let next = 1 + known.reduce((highest, { id }) => Math.max(highest, id), 0);

  const vector = (size: number): Value => ({ id: next++, shape: [size], dtype: 'float32' });
  const ints = (values: readonly number[]): Value => {
    const value: Value = { id: next++, shape: [values.length], dtype: 'int32' };
    constants.set(value, Int32Array.from(values));
    int64.add(value);
    return value;
  };
  const reshape = (from: Value, to: Value): GraphNode => ({
    op: 'Reshape',
    inputs: [from, ints(to.shape)],
    outputs: [to],
    attributes: {},
  });
  /** The values as vectors; `shaped` are those that have to be reshaped. */
  const flat = (given: readonly { readonly value: Value }[]) => {
    const parts = given.map(({ value }) => (value.shape.length === 1 ? value : vector(sizeFromShape(value.shape))));
    const shaped = given.flatMap(({ value }, i) => (parts[i] === value ? [] : [{ value, part: parts[i]! }]));
    return { parts, shaped, whole: vector(parts.reduce((sum, { shape }) => sum + shape[0]!, 0)) };
  };
  const into = flat(inputs);
  const out = flat(outputs);
  const sizes = into.parts.map(({ shape }) => shape[0]!);
  const nodes: readonly GraphNode[] = [
    ...(inputs.length === 0
      ? []
      : [{ op: 'Split', inputs: [into.whole, ints(sizes)], outputs: into.parts, attributes: { axis: 0 } }]),
    ...into.shaped.map(({ value, part }) => reshape(part, value)),
    ...graph.nodes,
    ...out.shaped.map(({ value, part }) => reshape(value, part)),
    ...(outputs.length === 0 ? [] : [{ op: 'Concat', inputs: out.parts, outputs: [out.whole], attributes: { axis: 0 } }]),
  ];
  return {
    graph: {
      ...graph,
      nodes,
      constants,
      int64,
      inputs: [
        ...(inputs.length === 0 ? [] : [{ kind: 'packed' as const, name: 'inputs', value: into.whole }]),
        ...graph.inputs.filter((input) => !isSmall(input)),
      ],
      outputs: [
        ...graph.outputs.filter((output) => !isSmall(output)),
        ...(outputs.length === 0 ? [] : [{ name: 'packed/outputs', value: out.whole }]),
      ],
    },
    inputs,
    outputs,
  };
}
