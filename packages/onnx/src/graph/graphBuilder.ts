import { sizeFromShape } from '@vaekit-internal/base';
import type { Attribute, ConstantData, DType, GraphNode, Value } from './graph.js';

/** Puts nodes and constants together; shared by the recorder and the lowering. */
export interface GraphBuilder {
  readonly nodes: GraphNode[];
  readonly constants: Map<Value, ConstantData>;
  value(shape: readonly number[], dtype: DType): Value;
  constant(data: ConstantData, shape: readonly number[], dtype: DType): Value;
  /** A float32 scalar, or a tensor filled with one number. */
  scalar(number: number): Value;
  /** A 1-D int64 constant, as ONNX wants for shapes and axes; kept as int32 here and widened when written. */
  node(
    op: string,
    inputs: readonly (Value | undefined)[],
    outputs: readonly Value[],
    attributes?: Readonly<Record<string, Attribute>>,
    domain?: string,
  ): void;
  /** A node of one output; returns it. */
  emit(
    op: string,
    inputs: readonly (Value | undefined)[],
    shape: readonly number[],
    dtype: DType,
    attributes?: Readonly<Record<string, Attribute>>,
    domain?: string,
  ): Value;
}

/** An empty builder whose values are numbered from `first`. */
export function graphBuilder(first = 0): GraphBuilder {
  let next = first;
  const nodes: GraphNode[] = [];
  const constants = new Map<Value, ConstantData>();
  const value = (shape: readonly number[], dtype: DType): Value => ({ id: next++, shape: [...shape], dtype });
  const constant = (data: ConstantData, shape: readonly number[], dtype: DType): Value => {
    if (data.length !== sizeFromShape(shape))
      throw new Error(`graphBuilder: a constant has ${data.length} numbers but shape [${shape.join(',')}]`);
    const made = value(shape, dtype);
    constants.set(made, data);
    return made;
  };
  const node: GraphBuilder['node'] = (op, inputs, outputs, attributes = {}, domain) => {
    nodes.push({ op, inputs, outputs, attributes, ...(domain === undefined ? {} : { domain }) });
  };
  return {
    nodes,
    constants,
    value,
    constant,
    scalar: (number) => constant(Float32Array.of(number), [], 'float32'),
    node,
    emit(op, inputs, shape, dtype, attributes, domain) {
      const output = value(shape, dtype);
      node(op, inputs, [output], attributes, domain);
      return output;
    },
  };
}
