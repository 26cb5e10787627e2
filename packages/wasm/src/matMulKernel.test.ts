import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectClose, on, tensor, type Values, values } from './kernels.test-helper.js';
import { checkBatchMatMul, checkFusedMatMul, operands } from './matMul.test-helper.js';
import { useWasm } from './node/useWasm.js';
import { registerTrainingKernels } from './registerTrainingKernels.js';

let unregister: () => void;

beforeAll(async () => {
  await useWasm();
  unregister = registerTrainingKernels();
});

afterAll(() => unregister());

describe('BatchMatMul', () => {
  it('equals the CPU backend for every shape, transposition and broadcast of batches', () => {
    checkBatchMatMul(200);
  });

  it('gives zeros for a sum over nothing and an empty tensor for no rows or columns', () => {
    for (const [rows, depth, columns] of [
      [3, 0, 5],
      [0, 4, 5],
      [3, 4, 0],
    ] as const) {
      for (const [transposeA, transposeB] of [
        [true, false],
        [false, true],
        [true, true],
        [false, false],
      ] as const) {
        const { a, b } = operands({ batchA: [2], batchB: [2], rows, depth, columns, transposeA, transposeB, seed: 1 });
        const result = on('wasm', () => tf.matMul(tensor(a), tensor(b), transposeA, transposeB));
        expect(result.shape).toEqual([2, rows, columns]);
        expect([...result.data]).toEqual(Array.from({ length: 2 * rows * columns }, () => 0));
      }
    }
  });

  it('keeps infinities and NaN where they belong', () => {
    const a = tf.tensor2d(
      Float32Array.from({ length: 40 * 50 }, (_, i) => (i === 3 * 50 + 7 ? Infinity : i === 20 * 50 ? NaN : 1)),
      [40, 50],
    );
    const b = tf.ones<tf.Rank.R2>([41, 50]);
    const result = tf.matMul(a, b, false, true);
    const rows = tf.unstack(result).map((row) => [...row.dataSync()]);
    rows.forEach((row, index) => {
      const expected = index === 3 ? Infinity : index === 20 ? NaN : 50;
      expect(row.every((value) => Object.is(value, expected))).toBe(true);
    });
  });

  it('leaves the message about operands that do not fit, and about other types, to tfjs', () => {
    expect(() => tf.matMul(tf.ones([3, 4]), tf.ones([3, 5]), false, true)).toThrow(/inner shapes/);
    expect(() => tf.matMul(tf.ones([40, 40], 'int32'), tf.ones([40, 40], 'int32'), true)).toThrow(/float32/);
  });
});

describe('_FusedMatMul', () => {
  it('equals the CPU backend for every shape, bias and activation', () => {
    checkFusedMatMul(150);
  });
});

describe('a dense layer', () => {
  it('has the gradients of the CPU backend', () => {
    const [x, kernel, bias, weight] = [values([64, 90], 1), values([90, 70], 2), values([70], 3), values([64, 70], 4)];
    const gradients = (): tf.Tensor =>
      tf.concat(
        tf
          .grads((input, matrix, offset) =>
            tf.sum(
              tf.mul(
                tf.fused.matMul({
                  a: input as tf.Tensor2D,
                  b: matrix as tf.Tensor2D,
                  bias: offset as tf.Tensor,
                  activation: 'sigmoid',
                }),
                tensor(weight),
              ),
            ),
          )([tensor(x), tensor(kernel), tensor(bias)])
          .map((gradient) => tf.reshape(gradient, [-1])),
      );
    const [actual, expected] = [on('wasm', gradients), on('cpu', gradients)];
    // Each gradient sums at most 90 terms below 1/4 in size.
    expectClose(actual, expected, { ...expected, data: expected.data.map(() => 90 / 4) });
    expect(Math.max(...expected.data.map(Math.abs))).toBeGreaterThan(0.1);
  });

  it('trains as on the CPU backend and leaves nothing behind', () => {
    const [x, target] = [values([64, 40], 5), values([64, 30], 6)];
    const train = (): Values => {
      const kernel = tf.variable(tensor(values([40, 30], 7)));
      const inputs = [tensor(x), tensor(target)] as const;
      const optimizer = tf.train.sgd(0.1);
      const step = (): void =>
        tf.dispose(
          optimizer.minimize(() => tf.mean(tf.square(tf.sub(tf.matMul(inputs[0], kernel), inputs[1]))), true, [kernel]) ??
            undefined,
        );
      step();
      const before = tf.memory();
      for (let i = 0; i < 100; i++) {
        step();
      }
      expect(tf.memory()).toEqual(before);
      const result = { data: Float32Array.from(kernel.dataSync()), shape: kernel.shape };
      tf.dispose([kernel, ...inputs]);
      optimizer.dispose();
      return result;
    };
    const results = (['wasm', 'cpu'] as const).map((backend) => {
      void tf.setBackend(backend);
      return train();
    });
    void tf.setBackend('wasm');
    const [actual, expected] = results as [Values, Values];
    expectClose(actual, expected, { ...expected, data: expected.data.map(() => 10) });
  });
});

describe('memory', () => {
  it('neither keeps nor takes any tensor, buffer or byte over many calls', () => {
    const a = tf.randomUniform<tf.Rank.R3>([3, 40, 50]);
    const b = tf.randomUniform<tf.Rank.R3>([3, 40, 60]);
    const bias = tf.randomUniform<tf.Rank.R1>([60]);
    const before = tf.memory();
    const inBackend = tf.backend().numDataIds();
    for (let i = 0; i < 200; i++) {
      tf.dispose(tf.matMul(a, b, true, false));
      tf.dispose(tf.fused.matMul({ a, b, transposeA: true, bias, activation: 'relu' }));
      tf.dispose(tf.fused.matMul({ a, b, transposeA: true, activation: 'elu' }));
    }
    expect(tf.memory()).toEqual(before);
    expect(tf.backend().numDataIds()).toBe(inBackend);
    expect(a.dataSync()).toHaveLength(6000);
    tf.dispose([a, b, bias]);
  });
});
