/** The number types of a traced step. */
export type DType = 'bool' | 'float32' | 'int32';

/** The array a constant of a type is kept in. */
export type ConstantData = Float32Array | Int32Array | Uint8Array;

/** A tensor of the graph: known by its number, with a static shape. */
export interface Value {
  readonly id: number;
  readonly shape: readonly number[];
  readonly dtype: DType;
}

/** One attribute of a node. */
export type Attribute = boolean | number | string | readonly number[];

/** One operation: kernel names of tfjs in a trace, operator names of ONNX after lowering. */
export interface GraphNode {
  readonly op: string;
  /** Values by position; `undefined` where an optional input is absent. */
  readonly inputs: readonly (Value | undefined)[];
  readonly outputs: readonly Value[];
  readonly attributes: Readonly<Record<string, Attribute>>;
  /** Operator set, where it is not ONNX's own. */
  readonly domain?: string;
}

/** Where a value that the graph does not compute comes from. */
export type InputKind = 'batch' | 'noise' | 'packed' | 'schedule' | 'state' | 'variable';

/** A value given from outside. */
export interface GraphInput {
  readonly kind: InputKind;
  readonly name: string;
  readonly value: Value;
}

/** A value handed out, by name. */
export interface GraphOutput {
  readonly name: string;
  readonly value: Value;
}

/** A static graph: nodes in an order in which every value is computed before it is used. */
export interface Graph {
  readonly inputs: readonly GraphInput[];
  readonly constants: ReadonlyMap<Value, ConstantData>;
  readonly nodes: readonly GraphNode[];
  readonly outputs: readonly GraphOutput[];
}
