import type * as tf from '@tensorflow/tfjs';
import { getThreadsCount } from '@tensorflow/tfjs-backend-wasm';
import { type Gemm, gemmOf } from './gemm.js';
import { matMulPlan } from './matMulPlan.js';
import { countOf, productShape, productsOf, type ProductShape } from './matrixProduct.js';
import { transposeMatrices } from './transposeMatrices.js';
import { type BackendWasm, type Kernel, type KernelCall, release, runKernel } from './wasmBackend.js';

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

function multiply(gemm: Gemm, call: KernelCall, shape: ProductShape, activate: Activation): tf.TensorInfo {
  const { backend, inputs } = call;
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
  return activateInPlaceOf(out, call, activate);
}

/** Activates an intermediate, which is released unless it is itself the result. */
function activateInPlaceOf(x: tf.TensorInfo, { backend, inputs, attrs }: KernelCall, activate: Activation): tf.TensorInfo {
  const activated = activate(backend, x, inputs as unknown as MatMulInputs, attrs as unknown as MatMulAttributes);
  if (activated !== x) {
    release(backend, x);
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

/** The stock kernel for the product alone, then bias and activation: over a batch it gets both wrong. */
function finishAfter(stock: Kernel, call: KernelCall, activate: Activation): tf.TensorInfo {
  const { backend, inputs, attrs } = call;
  const { a, b, bias } = inputs as unknown as MatMulInputs;
  const linear = stock({ backend, inputs: { a, b }, attrs: { ...attrs, activation: 'linear' } });
  if (bias === undefined) {
    return activateInPlaceOf(linear, call, activate);
  }
  const sum = runKernel(backend, 'Add', { a: linear, b: bias });
  release(backend, linear);
  return activateInPlaceOf(sum, call, activate);
}

/**
 * `BatchMatMul` and `_FusedMatMul`: `activation(op(a) · op(b) + bias)`, batches broadcast, where `op` transposes the last two axes
 * if told to.
 *
 * The `stock` kernel is fast on untransposed matrices without a batch and falls back to a plain loop for everything else, and it
 * packs its weights anew whenever they change, which in training is every step. So most products are packed and multiplied with
 * SIMD here (`matMulPlan` says which); where the memory of the backend is out of reach, operands are transposed first and then
 * given to the stock kernel. What that one refuses is left to it to report.
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
    const gemm = gemmOf(call.backend);
    const plain = bias === undefined && (activation === undefined || activation === 'linear');
    const plan = matMulPlan(shape, { threads: getThreadsCount(), packedAvailable: gemm !== null, plain });
    if (plan === 'packed' && gemm !== null) {
      return multiply(gemm, call, shape, activate);
    }
    if (plan === 'transpose') {
      return transposeFirst(stock, call);
    }
    return !plain && countOf(shape.batch) > 1 ? finishAfter(stock, call, activate) : stock(call);
  };
}
