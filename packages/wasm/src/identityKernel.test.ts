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

describe('Identity', () => {
  it.each(['float32', 'int32', 'bool', 'string'] as const)('gives a %s tensor that outlives the one it came from', (dtype) => {
    const data = dtype === 'string' ? ['a', 'b', 'c'] : [0, 1, 1];
    const before = tf.memory();
    const inBackend = tf.backend().numDataIds();
    const x = tf.tensor1d(data, dtype);
    const copy = tf.clone(x);
    x.dispose();
    expect([copy.dtype, copy.shape]).toEqual([dtype, [3]]);
    expect([...copy.dataSync()]).toEqual(data);
    copy.dispose();
    expect(tf.memory()).toEqual(before);
    expect(tf.backend().numDataIds()).toBe(inBackend);
  });

  it('leaves a variable its own values when that which it was cloned from is assigned', () => {
    const variable = tf.variable(tf.tensor1d([1, 2]));
    const copy = tf.clone(variable);
    variable.assign(tf.tensor1d([3, 4]));
    expect([...copy.dataSync()]).toEqual([1, 2]);
    expect([...variable.dataSync()]).toEqual([3, 4]);
    tf.dispose([variable, copy]);
  });
});
