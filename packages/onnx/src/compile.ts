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
import { sharedColumns } from './passes/sharedColumns.js';

/** Whether a graph runs on the CPU, natively or as WASM; accelerators limit how many tensors an operator has. */
export const onCpu = ([first]: readonly string[] = []): boolean => ['cpu', 'wasm', undefined].includes(first);

/** How a graph is lowered for execution providers, best first: accelerators have kernels for convolutions, CPUs are faster with products. */
export const loweringFor = (executionProviders: readonly string[] = []): LoweringOptions => ({
  convolutions: onCpu(executionProviders) ? 'products' : 'operators',
});

/** From a trace to an ONNX graph: biases into convolutions, lowered, repeated rows broadcast, bounds inside bounds out, equal nodes merged, logarithms summed, dead operators out, biases into products, shared columns multiplied once. */
export function compileGraph(graph: Graph, options: LoweringOptions = {}): OnnxGraph {
  const lowered = nestedBounds(repeatedRows(lowerGraph(biasIntoConvolution(graph), options)));
  return deadCode(sharedColumns(biasIntoGemm(deadCode(logSigmoidSums(commonSubexpressions(lowered))))));
}
