import { sizeFromShape } from '@vaekit-internal/base';
import type { GraphNode, Value } from '../graph/graph.js';
import type { OnnxGraph } from '../kernels/lowerGraph.js';
import { usesOf } from './usesOf.js';

/** Numbers of shared columns from which they are worth the nodes that they take. */
const LEAST = 2 ** 12;

/** The columns of a matrix `[rows, a + b]` as the two that it was joined from. */
interface Joined {
  readonly shared: Value;
  readonly own: Value;
}

/**
 * Matrices that are joined from the same columns and others (`[x, y]` for each of the classes y) are not multiplied whole: `[x, y]·W` is `x·W₁ + y·W₂`, of which the first is
 * computed once, and a sum `Σ [x, yᵢ]ᵀ·dᵢ` is `xᵀ·Σ dᵢ` above `Σ yᵢᵀ·dᵢ`. Sums in another order: the last bits change.
 */
export function sharedColumns(graph: OnnxGraph): OnnxGraph {
  const joined = joinedMatrices(graph.nodes);
  if (joined.size === 0) return graph;
  const fresh = freshValues(graph);
  const whole = summedProducts(graph, joined);
  const gone = new Set([...whole.values()].flatMap(({ nodes }) => nodes));
  const shared = new Map<string, Value>();
  /** The value of a node that is emitted once. */
  const once = (key: string, nodes: GraphNode[], make: () => GraphNode): Value => {
    const known = shared.get(key);
    if (known !== undefined) return known;
    const made = make();
    nodes.push(made);
    shared.set(key, made.outputs[0]!);
    return made.outputs[0]!;
  };
  const gemm = (inputs: GraphNode['inputs'], shape: readonly number[], transA = 0): GraphNode => ({
    op: 'Gemm',
    inputs,
    outputs: [fresh.value(shape)],
    attributes: { transA, transB: 0 },
  });
  const rowsOf = (nodes: GraphNode[], w: Value, from: number, to: number): Value =>
    once(`rows/${w.id}/${from}`, nodes, () => ({
      op: 'Slice',
      inputs: [w, fresh.ints([from]), fresh.ints([to]), fresh.ints([0])],
      outputs: [fresh.value([to - from, w.shape[1]!])],
      attributes: {},
    }));
  const forward = (node: GraphNode, { shared: x, own }: Joined): GraphNode[] => {
    const [, w, bias] = node.inputs;
    const [output] = node.outputs as [Value];
    const [columns, all] = [x.shape[1]!, w!.shape[0]!];
    const nodes: GraphNode[] = [];
    const above = rowsOf(nodes, w!, 0, columns);
    const below = rowsOf(nodes, w!, columns, all);
    const first = once(`${x.id}/${w!.id}/${bias?.id ?? ''}`, nodes, () => gemm([x, above, bias], output.shape));
    const second = gemm([own, below, undefined], output.shape);
    return [...nodes, second, { op: 'Add', inputs: [first, second.outputs[0]!], outputs: [output], attributes: {} }];
  };
  const backward = (output: Value, { terms }: SummedProducts): GraphNode[] => {
    const [{ shared: x, own }] = terms as [Term];
    const [width, inner] = [output.shape[1]!, terms[0]!.slope.shape];
    const sum = (values: Value[], shape: readonly number[]): GraphNode => ({
      op: 'Sum',
      inputs: values,
      outputs: [fresh.value(shape)],
      attributes: {},
    });
    const slopes = sum(
      terms.map(({ slope }) => slope),
      inner,
    );
    const above = gemm([x, slopes.outputs[0]!, undefined], [x.shape[1]!, width], 1);
    const each = terms.map((term) => gemm([term.own, term.slope, undefined], [own.shape[1]!, width], 1));
    const below = sum(
      each.map(({ outputs }) => outputs[0]!),
      [own.shape[1]!, width],
    );
    const inputs = [above.outputs[0]!, below.outputs[0]!];
    return [slopes, above, ...each, below, { op: 'Concat', inputs, outputs: [output], attributes: { axis: 0 } }];
  };
  const nodes = graph.nodes.flatMap((node) => {
    const sum = whole.get(node);
    if (sum !== undefined) return backward(node.outputs[0]!, sum);
    if (gone.has(node)) return [];
    const parts = isProduct(node, 0) ? joined.get(node.inputs[0]!) : undefined;
    return parts === undefined ? [node] : forward(node, parts);
  });
  return { ...graph, nodes, constants: fresh.constants, int64: fresh.int64 };
}

const isProduct = ({ op, attributes }: GraphNode, transA: 0 | 1): boolean =>
  op === 'Gemm' && (attributes['transA'] ?? 0) === transA && (attributes['transB'] ?? 0) === 0;

/** Pairs of columns of which the first are wider, many, and part of several matrices. */
function joinedMatrices(nodes: readonly GraphNode[]): ReadonlyMap<Value, Joined> {
  const pairs = nodes.filter(({ op, inputs, attributes }) => {
    const [a, b] = inputs as [Value, Value];
    const isPair = op === 'Concat' && attributes['axis'] === 1 && inputs.length === 2 && a.shape.length === 2;
    return isPair && a.shape[1]! > b.shape[1]! && sizeFromShape(a.shape) >= LEAST;
  });
  const members = new Map<Value, number>();
  for (const { inputs } of pairs) members.set(inputs[0]!, (members.get(inputs[0]!) ?? 0) + 1);
  return new Map(
    pairs.flatMap(({ inputs, outputs }) =>
      members.get(inputs[0]!)! > 1 ? [[outputs[0]!, { shared: inputs[0]!, own: inputs[1]! }] as const] : [],
    ),
  );
}

/** `[x, y]ᵀ·slope`. */
interface Term extends Joined {
  readonly slope: Value;
}

/** A sum of such terms with the same x, and the nodes that it is made of. */
interface SummedProducts {
  readonly terms: readonly Term[];
  readonly nodes: readonly GraphNode[];
}

/** The largest sums, by their last node. */
function summedProducts(graph: OnnxGraph, joined: ReadonlyMap<Value, Joined>): ReadonlyMap<GraphNode, SummedProducts> {
  const uses = usesOf(graph);
  const partial = new Map<Value, SummedProducts>();
  const sums = new Map<GraphNode, SummedProducts>();
  const lastOf = new Map<Value, GraphNode>();
  for (const node of graph.nodes) {
    const [a, b] = node.inputs;
    const [output] = node.outputs as [Value];
    const parts = a && isProduct(node, 1) && node.inputs[2] === undefined ? joined.get(a) : undefined;
    if (parts !== undefined) partial.set(output, { terms: [{ ...parts, slope: b! }], nodes: [node] });
    const [left, right] = [partial.get(a!), partial.get(b!)];
    if (node.op !== 'Add' || left === undefined || right === undefined || a === b) continue;
    if (uses.get(a!) !== 1 || uses.get(b!) !== 1 || left.terms[0]!.shared !== right.terms[0]!.shared) continue;
    const sum = { terms: [...left.terms, ...right.terms], nodes: [...left.nodes, ...right.nodes, node] };
    partial.set(output, sum);
    for (const value of [a!, b!]) sums.delete(lastOf.get(value)!);
    lastOf.set(output, node);
    sums.set(node, sum);
  }
  return sums;
}

/** Values and constants besides those of a graph. */
function freshValues(graph: OnnxGraph) {
  const [constants, int64] = [new Map(graph.constants), new Set(graph.int64)];
  const known = [
    ...graph.constants.keys(),
    ...graph.inputs.map(({ value }) => value),
    ...graph.nodes.flatMap((node) => node.outputs),
  ];
  let next = 1 + known.reduce((highest, { id }) => Math.max(highest, id), 0);
  const value = (shape: readonly number[]): Value => ({ id: next++, shape, dtype: 'float32' });
  const ints = (values: readonly number[]): Value => {
    const made: Value = { id: next++, shape: [values.length], dtype: 'int32' };
    constants.set(made, Int32Array.from(values));
    int64.add(made);
    return made;
  };
  return { constants, int64, value, ints };
}
