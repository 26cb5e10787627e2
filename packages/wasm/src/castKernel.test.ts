import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { useWasm } from './node/useWasm.js';
import { registerTrainingKernels } from './registerTrainingKernels.js';

let unregister: () => void;

beforeAll(async () => {
  await useWasm();
  unregister = registerTrainingKernels();
});

afterAll(() => unregister());

describe('Cast', () => {
  it.each([
    ['float32', 'float32', [0, 1.5, -2], [0, 1.5, -2]],
    ['float32', 'int32', [0, 1.5, -2.5], [0, 1, -2]],
    ['int32', 'int32', [3, 0, -2], [3, 0, -2]],
    ['int32', 'float32', [3, 0, -2], [3, 0, -2]],
    ['bool', 'bool', [1, 0, 1], [1, 0, 1]],
    ['bool', 'float32', [1, 0, 1], [1, 0, 1]],
  ] as const)('of %s to %s gives a tensor that outlives the one it came from', (from, to, data, expected) => {
    const before = tf.memory();
    const inBackend = tf.backend().numDataIds();
    const x = tf.tensor1d([...data], from);
    const result = tf.cast(x, to);
    x.dispose();
    expect(result.dtype).toBe(to);
    expect([...result.dataSync()]).toEqual(expected);
    result.dispose();
    expect(tf.memory()).toEqual(before);
    expect(tf.backend().numDataIds()).toBe(inBackend);
  });

  it('to the same type shares the memory', () => {
    const x = tf.ones([10]);
    const { numDataBuffers } = tf.memory();
    const result = tf.cast(x, 'float32');
    expect(tf.memory().numDataBuffers).toBe(numDataBuffers);
    tf.dispose([x, result]);
  });
});
