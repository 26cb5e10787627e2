import { lowerGraph, type OnnxGraph } from './kernels/lowerGraph.js';
import type { LoweringOptions } from './kernels/lowering.js';
import type { Graph } from './graph/graph.js';
import { biasIntoGemm } from './passes/biasIntoGemm.js';
import { commonSubexpressions } from './passes/commonSubexpressions.js';
import { deadCode } from './passes/deadCode.js';

/** From a trace to an ONNX graph: dead kernels out, lowered, equal nodes merged, dead operators out. */
export function compileGraph(graph: Graph, options: LoweringOptions = {}): OnnxGraph {
  return biasIntoGemm(deadCode(commonSubexpressions(lowerGraph(graph, options))));
}
