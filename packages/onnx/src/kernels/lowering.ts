import type { DType, GraphNode, Value } from '../graph/graph.js';
import type { GraphBuilder } from '../graph/graphBuilder.js';

/** What lowerings may choose by. */
export interface LoweringOptions {
  /**
   * `'products'` (default): convolutions as large matrix products of patches, the fastest on CPUs. `'operators'`: as Conv and ConvTranspose, which
   * accelerators have kernels for and other programs read.
   */
  readonly convolutions?: 'operators' | 'products';
}

/** The builder, with the small words that lowerings are written in. */
export interface LoweringContext extends GraphBuilder, Required<LoweringOptions> {
  /** An int64 vector for shapes, axes and similar lists. */
  ints(values: readonly number[]): Value;
  reshape(x: Value, shape: readonly number[]): Value;
  transpose(x: Value, perm: readonly number[]): Value;
  cast(x: Value, dtype: DType): Value;
  /** An element-wise operator of one output, its shape by broadcasting, its type that of the first operand. */
  each(op: string, inputs: readonly Value[], dtype?: DType): Value;
  reduce(op: string, x: Value, axes: readonly number[], keepDims: boolean, dtype?: DType): Value;
}

/** Turns one recorded kernel into operators of ONNX; returns the values of its outputs. */
export type Lowering = (context: LoweringContext, inputs: readonly Value[], node: GraphNode) => readonly Value[];

/** Lowerings by the name of the kernel. */
export type Lowerings = Readonly<Record<string, Lowering>>;
