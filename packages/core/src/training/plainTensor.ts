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

/** Numbers and their shape, with no engine behind them. */
export interface PlainTensor<D extends TypedArray = TypedArray> {
  readonly data: D;
  readonly shape: readonly number[];
}
