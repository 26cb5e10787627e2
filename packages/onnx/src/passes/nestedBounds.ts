import type { GraphNode, Value } from '../graph/graph.js';
import type { OnnxGraph } from '../kernels/lowerGraph.js';

/**
 * `max(max(x, a), b)` becomes `max(x, b)` where the constant b is at least a, and likewise for the least: no bit changes.
 *
 * A divergence clips `log sigma²` to ¼ for its series, and its gradient clips `max(log sigma², −88)`: seen as one, the two series are equal, and
 * are summed once.
 */
export function nestedBounds(graph: OnnxGraph): OnnxGraph {
  const bounded = new Map<Value, { readonly op: string; readonly of: Value; readonly bound: number }>();
  const boundOf = (value: Value | undefined): number | undefined => {
    const data = graph.constants.get(value!);
    return value?.shape.length === 0 && value.dtype === 'float32' ? data?.[0] : undefined;
  };
  const rewrite = (node: GraphNode): GraphNode => {
    const [of, constant] = node.inputs;
    const bound = boundOf(constant);
    if ((node.op !== 'Max' && node.op !== 'Min') || node.inputs.length !== 2 || of === undefined || bound === undefined)
      return node;
    const inner = bounded.get(of);
    const covers = inner?.op === node.op && (node.op === 'Max' ? bound >= inner.bound : bound <= inner.bound);
    const source = covers ? inner.of : of;
    bounded.set(node.outputs[0]!, { op: node.op, of: source, bound });
    return covers ? { ...node, inputs: [source, constant] } : node;
  };
  return { ...graph, nodes: graph.nodes.map(rewrite) };
}
