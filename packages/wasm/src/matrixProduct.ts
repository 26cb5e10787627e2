import * as tf from '@tensorflow/tfjs';
import { sizeFromShape } from '@vaekit-internal/base';
import type { Product } from './gemm.js';
import { addressOf, type BackendWasm } from './wasmBackend.js';

const FLOAT = 4;

/** The dimensions of `op(a) · op(b)`, with the batches of the two broadcast against each other. */
export interface ProductShape {
  readonly rows: number;
  readonly depth: number;
  readonly columns: number;
  readonly batch: readonly number[];
  readonly batchA: readonly number[];
  readonly batchB: readonly number[];
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}

/** The dimensions of the product; `undefined` when the operands do not fit, which the stock kernel then reports. */
export function productShape(
  a: tf.TensorInfo,
  b: tf.TensorInfo,
  transposeA: boolean,
  transposeB: boolean,
): ProductShape | undefined {
  const [lastA, lastB] = [a.shape.slice(-2), b.shape.slice(-2)];
  const [rows, depth] = transposeA ? [lastA[1], lastA[0]] : lastA;
  const [depthB, columns] = transposeB ? [lastB[1], lastB[0]] : lastB;
  if (rows === undefined || depth === undefined || columns === undefined || depth !== depthB) {
    return undefined;
  }
  const [batchA, batchB] = [a.shape.slice(0, -2), b.shape.slice(0, -2)];
  const batch = tf.backend_util.assertAndGetBroadcastShape(batchA, batchB);
  return { rows, depth, columns, batch, batchA, batchB, transposeA, transposeB };
}

/** For each index of `batch`, which matrix of an operand with batch shape `own` it reads. */
function* matricesOf(batch: readonly number[], own: readonly number[]): Generator<number> {
  const count = sizeFromShape(batch);
  const padded = [...Array.from({ length: batch.length - own.length }, () => 1), ...own];
  for (let index = 0; index < count; index++) {
    let [rest, stride, matrix] = [index, 1, 0];
    for (let axis = batch.length - 1; axis >= 0; axis--) {
      const size = batch[axis] ?? 1;
      const ownSize = padded[axis] ?? 1;
      matrix += ownSize === 1 ? 0 : (rest % size) * stride;
      rest = Math.floor(rest / size);
      stride *= ownSize;
    }
    yield matrix;
  }
}

/** The products on the heap that a batched product consists of: one, where a shared B lets the batch count as rows of A. */
export function* productsOf(
  backend: BackendWasm,
  shape: ProductShape,
  { a, b, out }: { readonly a: tf.TensorInfo; readonly b: tf.TensorInfo; readonly out: tf.TensorInfo },
  accumulate: boolean,
): Generator<Product> {
  const { rows, depth, columns, batch, batchA, batchB, transposeA, transposeB } = shape;
  const [startA, startB, startC] = [a, b, out].map((info) => addressOf(backend, info)) as [number, number, number];
  const common = { depth, columns, transposeA, transposeB, accumulate };
  const count = sizeFromShape(batch);
  if (!transposeA && sizeFromShape(batchB) === 1 && sizeFromShape(batchA) === count) {
    yield { ...common, a: startA, b: startB, c: startC, rows: rows * count };
    return;
  }
  const [ofA, ofB] = [matricesOf(batch, batchA), matricesOf(batch, batchB)];
  for (let index = 0; index < count; index++) {
    yield {
      ...common,
      a: startA + FLOAT * rows * depth * (ofA.next().value as number),
      b: startB + FLOAT * depth * columns * (ofB.next().value as number),
      c: startC + FLOAT * rows * columns * index,
      rows,
    };
  }
}
