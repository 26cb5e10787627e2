import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { sizeFromShape } from '@vaekit-internal/base';
import { type Case, checkBatchMatMul, checkFusedMatMul } from './matMul.test-helper.js';
import { useWasm } from './node/useWasm.js';

// An engine in which a second module cannot share the backend's memory.
vi.mock('./gemm.js', () => ({ gemmOf: () => null }));

/** tfjs's own kernel, which is all there is here, reads the wrong matrices where both operands are repeated. */
const oneSided = ({ batchA, batchB }: Case): boolean => {
  const count = sizeFromShape(tf.backend_util.assertAndGetBroadcastShape([...batchA], [...batchB]));
  return [batchA, batchB].every((own) => [1, count].includes(sizeFromShape(own)));
};

beforeAll(() => useWasm());

describe('without the packed product', () => {
  it('BatchMatMul equals the CPU backend', () => checkBatchMatMul(60, oneSided));

  it('_FusedMatMul equals the CPU backend', () => checkFusedMatMul(60));

  it('leaves no transposed copy behind', () => {
    const a = tf.randomUniform<tf.Rank.R2>([40, 50]);
    const before = tf.memory();
    const inBackend = tf.backend().numDataIds();
    for (let i = 0; i < 20; i++) {
      tf.dispose([tf.matMul(a, a, true, false), tf.matMul(a, a, false, true)]);
    }
    expect(tf.memory()).toEqual(before);
    expect(tf.backend().numDataIds()).toBe(inBackend);
    tf.dispose(a);
  });
});
