/** Any of JavaScript's arrays of numbers. */
export type TypedArray =
  | Float32Array
  | Float64Array
  | Int8Array
  | Int16Array
  | Int32Array
  | Uint8Array
  | Uint8ClampedArray
  | Uint16Array
  | Uint32Array;

/** Numbers in row-major order and their shape, with no engine behind them: what `await tensor.data()` and `tensor.shape` give. */
export interface PlainTensor<D extends TypedArray = TypedArray> {
  readonly data: D;
  readonly shape: readonly number[];
}
