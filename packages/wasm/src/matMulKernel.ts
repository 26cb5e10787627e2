import type * as tf from '@tensorflow/tfjs';
import { getThreadsCount } from '@tensorflow/tfjs-backend-wasm';
import { sizeFromShape } from '@vaekit-internal/base';
import { activationOf, type Finish } from './activation.js';
import { fillRows } from './fillRows.js';
import { type Gemm, gemmOf } from './gemm.js';
import { matMulPlan } from './matMulPlan.js';
import { productShape, productsOf, type ProductShape } from './matrixProduct.js';
import { transposeMatrices } from './transposeMatrices.js';
import { type Kernel, type KernelCall, release, runKernel } from './wasmBackend.js';

/** Inputs of `BatchMatMul` (`a`, `b`) and `_FusedMatMul` (all, and what the activation takes). */
interface MatMulInputs {
  readonly a: tf.TensorInfo;
  readonly b: tf.TensorInfo;
  readonly bias?: tf.TensorInfo;
}

interface MatMulAttributes {
  readonly transposeA: boolean;
  readonly transposeB: boolean;
  readonly activation?: string;
}

function multiply(gemm: Gemm, call: KernelCall, shape: ProductShape, activate: Finish): tf.TensorInfo {
  const { backend, inputs } = call;
  const operands = inputs as unknown as MatMulInputs;
  const { bias } = operands;
  const { rows, depth, columns, batch } = shape;
  const out = backend.makeOutput([...batch, rows, columns], 'float32');
  const size = sizeFromShape(out.shape);
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
  return activate(out);
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
function finishAfter(stock: Kernel, call: KernelCall, activate: Finish): tf.TensorInfo {
  const { backend, inputs, attrs } = call;
  const { a, b, bias } = inputs as unknown as MatMulInputs;
  const linear = stock({ backend, inputs: { a, b }, attrs: { ...attrs, activation: 'linear' } });
  if (bias === undefined) {
    return activate(linear);
  }
  const sum = runKernel(backend, 'Add', { a: linear, b: bias });
  release(backend, linear);
  return activate(sum);
}

/**
 * `BatchMatMul` and `_FusedMatMul`: `activation(op(a) · op(b) + bias)`, batches broadcast, where `op` transposes the last two axes
 * if told to.
 *
 * The `stock` kernel is fast on untransposed matrices without a batch and falls back to a plain loop for everything else, and it
 * packs its weights again whenever they change, which in training is every step. So most products are packed and multiplied with
 * SIMD here (`matMulPlan` says which); where the memory of the backend is out of reach, operands are transposed first and then
 * given to the stock kernel. What that one refuses is left to it to report.
 */
export function matMulKernel(stock: Kernel): Kernel {
  return (call: KernelCall): tf.TensorInfo => {
    const { a, b, bias } = call.inputs as unknown as MatMulInputs;
    const { transposeA, transposeB, activation } = call.attrs as unknown as MatMulAttributes;
    const activate = activationOf(call);
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
    return !plain && sizeFromShape(shape.batch) > 1 ? finishAfter(stock, call, activate) : stock(call);
  };
}
