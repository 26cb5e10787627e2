import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectClose, magnitude, on, polluteHeap, tensor, type Values, values } from './kernels.test-helper.js';
import { useWasm } from './node/useWasm.js';
import { registerTrainingKernels } from './registerTrainingKernels.js';

let unregister: () => void;

beforeAll(async () => {
  await useWasm();
  unregister = registerTrainingKernels();
});

afterAll(() => unregister());

const rest = fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 2 });

describe('UnsortedSegmentSum', () => {
  it('equals the CPU backend, and drops what belongs to no segment', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -2, max: 7 }), { minLength: 1, maxLength: 40 }), rest, (ids, shape) => {
        const x = values([ids.length, ...shape], ids.length);
        const sum = (given: Values) => (): tf.Tensor => tf.unsortedSegmentSum(tensor(given), tf.tensor1d(ids, 'int32'), 6);
        polluteHeap();
        expectClose(on('wasm', sum(x)), on('cpu', sum(x)), on('cpu', sum(magnitude(x))));
      }),
      { numRuns: 100 },
    );
  });

  it('sums whole numbers exactly', () => {
    const x = tf.tensor2d([1, 2, 3, 4, 5, 6], [3, 2], 'int32');
    const sums = tf.unsortedSegmentSum(x, tf.tensor1d([1, 0, 1], 'int32'), 2);
    expect([sums.dtype, [...sums.dataSync()]]).toEqual(['int32', [3, 4, 6, 8]]);
  });

  it('is the gradient of gather along every axis, and of an embedding', () => {
    const x = values([5, 6, 3], 1);
    for (const axis of [0, 1, 2]) {
      const gradient = (given: Values) => (): tf.Tensor =>
        tf.grad((t) =>
          tf.mul(
            tf.gather(
              t,
              tf.tensor2d(
                [
                  [0, 2],
                  [2, 1],
                ],
                [2, 2],
                'int32',
              ),
              axis,
            ),
            3,
          ),
        )(tensor(given));
      expectClose(on('wasm', gradient(x)), on('cpu', gradient(x)), on('cpu', gradient(x)));
    }
  });

  it('leaves nothing behind', () => {
    const x = tf.randomUniform([20, 4]);
    const ids = tf.tensor1d(
      Array.from({ length: 20 }, (_, i) => i % 3),
      'int32',
    );
    const before = tf.memory();
    const inBackend = tf.backend().numDataIds();
    for (let i = 0; i < 10; i++) {
      tf.dispose(tf.unsortedSegmentSum(x, ids, 3));
    }
    expect(tf.memory()).toEqual(before);
    expect(tf.backend().numDataIds()).toBe(inBackend);
    tf.dispose([x, ids]);
  });
});
