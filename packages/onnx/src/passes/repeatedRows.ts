import { sizeFromShape } from '@vaekit-internal/base';
import type { GraphNode, Value } from '../graph/graph.js';
import type { OnnxGraph } from '../kernels/lowerGraph.js';

/** Operators with two operands that are broadcast. */
const BROADCAST = new Set(['Add', 'Div', 'Max', 'Min', 'Mul', 'Sub']);

/** Elements from which repeated rows are worth two nodes less to read: below, a node costs more than its work. */
const LEAST = 2 ** 15;

/** Rows `[rows, 1, …]`, each of them so many times in `[rows · times, …]`. */
interface Repetition {
  readonly rows: Value;
  readonly wide: readonly number[];
}

/**
 * Factors of 1 go, and rows that are repeated by such a factor (`repeatRows` of core) are not written out where an operator can broadcast them: its
 * other operand is seen as `[rows, times, …]` instead. No bit changes.
 */
export function repeatedRows(graph: OnnxGraph): OnnxGraph {
  const ones = (value: Value | undefined): boolean => graph.constants.get(value!)?.every((x) => x === 1) === true;
  const repeated = new Map<Value, Repetition>();
  const stands = new Map<Value, Value>();
  const int64 = new Set(graph.int64);
  const constants = new Map(graph.constants);
  const all = [
    ...graph.constants.keys(),
    ...graph.inputs.map(({ value }) => value),
    ...graph.nodes.flatMap((node) => node.outputs),
  ];
  let next = 1 + all.reduce((highest, { id }) => Math.max(highest, id), 0);
  const outputs = new Set(graph.outputs.map(({ value }) => value));

  const reshape = (value: Value, shape: readonly number[], made?: Value): GraphNode => {
    const target: Value = { id: next++, shape: [shape.length], dtype: 'int32' };
    constants.set(target, Int32Array.from(shape));
    int64.add(target);
    return {
      op: 'Reshape',
      inputs: [value, target],
      outputs: [made ?? { id: next++, shape, dtype: value.dtype }],
      attributes: {},
    };
  };

  const rewrite = (given: GraphNode): GraphNode[] => {
    const node = { ...given, inputs: given.inputs.map((value) => (value === undefined ? value : (stands.get(value) ?? value))) };
    const [a, b] = node.inputs as [Value, Value];
    const [result] = node.outputs as [Value];
    if (node.op === 'Mul' && (ones(a) || ones(b))) {
      const rows = ones(a) ? b : a;
      if (rows.shape.join() === result.shape.join() && !outputs.has(result)) {
        stands.set(result, rows);
        return [];
      }
      if (rows.shape[1] === 1 && rows.shape.length === result.shape.length) repeated.set(result, { rows, wide: result.shape });
    }
    if (node.op === 'Reshape' && repeated.has(a)) {
      const { wide } = repeated.get(a)!;
      const [rows, times, ...rest] = wide as [number, number, ...number[]];
      if (result.shape.join() === [rows * times, ...rest].join()) repeated.set(result, repeated.get(a)!);
    }
    // Where the last extent is 1 and shapes differ, the runtime goes element by element.
    if (!BROADCAST.has(node.op) || sizeFromShape(result.shape) < LEAST || result.shape.at(-1) === 1) return [node];
    const at = node.inputs.findIndex((value) => repeated.has(value!) && value!.shape.join() === result.shape.join());
    const other = node.inputs[1 - at];
    if (at < 0 || other === undefined || repeated.has(other) || other.shape.join() !== result.shape.join()) return [node];
    const { rows, wide } = repeated.get(node.inputs[at]!)!;
    const seen = reshape(other, wide);
    const output: Value = { id: next++, shape: wide, dtype: result.dtype };
    const operands = at === 0 ? [rows, seen.outputs[0]!] : [seen.outputs[0]!, rows];
    return [seen, { ...node, inputs: operands, outputs: [output] }, reshape(output, result.shape, result)];
  };
  const nodes = graph.nodes.flatMap(rewrite);
  return { ...graph, nodes, constants, int64 };
}
