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

const extent = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 1, max: 9 }) },
  { weight: 1, arbitrary: fc.constantFrom(0, 16, 17, 31, 300) },
);

describe('Sum and Mean', () => {
  it('equal the CPU backend over every choice of axes', () => {
    fc.assert(
      fc.property(
        fc.array(extent, { minLength: 1, maxLength: 4 }).filter((shape) => shape.reduce((a, b) => a * b, 1) < 30_000),
        fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
        fc.boolean(),
        fc.constantFrom('sum', 'mean'),
        (shape, chosen, keepDims, name) => {
          const axes = shape.map((_, i) => i).filter((i) => chosen[i]);
          // The mean of nothing is no number.
          fc.pre(name === 'sum' || !shape.includes(0));
          const x = values(shape, 3);
          const reduce = (given: Values) => (): tf.Tensor =>
            (name === 'sum' ? tf.sum : tf.mean)(tensor(given), axes.length === 0 ? undefined : axes, keepDims);
          polluteHeap();
          expectClose(on('wasm', reduce(x)), on('cpu', reduce(x)), on('cpu', reduce(magnitude(x))));
        },
      ),
      { numRuns: 250 },
    );
  });

  it('stay within the bound over many rows of one sign', () => {
    const x: Values = { data: new Float32Array(200_000).fill(0.1), shape: [40_000, 5] };
    const sums = on('wasm', () => tf.sum(tensor(x), 0));
    const exact = Math.fround(0.1) * 40_000;
    expectClose(sums, { ...sums, data: new Float32Array(5).fill(exact) }, { ...sums, data: new Float32Array(5).fill(exact) });
  });

  it('take axes in any order and from the end, and whole numbers', () => {
    const x = tf.reshape(tf.range(0, 24), [2, 3, 4]);
    expect([...tf.sum(x, [-2, 0]).dataSync()]).toEqual([60, 66, 72, 78]);
    expect([...tf.mean(x, [1, 0]).dataSync()]).toEqual([10, 11, 12, 13]);
    expect([...tf.sum(tf.cast(x, 'int32'), 0).dataSync()].slice(0, 3)).toEqual([12, 14, 16]);
  });

  it('of nothing are 0 and NaN', () => {
    polluteHeap();
    expect([...tf.sum(tf.zeros([0, 3]), 0).dataSync()]).toEqual([0, 0, 0]);
    expect([...tf.sum(tf.zeros([2, 0])).dataSync()]).toEqual([0]);
    expect([...tf.mean(tf.zeros([0, 2]), 0).dataSync()]).toEqual([NaN, NaN]);
  });

  it('leave nothing behind', () => {
    const x = tf.randomUniform([20, 4, 3]);
    const before = tf.memory();
    const inBackend = tf.backend().numDataIds();
    for (let i = 0; i < 10; i++) {
      tf.dispose([tf.sum(x, [0, 1]), tf.mean(x, 1), tf.sum(x), tf.mean(x, [0, 2])]);
    }
    expect(tf.memory()).toEqual(before);
    expect(tf.backend().numDataIds()).toBe(inBackend);
    x.dispose();
  });
});
