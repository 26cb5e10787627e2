import type { GraphNode, Value } from '../graph/graph.js';
import type { OnnxGraph } from '../kernels/lowerGraph.js';

/** Equal small constants become one, and of equal nodes on equal inputs only the first is kept. Every operator here is pure. */
export function commonSubexpressions(graph: OnnxGraph): OnnxGraph {
  const stands = new Map<Value, Value>();
  const resolve = (value: Value | undefined): Value | undefined =>
    value === undefined ? undefined : (stands.get(value) ?? value);
  const constants = new Map<string, Value>();
  for (const [value, data] of graph.constants) {
    if (data.length > 4096) continue;
    const key = `${value.dtype}/${graph.int64.has(value)}/${value.shape.join()}/${[...data].map((x) => (Object.is(x, -0) ? '-0' : String(x))).join()}`;
    const known = constants.get(key);
    if (known === undefined) constants.set(key, value);
    else stands.set(value, known);
  }
  const seen = new Map<string, GraphNode>();
  const nodes: GraphNode[] = [];
  for (const node of graph.nodes) {
    const inputs = node.inputs.map(resolve);
    const key = `${node.domain ?? ''}/${node.op}/${inputs.map((value) => value?.id ?? '').join()}/${JSON.stringify(node.attributes)}/${node.outputs.length}`;
    const known = seen.get(key);
    if (known === undefined) {
      const kept = { ...node, inputs };
      seen.set(key, kept);
      nodes.push(kept);
    } else {
      node.outputs.forEach((output, i) => stands.set(output, known.outputs[i]!));
    }
  }
  return { ...graph, nodes, outputs: graph.outputs.map(({ name, value }) => ({ name, value: resolve(value)! })) };
}
