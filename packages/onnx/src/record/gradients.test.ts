import * as tf from '@tensorflow/tfjs';
import { sizeFromShape } from '@vaekit-internal/base';
import { withGradientMends } from '@vaekit/core';
import { beforeAll, describe, expect, it } from 'vitest';
import { compileFunction } from '../compileFunction.js';
import { recordTrace } from './recordTrace.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const waves = (size: number, seed: number): number[] =>
  Array.from({ length: size }, (_, i) => Math.sin(1.7 * seed + 2.3 * (i + 1) + 0.013 * i * i));
const int = (values: number[]): tf.Tensor1D => tf.tensor1d(values, 'int32');

type Operation = (...xs: tf.Tensor[]) => tf.Tensor;
const picture = [2, 5, 4, 2];
const resized =
  (size: [number, number], align: boolean, half: boolean, nearest: boolean): Operation =>
  (x) =>
    (nearest ? tf.image.resizeNearestNeighbor : tf.image.resizeBilinear)(x as tf.Tensor4D, size, align, half);

const cases: Readonly<Record<string, readonly [op: Operation, ...shapes: number[][]]>> = {
  'a perceptron': [(x, w, b) => tf.softmax(tf.tanh(tf.add(tf.matMul(x, w), b))), [3, 4], [4, 5], [5]],
  elu: [(x) => tf.elu(x), [3, 4]],
  softmaxCrossEntropy: [
    (x) => tf.losses.softmaxCrossEntropy(tf.oneHot([0, 2, 1], 4), x, undefined, 0, tf.Reduction.NONE),
    [3, 4],
  ],
  'where on a variable condition': [(x, y) => tf.where(tf.greater(x, y), tf.square(x), tf.mul(x, y)), [3, 4], [3, 4]],
  'a mask': [(x) => tf.mul(tf.cast(tf.less(tf.sin(x), 0.3), 'float32'), tf.square(x)), [3, 4]],
  'squaredDifference, broadcast': [(x, y) => tf.squaredDifference(x, y), [3, 4], [4]],
  'maximum, broadcast': [(x, y) => tf.maximum(x, y), [3, 4], [4]],
  'rows by one matrix': [(x, y) => tf.matMul(x, y), [2, 4, 3], [3, 2]],
  'one matrix by many': [(x, y) => tf.matMul(x, y), [4, 3], [2, 3, 2]],
  tile: [(x) => tf.tile(x, [2, 3, 2]), [2, 1, 3]],
  'cumsum off the last axis': [(x) => tf.cumsum(x, 1, true, true), [2, 3, 4]],
  gather: [(x) => tf.gather(x, int([2, 0, 2]), 1), [2, 4, 3]],
  'gather by argMax': [(x, codes) => tf.add(tf.gather(codes, tf.argMax(x, 1) as tf.Tensor1D), tf.sum(x)), [3, 4], [4, 2]],
  'average pooling, padded': [(x) => tf.avgPool(x as tf.Tensor4D, 3, 2, 'same'), picture],
  'average pooling': [(x) => tf.avgPool(x as tf.Tensor4D, 2, 2, 'valid'), picture],
  'max pooling, padded': [(x) => tf.maxPool(x as tf.Tensor4D, 3, 2, 'same'), picture],
  'max pooling, overlapping': [(x) => tf.maxPool(x as tf.Tensor4D, 2, 1, 'valid'), picture],
  'nearest, doubled': [resized([10, 8], false, false, true), picture],
  'nearest, half pixels': [resized([7, 9], false, true, true), picture],
  bilinear: [resized([7, 9], false, false, false), picture],
  'bilinear, half pixels': [resized([3, 8], false, true, false), picture],
  'bilinear, corners aligned': [resized([7, 9], true, false, false), picture],
  convolution: [(x, w) => tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, 2, 'same'), picture, [3, 3, 2, 3]],
  'dilated convolution': [(x, w) => tf.conv2d(x as tf.Tensor4D, w as tf.Tensor4D, 1, 'same', 'NHWC', 2), picture, [2, 2, 2, 3]],
  'transposed convolution': [
    (x, w) => tf.conv2dTranspose(x as tf.Tensor4D, w as tf.Tensor4D, [2, 10, 8, 3], 2, 'same'),
    picture,
    [3, 3, 3, 2],
  ],
  'depthwise convolution': [(x, w) => tf.depthwiseConv2d(x as tf.Tensor4D, w as tf.Tensor4D, 2, 'same'), picture, [3, 3, 2, 2]],
  'mirrored padding': [
    (x) =>
      tf.mirrorPad(
        x,
        [
          [1, 2],
          [0, 1],
        ],
        'reflect',
      ),
    [3, 4],
  ],
  'split into one': [(x) => tf.split(x, 1, 1)[0]!, [3, 4]],
};

describe('gradients of both orders, compiled, are those of the eager engine', () => {
  it.each(Object.entries(cases))('%s', async (_, [op, ...shapes]) => {
    const points = shapes.map((shape, i) => waves(sizeFromShape(shape), i));
    const directions = shapes.map((shape, i) => waves(sizeFromShape(shape), i + 7));
    const loss: Operation = (...xs) => {
      const y = op(...xs);
      return tf.sum(tf.mul(tf.tensor(waves(y.size, 9), y.shape), tf.square(y)));
    };
    const both = (xs: tf.Tensor[]): Record<string, tf.Tensor> => {
      const along = directions.map((values, i) => tf.tensor(values, shapes[i]!));
      const directional: Operation = (...zs) =>
        tf.addN(
          tf
            .grads(loss)(zs)
            .map((g, i) => tf.sum(tf.mul(g, along[i]!))),
        );
      return Object.fromEntries([
        ...tf
          .grads(loss)(xs)
          .map((g, i) => [`first/${i}`, g]),
        ...tf
          .grads(directional)(xs)
          .map((g, i) => [`second/${i}`, g]),
      ]);
    };
    const eager: [name: string, values: number[]][] = [];
    tf.tidy(() => {
      const gradients = withGradientMends(() => both(points.map((values, i) => tf.tensor(values, shapes[i]!))));
      for (const [name, tensor] of Object.entries(gradients)) eager.push([name, Array.from(tensor.dataSync())]);
    });
    const compiled = await compileFunction(
      (inputs) => both(shapes.map((__, i) => inputs[`x${i}`]!)),
      { inputs: Object.fromEntries(shapes.map((shape, i) => [`x${i}`, { shape }])) },
      { threads: 1 },
    );
    const results = await compiled.run(Object.fromEntries(points.map((values, i) => [`x${i}`, values])));
    expect(eager.length).toBe(2 * shapes.length);
    for (const [name, expected] of eager) {
      const scale = Math.max(1, ...expected.map(Math.abs));
      expected.forEach((value, i) =>
        expect(Math.abs(results[name]!.data[i]! - value) / scale, `${name}[${i}]`).toBeLessThan(1e-5),
      );
    }
    await compiled.dispose();
  });
});

it('a second derivative follows no branch through steps and comparisons', () => {
  const layer = (z: tf.Tensor, w: tf.Tensor): tf.Tensor => tf.leakyRelu(tf.matMul(z, w));
  const { nodes } = recordTrace({
    inputs: [
      { kind: 'batch', name: 'x', shape: [8, 4], dtype: 'float32' },
      { kind: 'batch', name: 'w', shape: [4, 4], dtype: 'float32' },
    ],
    variables: [],
    run: (given) => {
      const penalty = (w: tf.Tensor): tf.Tensor =>
        tf.sum(tf.square(tf.grad((z) => tf.sum(layer(layer(z, w), w)))(given['batch/x']!)));
      return { gradient: tf.grad(penalty)(given['batch/w']!) };
    },
  });
  // Two products forward, two back (δ₂ Wᵀ, then δ₁ Wᵀ), and of these the gradients by W twice and by δ₁; none through the forward ones,
  // which only feed comparisons.
  expect(nodes.filter(({ op }) => op === 'BatchMatMul').length).toBe(7);
});
