import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectClose, kernel, on, polluteHeap, tensor, transposed, type Values, values } from './kernels.test-helper.js';
import { useWasm } from './node/useWasm.js';
import { registerTrainingKernels } from './registerTrainingKernels.js';

let unregister: () => void;

beforeAll(async () => {
  await useWasm();
  unregister = registerTrainingKernels();
});

afterAll(() => unregister());

type Padding = 'same' | 'valid' | number;
type Pool = (x: tf.Tensor, size: number, strides: number, pad: Padding) => tf.Tensor;

const POOLS = {
  AvgPool: (x, size, strides, pad) => tf.avgPool(x as tf.Tensor4D, size, strides, pad),
  AvgPool3D: (x, size, strides, pad) => tf.avgPool3d(x as tf.Tensor5D, size, strides, pad),
  MaxPool: (x, size, strides, pad) => tf.maxPool(x as tf.Tensor4D, size, strides, pad),
  MaxPool3D: (x, size, strides, pad) => tf.maxPool3d(x as tf.Tensor5D, size, strides, pad),
} satisfies Record<string, Pool>;

const pooling = fc
  .record({
    side: fc.integer({ min: 1, max: 5 }),
    width: fc.integer({ min: 1, max: 5 }),
    channels: fc.integer({ min: 1, max: 3 }),
    size: fc.integer({ min: 1, max: 3 }),
    strides: fc.integer({ min: 1, max: 3 }),
    pad: fc.constantFrom<Padding>('same', 'valid', 1),
    seed: fc.integer({ min: 0, max: 2 ** 31 }),
  })
  .filter(({ side, width, size, pad }) =>
    pad === 1 ? size > 1 && side + 1 >= size && width + 1 >= size : Math.min(side, width) >= size,
  );

const shapeOf = (
  name: keyof typeof POOLS,
  { side, width, channels }: { side: number; width: number; channels: number },
): number[] => (name.endsWith('3D') ? [side, width, 2, channels] : [side, width, channels]);

describe('gradients of pooling', () => {
  it.each(['AvgPool', 'AvgPool3D'] as const)('of %s are those of the mean over the pixels inside', (name) => {
    fc.assert(
      fc.property(pooling, (given) => {
        const { size, strides, pad, seed } = given;
        const shape = shapeOf(name, given);
        fc.pre(!name.endsWith('3D') || (pad === 'same' ? true : size <= 2));
        const x = values([2, ...shape], seed);
        const forward = (t: tf.Tensor): tf.Tensor => POOLS[name](t, size, strides, pad);
        const dy = values(on('cpu', () => forward(tensor(x))).shape, seed + 1);
        polluteHeap();
        const dx = on('wasm', () => tf.grad((t) => forward(t))(tensor(x), tensor(dy)));
        const { gradient, terms } = transposed(forward, shape, dy);
        expectClose(dx, gradient, terms);
      }),
      { numRuns: 40 },
    );
  });

  it.each(['MaxPool', 'MaxPool3D'] as const)('of %s go where the greatest number was', (name) => {
    fc.assert(
      fc.property(pooling, (given) => {
        const { size, strides, pad, seed } = given;
        fc.pre(!name.endsWith('3D') || (pad === 'same' ? true : size <= 2));
        const x = values([2, ...shapeOf(name, given)], seed);
        const forward = (t: tf.Tensor): tf.Tensor => POOLS[name](t, size, strides, pad);
        const dy = values(on('cpu', () => forward(tensor(x))).shape, seed + 1);
        const gradient = (): tf.Tensor => tf.grad((t) => forward(t))(tensor(x), tensor(dy));
        polluteHeap();
        const dx = on('wasm', gradient);
        // Each pixel gets at most one number of every window that sees it.
        expectClose(dx, on('cpu', gradient), { ...dx, data: dx.data.map(() => size ** 3) });
        polluteHeap();
        const y = on('wasm', () => forward(tensor(x)));
        expect(y).toEqual(on('cpu', () => forward(tensor(x))));
      }),
      { numRuns: 40 },
    );
  });

  it('go to the first of equals, and to one of them only', () => {
    const x = tf.ones([1, 2, 2, 1]);
    const dx = kernel(
      'MaxPoolGrad',
      { dy: tf.ones([1, 1, 1, 1]), input: x, output: tf.ones([1, 1, 1, 1]) },
      { filterSize: 2, strides: 2, pad: 'valid' },
    );
    expect([...dx.dataSync()]).toEqual([1, 0, 0, 0]);
  });

  it('leave nothing behind', () => {
    const x: Values = values([2, 6, 6, 3], 1);
    const input = tensor(x);
    const before = tf.memory();
    const inBackend = tf.backend().numDataIds();
    for (let i = 0; i < 10; i++) {
      for (const name of ['AvgPool', 'MaxPool'] as const) {
        tf.dispose(tf.tidy(() => tf.grad((t) => POOLS[name](t, 3, 2, 'same'))(input)));
      }
    }
    expect(tf.memory()).toEqual(before);
    expect(tf.backend().numDataIds()).toBe(inBackend);
    input.dispose();
  });
});
