import type { Value } from '../graph/graph.js';
import type { OnnxGraph } from '../kernels/lowerGraph.js';

/** Leaves out nodes and constants that no output depends on. */
export function deadCode(graph: OnnxGraph): OnnxGraph {
  const needed = new Set<Value>(graph.outputs.map(({ value }) => value));
  const nodes = [...graph.nodes].reverse().filter((node) => {
    if (!node.outputs.some((output) => needed.has(output))) return false;
    for (const input of node.inputs) if (input !== undefined) needed.add(input);
    return true;
  });
  return { ...graph, nodes: nodes.reverse(), constants: new Map([...graph.constants].filter(([value]) => needed.has(value))) };
}
