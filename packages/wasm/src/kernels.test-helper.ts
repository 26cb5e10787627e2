import * as tf from '@tensorflow/tfjs';
import { expect } from 'vitest';

export interface Values {
  readonly data: Float32Array;
  readonly shape: number[];
}

/** Numbers of both signs in [-1, 1). */
export function values(shape: number[], seed: number): Values {
  const size = shape.reduce((product, length) => product * length, 1);
  let state = seed >>> 0;
  const data = Float32Array.from({ length: size }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 31 - 1;
  });
  return { data, shape };
}

export const tensor = ({ data, shape }: Values): tf.Tensor => tf.tensor(data, shape, 'float32');
export const magnitude = ({ data, shape }: Values): Values => ({ data: data.map(Math.abs), shape });

/** Runs on a backend and reads the result; nothing is left behind. */
export function on(backend: 'cpu' | 'wasm', run: () => tf.Tensor): Values {
  const former = tf.getBackend();
  void tf.setBackend(backend);
  try {
    return tf.tidy(() => {
      const result = run();
      return { data: Float32Array.from(result.dataSync()), shape: result.shape };
    });
  } finally {
    void tf.setBackend(former);
  }
}

/** The design's bound: |error| ≤ 1e-5 · Σ|terms| (+ the smallest normal numbers). */
export function expectClose(actual: Values, expected: Values, terms: Values): void {
  expect(actual.shape).toEqual(expected.shape);
  const worst = actual.data.findIndex((value, i) => {
    const error = Math.abs(value - (expected.data[i] ?? NaN));
    return !(error <= 1e-5 * (terms.data[i] ?? 0) + 1e-30);
  });
  expect(worst, `element ${worst}: ${actual.data[worst]} instead of ${expected.data[worst]}`).toBe(-1);
}

/** Fills the free memory of the heap with NaN: a kernel that reads what it has not written shows it. */
export function polluteHeap(): void {
  tf.tidy(() => {
    [16, 64, 256, 1024, 4096, 16_384].forEach((size) => {
      for (let i = 0; i < 8; i++) {
        tf.fill([size], NaN);
      }
    });
  });
}

/** A kernel's result on a backend. */
export const kernel = (name: string, inputs: Record<string, tf.Tensor>, attrs: object): tf.Tensor =>
  tf.engine().runKernel(name, inputs, attrs as tf.NamedAttrMap) as tf.Tensor;

/**
 * The gradient of a linear map of examples `[batch, ...shape]` by its definition, on the CPU backend: number `i` of an example's
 * gradient is the product of `dy` with what the map makes of the i-th unit vector. With it come the sums of absolute terms.
 */
export function transposed(
  forward: (x: tf.Tensor) => tf.Tensor,
  shape: readonly number[],
  dy: Values,
): { readonly gradient: Values; readonly terms: Values } {
  const size = shape.reduce((product, length) => product * length, 1);
  const batch = dy.shape[0] ?? 0;
  const product = (absolute: boolean): Values =>
    on('cpu', () => {
      const units = forward(tf.reshape(tf.eye(size), [size, ...shape]));
      const [rows, columns] = [tf.reshape(tensor(dy), [batch, -1]), tf.reshape(units, [size, -1])];
      const result = absolute ? tf.matMul(tf.abs(rows), tf.abs(columns), false, true) : tf.matMul(rows, columns, false, true);
      return tf.reshape(result, [batch, ...shape]);
    });
  return { gradient: product(false), terms: product(true) };
}
