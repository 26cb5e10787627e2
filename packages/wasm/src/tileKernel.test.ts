import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sizeFromShape } from '@vaekit-internal/base';
import { useWasm } from './node/useWasm.js';
import { registerTrainingKernels } from './registerTrainingKernels.js';

let unregister: () => void;

beforeAll(async () => {
  await useWasm();
  unregister = registerTrainingKernels();
});

afterAll(() => unregister());

/** The definition: the number at `index` of the result is that at `index mod shape`, axis by axis. */
function tiled(data: readonly number[], shape: readonly number[], reps: readonly number[]): number[] {
  const outShape = shape.map((length, axis) => length * (reps[axis] ?? 1));
  return Array.from({ length: sizeFromShape(outShape) }, (_, position) => {
    let [rest, stride, from] = [position, 1, 0];
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const [length, outLength] = [shape[axis] ?? 1, outShape[axis] ?? 1];
      from += ((rest % outLength) % length) * stride;
      rest = Math.floor(rest / outLength);
      stride *= length;
    }
    return data[from] ?? Number.NaN;
  });
}

const axis = fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 3 }));

describe('Tile', () => {
  it('repeats along every axis, for every rank and type', () => {
    fc.assert(
      fc.property(fc.array(axis, { minLength: 1, maxLength: 4 }), fc.constantFrom('float32', 'int32', 'bool'), (axes, dtype) => {
        const [shape, reps] = [axes.map(([length]) => length), axes.map(([, times]) => times)];
        const data = Array.from({ length: sizeFromShape(shape) }, (_, i) => (dtype === 'bool' ? ((i * 7) % 3) & 1 : i - 3));
        const before = tf.memory();
        const x = tf.tensor(data, shape, dtype as 'int32');
        const result = tf.tile(x, reps);
        expect(result.dtype).toBe(dtype);
        expect(result.shape).toEqual(shape.map((length, i) => length * (reps[i] ?? 1)));
        expect([...result.dataSync()]).toEqual(tiled(data, shape, reps));
        expect([...x.dataSync()]).toEqual(data);
        tf.dispose([x, result]);
        expect(tf.memory()).toEqual(before);
      }),
      { numRuns: 200 },
    );
  });

  it('gives an empty tensor for no repetition and for nothing to repeat', () => {
    expect(tf.tile(tf.ones([2, 3]), [2, 0]).shape).toEqual([4, 0]);
    expect(tf.tile(tf.ones([0, 3]), [2, 2]).shape).toEqual([0, 6]);
    expect(tf.tile(tf.ones([0, 3]), [2, 2]).dataSync()).toHaveLength(0);
  });

  it('broadcasts', () => {
    const result = tf.broadcastTo(tf.tensor2d([1, 2], [2, 1]), [2, 3]);
    expect(result.arraySync()).toEqual([
      [1, 1, 1],
      [2, 2, 2],
    ]);
  });
});
