import { sizeFromShape } from '@vaekit-internal/base';
import type { GraphNode, Value } from '../graph/graph.js';
import type { OnnxGraph } from '../kernels/lowerGraph.js';
import { usesOf } from './usesOf.js';

/**
 * Whether a bias is added afterwards: of a large result with long rows. The runtime fills the result with a product's bias on one thread, and the others
 * then fetch half of it from that core's cache; an addition is done by all of them. Of short rows the addition is the slower one.
 */
const addedAfterwards = ({ shape }: Value): boolean => sizeFromShape(shape) >= 2 ** 17 && shape.at(-1)! > 128;

/** `Add(Gemm(a, b), bias)` becomes `Gemm(a, b, bias)` where nothing else reads the product, the bias is a row and the result is not large. */
export function biasIntoGemm(graph: OnnxGraph): OnnxGraph {
  const uses = usesOf(graph);
  const gemms = new Map<Value, GraphNode>(
    graph.nodes.flatMap((node) =>
      node.op === 'Gemm' && node.inputs[2] === undefined ? [[node.outputs[0]!, node] as const] : [],
    ),
  );
  const dropped = new Set<GraphNode>();
  const nodes = graph.nodes.map((node) => {
    if (node.op !== 'Add' || addedAfterwards(node.outputs[0]!)) return node;
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
