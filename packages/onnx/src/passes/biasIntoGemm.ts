import type { GraphNode, Value } from '../graph/graph.js';
import type { OnnxGraph } from '../kernels/lowerGraph.js';
import { usesOf } from './usesOf.js';

/** `Add(Gemm(a, b), bias)` becomes `Gemm(a, b, bias)` where nothing else reads the product and the bias is a row. */
export function biasIntoGemm(graph: OnnxGraph): OnnxGraph {
  const uses = usesOf(graph);
  const gemms = new Map<Value, GraphNode>(
    graph.nodes.flatMap((node) =>
      node.op === 'Gemm' && node.inputs[2] === undefined ? [[node.outputs[0]!, node] as const] : [],
    ),
  );
  const dropped = new Set<GraphNode>();
  const nodes = graph.nodes.map((node) => {
    if (node.op !== 'Add') return node;
    for (const [product, bias] of [
      [node.inputs[0]!, node.inputs[1]!],
      [node.inputs[1]!, node.inputs[0]!],
    ] as const) {
      const gemm = gemms.get(product);
      const columns = product.shape.at(-1);
      const isRow = bias.shape.length <= 2 && bias.shape.at(-1) === columns && (bias.shape.length === 1 || bias.shape[0] === 1);
      if (gemm === undefined || !isRow || uses.get(product) !== 1 || dropped.has(gemm)) continue;
      dropped.add(gemm);
      return { ...gemm, inputs: [gemm.inputs[0], gemm.inputs[1], bias], outputs: node.outputs };
    }
    return node;
  });
  // The product is now where its sum was: its operands were there before, so the order holds.
  return { ...graph, nodes: nodes.filter((node) => !dropped.has(node)) };
}
