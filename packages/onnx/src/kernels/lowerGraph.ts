import type { Graph, Value } from '../graph/graph.js';
import { graphBuilder } from '../graph/graphBuilder.js';
import { convolutions } from './convolutions.js';
import { elementwise } from './elementwise.js';
import type { LoweringOptions, Lowerings } from './lowering.js';
import { loweringContext } from './loweringContext.js';
import { pooling2d } from './pooling.js';
import { products } from './products.js';
import { reductions } from './reductions.js';
import { shaping } from './shaping.js';

/** Every kernel of tfjs that has a lowering to ONNX. */
export const lowerings: Lowerings = { ...elementwise, ...shaping, ...reductions, ...products, ...convolutions, ...pooling2d };

/** A graph of ONNX operators; `int64` are its constants that ONNX wants as 64-bit whole numbers. */
export interface OnnxGraph extends Graph {
  readonly int64: ReadonlySet<Value>;
}

/**
 * Turns a trace into a graph of ONNX operators, kernel by kernel.
 *
 * @throws Error that names the kernel without a lowering
 */
export function lowerGraph(graph: Graph, options: LoweringOptions = {}): OnnxGraph {
  const highest = Math.max(
    -1,
    ...graph.inputs.map(({ value }) => value.id),
    ...[...graph.constants.keys()].map(({ id }) => id),
    ...graph.nodes.flatMap(({ outputs }) => outputs.map(({ id }) => id)),
  );
  const builder = graphBuilder(highest + 1);
  for (const [value, data] of graph.constants) builder.constants.set(value, data);
  const int64 = new Set<Value>();
  const context = loweringContext(builder, int64, options);
  const stands = new Map<Value, Value>();
  const resolve = (value: Value): Value => stands.get(value) ?? value;

  for (const node of graph.nodes) {
    const lowering = lowerings[node.op];
    if (lowering === undefined)
      throw new Error(`compile: the operation ${node.op} has no lowering to ONNX; use another, or engine: eager()`);
    const inputs = node.inputs.map((value) => (value === undefined ? undefined : resolve(value))) as Value[];
    const results = lowering(context, inputs, node);
    node.outputs.forEach((output, i) => {
      const result = results[i]!;
      if (result.shape.join() !== output.shape.join() || result.dtype !== output.dtype) {
        throw new Error(
          `lowering of ${node.op}: expected ${output.dtype} [${output.shape.join(',')}], made ${result.dtype} [${result.shape.join(',')}]`,
        );
      }
      stands.set(output, result);
    });
  }
  return {
    inputs: graph.inputs,
    constants: builder.constants,
    nodes: builder.nodes,
    outputs: graph.outputs.map(({ name, value }) => ({ name, value: resolve(value) })),
    int64,
  };
}
