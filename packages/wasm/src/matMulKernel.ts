import * as tf from '@tensorflow/tfjs';
import { type Gemm, gemmOf } from './gemm.js';
import { countOf, productShape, productsOf, type ProductShape } from './matrixProduct.js';
import { transposeMatrices } from './transposeMatrices.js';
import { type BackendWasm, type Kernel, type KernelCall, release } from './wasmBackend.js';

/** Inputs of `BatchMatMul` (`a`, `b`) and `_FusedMatMul` (all). */
interface MatMulInputs {
  readonly a: tf.TensorInfo;
  readonly b: tf.TensorInfo;
  readonly bias?: tf.TensorInfo;
  readonly preluActivationWeights?: tf.TensorInfo;
}

interface MatMulAttributes {
  readonly transposeA: boolean;
  readonly transposeB: boolean;
  readonly activation?: string;
  readonly leakyreluAlpha?: number;
}

type Activation = (backend: BackendWasm, x: tf.TensorInfo, inputs: MatMulInputs, attrs: MatMulAttributes) => tf.TensorInfo;

const runKernel = (
  backend: BackendWasm,
  name: string,
  inputs: tf.NamedTensorInfoMap,
  attrs: tf.NamedAttrMap = {},
): tf.TensorInfo => (tf.getKernel(name, 'wasm').kernelFunc as unknown as Kernel)({ backend, inputs, attrs });

const unary =
  (name: string): Activation =>
  (backend, x) =>
    runKernel(backend, name, { x });

/** The activations that `_FusedMatMul` knows, as the kernels of the same backend. */
const ACTIVATIONS: ReadonlyMap<string | undefined, Activation> = new Map<string | undefined, Activation>([
  [undefined, (_, x) => x],
  ['linear', (_, x) => x],
  ['relu', unary('Relu')],
  ['relu6', unary('Relu6')],
  ['elu', unary('Elu')],
  ['sigmoid', unary('Sigmoid')],
  ['leakyrelu', (backend, x, _, { leakyreluAlpha }) => runKernel(backend, 'LeakyRelu', { x }, { alpha: leakyreluAlpha ?? 0 })],
  [
    'prelu',
    (backend, x, { preluActivationWeights: alpha }) => (alpha === undefined ? x : runKernel(backend, 'Prelu', { x, alpha })),
  ],
]);

/** Fills every row of `out` with the bias, or with zeros. */
function fillRows(backend: BackendWasm, out: tf.TensorInfo, bias: tf.TensorInfo | undefined): void {
  const values = backend.typedArrayFromHeap(out);
  if (bias === undefined) {
    values.fill(0);
    return;
  }
  const row = backend.typedArrayFromHeap(bias);
  for (let start = 0; start < values.length; start += row.length) {
    values.set(row, start);
  }
}

function multiply(gemm: Gemm, { backend, inputs, attrs }: KernelCall, shape: ProductShape, activate: Activation): tf.TensorInfo {
  const operands = inputs as unknown as MatMulInputs;
  const { bias } = operands;
  const { rows, depth, columns, batch } = shape;
  const out = backend.makeOutput([...batch, rows, columns], 'float32');
  const size = countOf(out.shape);
  if (size === 0) {
    return out;
  }
  if (bias !== undefined || depth === 0) {
    fillRows(backend, out, bias);
  }
  if (depth > 0) {
    const products = productsOf(backend, shape, { a: operands.a, b: operands.b, out }, bias !== undefined);
    gemm(products, { rows: size / columns, depth });
  }
  const activated = activate(backend, out, operands, attrs as unknown as MatMulAttributes);
  if (activated !== out) {
    release(backend, out);
  }
  return activated;
}

/** The stock kernel on operands that were transposed beforehand. */
function transposeFirst(stock: Kernel, { backend, inputs, attrs }: KernelCall): tf.TensorInfo {
  const { a, b } = inputs as unknown as MatMulInputs;
  const straightA = attrs['transposeA'] ? transposeMatrices(backend, a) : a;
  const straightB = attrs['transposeB'] ? transposeMatrices(backend, b) : b;
  try {
    return stock({
      backend,
      inputs: { ...inputs, a: straightA, b: straightB },
      attrs: { ...attrs, transposeA: false, transposeB: false },
    });
  } finally {
    if (straightA !== a) {
      release(backend, straightA);
    }
    if (straightB !== b) {
      release(backend, straightB);
    }
  }
}

/**
 * `BatchMatMul` and `_FusedMatMul`: `activation(op(a) · op(b) + bias)`, batches broadcast, where `op` transposes the last two axes
 * if told to.
 *
 * One product of untransposed matrices goes to the `stock` kernel, which is fast there and keeps packed weights between calls.
 * Everything else, for which the stock kernel falls back to a plain loop, is packed and multiplied with SIMD. Where the memory of
 * the backend is out of reach, operands are transposed first and then given to the stock kernel; it also reports what it cannot do.
 */
export function matMulKernel(stock: Kernel): Kernel {
  return (call: KernelCall): tf.TensorInfo => {
    const { a, b, bias } = call.inputs as unknown as MatMulInputs;
    const { transposeA, transposeB, activation } = call.attrs as unknown as MatMulAttributes;
    const activate = ACTIVATIONS.get(activation);
    const shape = productShape(a, b, transposeA, transposeB);
    if (a.dtype !== 'float32' || b.dtype !== 'float32' || shape === undefined || activate === undefined) {
      return stock(call);
    }
    if (bias !== undefined && (bias.dtype !== 'float32' || bias.shape.length !== 1 || bias.shape[0] !== shape.columns)) {
      return stock(call);
    }
    const single = countOf(shape.batch) === 1;
    const empty = countOf(shape.batch) * shape.rows * shape.columns * shape.depth === 0;
    if (single && !transposeA && !transposeB && !empty) {
      return stock(call);
    }
    const gemm = gemmOf(call.backend);
    if (gemm !== null) {
      return multiply(gemm, call, shape, activate);
    }
    return single && !empty ? transposeFirst(stock, call) : stock(call);
  };
}
