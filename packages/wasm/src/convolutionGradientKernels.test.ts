import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkConvolutionGradients, checkDepthwiseGradients } from './convolutionGradients.test-helper.js';
import {
  expectClose,
  kernel,
  magnitude,
  on,
  polluteHeap,
  tensor,
  transposed,
  type Values,
  values,
} from './kernels.test-helper.js';
import { useWasm } from './node/useWasm.js';
import { registerTrainingKernels } from './registerTrainingKernels.js';

let unregister: () => void;

beforeAll(async () => {
  await useWasm();
  unregister = registerTrainingKernels();
});

afterAll(() => unregister());

describe('Conv2DBackpropFilter and Conv2DBackpropInput', () => {
  it('equal the CPU backend for every shape, stride, padding and order of axes', () => checkConvolutionGradients(100));

  it('equal it over more patches than are gathered at a time, and for a window of one pixel', () => {
    for (const [side, taps, strides] of [
      [13, 3, 1],
      [21, 3, 2],
      [13, 1, 1],
      [13, 1, 2],
    ] as const) {
      const [x, filter] = [values([3, side, side, 40], 1), values([taps, taps, 40, 3], 2)];
      const out = Math.ceil(side / strides);
      const dy = values([3, out, out, 3], 3);
      const attrs = { strides, pad: 'same', dataFormat: 'NHWC', inputShape: x.shape, filterShape: filter.shape };
      const ofFilter = (a: Values, b: Values) => (): tf.Tensor =>
        kernel('Conv2DBackpropFilter', { x: tensor(a), dy: tensor(b) }, attrs);
      const ofInput = (a: Values, b: Values) => (): tf.Tensor =>
        kernel('Conv2DBackpropInput', { dy: tensor(a), filter: tensor(b) }, attrs);
      polluteHeap();
      expectClose(on('wasm', ofFilter(x, dy)), on('cpu', ofFilter(x, dy)), on('cpu', ofFilter(magnitude(x), magnitude(dy))));
      expectClose(
        on('wasm', ofInput(dy, filter)),
        on('cpu', ofInput(dy, filter)),
        on('cpu', ofInput(magnitude(dy), magnitude(filter))),
      );
    }
  });

  it('give zeros for an empty batch', () => {
    const attrs = { strides: 1, pad: 'same', dataFormat: 'NHWC', inputShape: [0, 4, 4, 2], filterShape: [3, 3, 2, 3] };
    polluteHeap();
    const [x, dy, filter] = [tf.ones([0, 4, 4, 2]), tf.ones([0, 4, 4, 3]), tf.ones([3, 3, 2, 3])];
    expect([...kernel('Conv2DBackpropFilter', { x, dy }, attrs).dataSync()]).toEqual(Array.from({ length: 54 }, () => 0));
    expect(kernel('Conv2DBackpropInput', { dy, filter }, attrs).shape).toEqual([0, 4, 4, 2]);
  });

  it('leave nothing behind', () => {
    const [x, filter] = [tf.randomUniform<tf.Rank.R4>([3, 9, 9, 5]), tf.randomUniform<tf.Rank.R4>([3, 3, 5, 4])];
    const gradients = tf.grads((a, b) => tf.conv2d(a as tf.Tensor4D, b as tf.Tensor4D, 2, 'same'));
    const before = tf.memory();
    const inBackend = tf.backend().numDataIds();
    for (let i = 0; i < 20; i++) {
      tf.dispose(gradients([x, filter]));
    }
    expect(tf.memory()).toEqual(before);
    expect(tf.backend().numDataIds()).toBe(inBackend);
    tf.dispose([x, filter]);
  });
});

describe('Conv3DBackpropFilterV2 and Conv3DBackpropInputV2', () => {
  const size = fc.integer({ min: 1, max: 4 });
  const three = fc.tuple(size, size, size);

  it('are the transposed maps of the convolution', () => {
    fc.assert(
      fc.property(
        three,
        three,
        fc.integer({ min: 1, max: 3 }),
        fc.constantFrom('same', 'valid'),
        size,
        size,
        (image, taps, strides, pad, inChannels, outChannels) => {
          fc.pre(pad === 'same' || taps.every((tap, axis) => tap <= (image[axis] ?? 0)));
          const inputShape = [2, ...image, inChannels];
          const filterShape = [...taps, inChannels, outChannels];
          const filter = values(filterShape, 1);
          const conv = (x: tf.Tensor, f: tf.Tensor): tf.Tensor =>
            tf.conv3d(x as tf.Tensor5D, f as tf.Tensor5D, strides, pad as 'same');
          const x = values(inputShape, 2);
          const dy = values(on('cpu', () => conv(tensor(x), tensor(filter))).shape, 3);
          const attrs = { strides, pad, inputShape, filterShape };
          polluteHeap();
          const dx = on('wasm', () => kernel('Conv3DBackpropInputV2', { dy: tensor(dy), filter: tensor(filter) }, attrs));
          const expected = transposed((units) => conv(units, tensor(filter)), inputShape.slice(1), dy);
          expectClose(dx, expected.gradient, expected.terms);

          // A convolution is linear in its filter too: one filter after the other as the example.
          const ofFilter = transposed((units) => tf.stack(tf.unstack(units).map((unit) => conv(tensor(x), unit))), filterShape, {
            data: dy.data,
            shape: [1, ...dy.shape],
          });
          polluteHeap();
          const df = on('wasm', () => kernel('Conv3DBackpropFilterV2', { x: tensor(x), dy: tensor(dy) }, attrs));
          expectClose({ data: df.data, shape: [1, ...df.shape] }, ofFilter.gradient, ofFilter.terms);
        },
      ),
      { numRuns: 40 },
    );
  });
});

describe('DepthwiseConv2dNativeBackpropFilter and …Input', () => {
  it('are the transposed maps of the convolution for every stride, padding, dilation and channel multiplier', () =>
    checkDepthwiseGradients(60));

  it('leave nothing behind', () => {
    const [x, filter] = [tf.randomUniform<tf.Rank.R4>([3, 9, 9, 5]), tf.randomUniform<tf.Rank.R4>([3, 3, 5, 2])];
    const gradients = tf.grads((a, b) => tf.depthwiseConv2d(a as tf.Tensor4D, b as tf.Tensor4D, 2, 'same'));
    const before = tf.memory();
    const inBackend = tf.backend().numDataIds();
    for (let i = 0; i < 20; i++) {
      tf.dispose(gradients([x, filter]));
    }
    expect(tf.memory()).toEqual(before);
    expect(tf.backend().numDataIds()).toBe(inBackend);
    tf.dispose([x, filter]);
  });
});
