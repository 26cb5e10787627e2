import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { channels, convolution, outSizes, type Pair } from './convolutionGradients.test-helper.js';
import { conv2dKernel } from './convolutionKernels.js';
import { expectClose, magnitude, on, polluteHeap, tensor, type Values, values } from './kernels.test-helper.js';
import { useWasm } from './node/useWasm.js';
import { registerTrainingKernels } from './registerTrainingKernels.js';
import type { Kernel } from './wasmBackend.js';

let unregister: () => void;

const refuse: Kernel = () => {
  throw new Error('the stock kernel was called');
};

/** Runs with our kernel in the place of both, for small convolutions as well; the stock kernel would throw. */
function withOurs<Result>(run: () => Result): Result {
  const former = ['Conv2D', 'FusedConv2D'].map((name) => tf.getKernel(name, 'wasm'));
  former.forEach((config) => {
    tf.unregisterKernel(config.kernelName, 'wasm');
    tf.registerKernel({ ...config, kernelFunc: conv2dKernel(refuse, () => true) as unknown as tf.KernelFunc });
  });
  try {
    return run();
  } finally {
    former.forEach((config) => {
      tf.unregisterKernel(config.kernelName, 'wasm');
      tf.registerKernel(config);
    });
  }
}

beforeAll(async () => {
  await useWasm();
  unregister = registerTrainingKernels();
});

afterAll(() => unregister());

describe('Conv2D and FusedConv2D', () => {
  const activations = {
    linear: (x: tf.Tensor) => x,
    relu: tf.relu,
    relu6: tf.relu6,
    elu: tf.elu,
    sigmoid: tf.sigmoid,
    leakyrelu: (x: tf.Tensor) => tf.leakyRelu(x, 0.3),
    prelu: (x: tf.Tensor, alpha: tf.Tensor) => tf.prelu(x, alpha),
  } as const;
  const names = Object.keys(activations) as (keyof typeof activations)[];
  const dilation = fc.integer({ min: 1, max: 3 });

  it('equal the CPU backend for every shape, stride, padding, dilation, bias and activation', () =>
    fc.assert(
      fc.property(
        convolution,
        channels,
        channels,
        fc.tuple(dilation, dilation),
        fc.constantFrom(...names),
        fc.boolean(),
        ({ batch, image, window, strides: asked, pad, seed }, inChannels, outChannels, dilations, name, withBias) => {
          const strides: Pair = dilations.every((step) => step === 1) ? asked : [1, 1];
          fc.pre(outSizes(image, window, strides, dilations, pad) !== undefined);
          const [x, filter] = [
            values([batch, ...image, inChannels], seed),
            values([...window, inChannels, outChannels], seed + 1),
          ];
          const [bias, alpha] = [values([outChannels], seed + 2), values([outChannels], seed + 3)];
          const rounding = typeof pad === 'string' ? undefined : 'floor';
          const linear = (a: Values, b: Values, offset: Values): tf.Tensor => {
            const map = tf.conv2d(
              tensor(a) as tf.Tensor4D,
              tensor(b) as tf.Tensor4D,
              strides,
              pad as 'same',
              'NHWC',
              dilations,
              rounding,
            );
            return withBias ? tf.add(map, tensor(offset)) : map;
          };
          const fused = (): tf.Tensor =>
            tf.fused.conv2d({
              x: tensor(x) as tf.Tensor4D,
              filter: tensor(filter) as tf.Tensor4D,
              strides,
              pad: pad as 'same',
              dilations,
              ...(rounding === undefined ? {} : { dimRoundingMode: rounding }),
              activation: name as 'relu',
              leakyreluAlpha: 0.3,
              ...(withBias ? { bias: tensor(bias) } : {}),
              ...(name === 'prelu' ? { preluActivationWeights: tensor(alpha) } : {}),
            });
          const expected = on('cpu', () => activations[name](linear(x, filter, bias), tensor(alpha)));
          // No activation here is steeper than one, so the bound of the sum holds after it too; 1 for the rounding of elu and sigmoid.
          const own = name === 'elu' || name === 'sigmoid' ? 1 : 0;
          const terms = on('cpu', () => tf.add(linear(magnitude(x), magnitude(filter), magnitude(bias)), own));
          polluteHeap();
          expectClose(
            withOurs(() => on('wasm', fused)),
            expected,
            terms,
          );
          polluteHeap();
          const plain = (): tf.Tensor => activations[name](linear(x, filter, bias), tensor(alpha));
          expectClose(
            withOurs(() => on('wasm', plain)),
            expected,
            terms,
          );
        },
      ),
      { numRuns: 150 },
    ));

  it.each([
    ['more patches than are gathered at a time', [5, 21, 21, 40], [3, 3, 40, 12], 1],
    ['a window of one pixel', [4, 20, 20, 40], [1, 1, 40, 24], 1],
    ['a window of one pixel that skips some', [4, 40, 40, 40], [1, 1, 40, 24], 2],
  ] as const)('equal it over %s', (_, imageShape, filterShape, strides) => {
    const [x, filter, bias] = [values([...imageShape], 1), values([...filterShape], 2), values([filterShape[3]], 3)];
    const conv = (a: Values, b: Values, offset: Values, activation: 'relu' | 'linear') => (): tf.Tensor =>
      tf.fused.conv2d({
        x: tensor(a) as tf.Tensor4D,
        filter: tensor(b) as tf.Tensor4D,
        bias: tensor(offset),
        strides,
        pad: 'same',
        activation,
      });
    polluteHeap();
    // As it is registered: these are large enough to be ours.
    const actual = on('wasm', conv(x, filter, bias, 'relu'));
    expectClose(
      actual,
      on('cpu', conv(x, filter, bias, 'relu')),
      on('cpu', conv(magnitude(x), magnitude(filter), magnitude(bias), 'linear')),
    );
    expect(withOurs(() => on('wasm', conv(x, filter, bias, 'relu'))).data).toEqual(actual.data);
  });

  it('give an empty map for an empty batch, and nothing but the bias for an image without channels', () => {
    polluteHeap();
    withOurs(() => {
      const filter = tf.ones<tf.Rank.R4>([3, 3, 2, 3]);
      expect(tf.conv2d(tf.ones<tf.Rank.R4>([0, 4, 4, 2]), filter, 1, 'same').shape).toEqual([0, 4, 4, 3]);
      const bias = tf.tensor1d([1, 2]);
      const [x, none] = [tf.zeros<tf.Rank.R4>([2, 2, 1, 0]), tf.zeros<tf.Rank.R4>([1, 1, 0, 2])];
      const map = tf.fused.conv2d({ x, filter: none, bias, strides: 1, pad: 'same' });
      expect([...map.dataSync()]).toEqual([1, 2, 1, 2, 1, 2, 1, 2]);
      expect([...tf.conv2d(x, none, 1, 'same').dataSync()]).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
    });
  });

  it('leave what tfjs refuses to its kernel', () => {
    const [x, filter] = [tf.ones<tf.Rank.R4>([8, 2, 20, 20]), tf.ones<tf.Rank.R4>([3, 3, 2, 16])];
    expect(() => tf.conv2d(x, filter, 1, 'same', 'NCHW')).toThrow(/does not support dataFormat/);
    tf.dispose([x, filter]);
  });

  it('train and leave nothing behind', () => {
    const [x, filter, bias] = [
      tf.randomUniform<tf.Rank.R4>([8, 16, 16, 9]),
      tf.randomUniform<tf.Rank.R4>([3, 3, 9, 12]),
      tf.randomUniform<tf.Rank.R1>([12]),
    ];
    const gradients = tf.grads((a, b, c) =>
      tf.fused.conv2d({ x: a as tf.Tensor4D, filter: b as tf.Tensor4D, bias: c, strides: 1, pad: 'same', activation: 'relu' }),
    );
    const before = tf.memory();
    const inBackend = tf.backend().numDataIds();
    for (let i = 0; i < 20; i++) {
      tf.dispose(gradients([x, filter, bias]));
    }
    expect(tf.memory()).toEqual(before);
    expect(tf.backend().numDataIds()).toBe(inBackend);
    tf.dispose([x, filter, bias]);
  });
});
