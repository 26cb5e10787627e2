import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectClose, on, polluteHeap, tensor, transposed, values } from './kernels.test-helper.js';
import { useWasm } from './node/useWasm.js';
import { registerTrainingKernels } from './registerTrainingKernels.js';

let unregister: () => void;

beforeAll(async () => {
  await useWasm();
  unregister = registerTrainingKernels();
});

afterAll(() => unregister());

type Resize = (x: tf.Tensor, size: [number, number], alignCorners: boolean, halfPixelCenters: boolean) => tf.Tensor;

const RESIZES = {
  nearest: (x, size, align, half) => tf.image.resizeNearestNeighbor(x as tf.Tensor4D, size, align, half),
  bilinear: (x, size, align, half) => tf.image.resizeBilinear(x as tf.Tensor4D, size, align, half),
} satisfies Record<string, Resize>;

const extent = fc.integer({ min: 1, max: 6 });
const resized = fc.integer({ min: 1, max: 13 });

describe('gradients of resizing', () => {
  it.each(['nearest', 'bilinear'] as const)('%s: the transposed map, for every size and convention', (name) => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 3 }),
        fc.tuple(extent, extent),
        fc.tuple(resized, resized),
        fc.integer({ min: 1, max: 3 }),
        fc.constantFrom<[boolean, boolean]>([false, false], [true, false], [false, true]),
        (batch, image, size, channels, [align, half]) => {
          const forward = (t: tf.Tensor): tf.Tensor => RESIZES[name](t, size, align, half);
          const x = values([batch, ...image, channels], 1);
          const dy = values([batch, ...size, channels], 2);
          polluteHeap();
          const dx = on('wasm', () => tf.grad((t) => forward(t))(tensor(x), tensor(dy)));
          const { gradient, terms } = transposed(forward, [...image, channels], dy);
          // The fraction between two pixels is a number near 10 at most, rounded to single precision.
          expectClose(dx, gradient, { ...terms, data: terms.data.map((sum) => sum + 1) });
        },
      ),
      { numRuns: 120 },
    );
  });

  it('upSampling2d passes the sums of what its pixels became', () => {
    const layer = tf.layers.upSampling2d({ size: [2, 3] });
    const x = tf.ones([2, 2, 2, 1]);
    const dx = tf.grad((t) => layer.apply(t) as tf.Tensor)(x);
    expect([...dx.dataSync()]).toEqual(Array.from({ length: 8 }, () => 6));
  });
});
