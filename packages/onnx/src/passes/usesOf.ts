import type { Graph, Value } from '../graph/graph.js';

/** How often each value is read, by nodes and as an output. */
export function usesOf(graph: Graph): ReadonlyMap<Value, number> {
  const uses = new Map<Value, number>();
  const add = (value: Value | undefined): void => {
    if (value !== undefined) uses.set(value, (uses.get(value) ?? 0) + 1);
  };
  for (const node of graph.nodes) node.inputs.forEach(add);
  for (const { value } of graph.outputs) add(value);
  return uses;
}
