import { lowerGraph, type OnnxGraph } from './kernels/lowerGraph.js';
import type { LoweringOptions } from './kernels/lowering.js';
import type { Graph } from './graph/graph.js';
import { biasIntoConvolution } from './passes/biasIntoConvolution.js';
import { biasIntoGemm } from './passes/biasIntoGemm.js';
import { commonSubexpressions } from './passes/commonSubexpressions.js';
import { deadCode } from './passes/deadCode.js';
import { logSigmoidSums } from './passes/logSigmoidSums.js';
import { nestedBounds } from './passes/nestedBounds.js';
import { repeatedRows } from './passes/repeatedRows.js';

/** How a graph is lowered for execution providers, best first: accelerators have kernels for convolutions, CPUs are faster with products. */
export const loweringFor = (executionProviders: readonly string[] = []): LoweringOptions => ({
  convolutions: ['cpu', 'wasm', undefined].includes(executionProviders[0]) ? 'products' : 'operators',
});

/** From a trace to an ONNX graph: biases into convolutions, lowered, repeated rows broadcast, bounds inside bounds out, equal nodes merged, logarithms summed, dead operators out. */
export function compileGraph(graph: Graph, options: LoweringOptions = {}): OnnxGraph {
  return biasIntoGemm(
    deadCode(logSigmoidSums(commonSubexpressions(nestedBounds(repeatedRows(lowerGraph(biasIntoConvolution(graph), options)))))),
  );
}
