import { sizeFromShape } from '@vaekit-internal/base';
import type { Graph, GraphNode, Value } from '../graph/graph.js';
import { usesOf } from './usesOf.js';

/**
 * In a trace, `Add(convolution, bias)` becomes the convolution with a bias, where nothing else reads the convolution's result and the bias has
 * one number a channel. `Conv2D` becomes `FusedConv2D`; `Conv2DBackpropInput`, as which tfjs records transposed convolutions, gets a third
 * input. The addition would be a separate pass over the image, by short rows.
 */
export function biasIntoConvolution(graph: Graph): Graph {
  const uses = usesOf(graph);
  const made = new Map<Value, GraphNode>(
    graph.nodes.flatMap((node) =>
      node.op === 'Conv2D' || node.op === 'Conv2DBackpropInput' ? [[node.outputs[0]!, node] as const] : [],
    ),
  );
  const dropped = new Set<GraphNode>();
  const nodes = graph.nodes.map((node) => {
    if (node.op !== 'Add') return node;
    const [a, b] = node.inputs as readonly [Value, Value];
    for (const [image, bias] of [
      [a, b],
      [b, a],
    ] as const) {
      const convolution = made.get(image);
      const channels = image.shape.at(-1)!;
      const perChannel =
        bias.dtype === 'float32' &&
        bias.shape.length >= 1 &&
        bias.shape.length <= 4 &&
        bias.shape.at(-1) === channels &&
        sizeFromShape(bias.shape) === channels;
      if (convolution === undefined || !perChannel || uses.get(image) !== 1) continue;
      dropped.add(convolution);
      const op = convolution.op === 'Conv2D' ? 'FusedConv2D' : convolution.op;
      return { ...convolution, op, inputs: [...convolution.inputs, bias], outputs: node.outputs };
    }
    return node;
  });
  // The convolution is now where its sum was: its operands were there before, so the order holds.
  return { ...graph, nodes: nodes.filter((node) => !dropped.has(node)) };
}
