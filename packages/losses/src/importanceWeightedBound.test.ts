import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { onEveryBackend } from './backends.test-helper.js';
import { importanceWeightedBound } from './importanceWeightedBound.js';
import { normalLogDensity, standardNormalLogDensity } from './normalLogDensity.js';
import { expectClose, matchesTorch } from './oracles.test-helper.js';

onEveryBackend(() => {
  matchesTorch('importanceWeightedBound', ({ logWeights }) => importanceWeightedBound(logWeights as tf.Tensor2D));

  test('is the weight itself at k = 1', () => {
    const weights = [-91.37, 0, 12.5, -Infinity];
    expect(Array.from(importanceWeightedBound(tf.tensor2d(weights, [4, 1])).dataSync())).toEqual(weights.map(Math.fround));
  });

  test('rises with k in expectation, and stays below log p(x): z ~ N(0, 1), x | z ~ N(z, 1), q = the prior', () => {
    const [n, x] = [4000, 1.5];
    const truth = -0.5 * (Math.log(2 * Math.PI) + Math.LN2 + x ** 2 / 2);
    const bounds = [1, 2, 8, 64].map((k) =>
      tf.tidy(() => {
        const z = tf.randomNormal([n * k, 1], 0, 1, 'float32', 11);
        const logWeights = normalLogDensity(tf.broadcastTo(x, [n * k, 1]), z, tf.zeros([n * k, 1]));
        return tf.mean(importanceWeightedBound(tf.reshape(logWeights, [n, k]))).dataSync()[0]!;
      }),
    );
    expect(bounds).toEqual([...bounds].sort((a, b) => a - b));
    expect(bounds.at(-1)).toBeLessThan(truth + 0.01);
    expect(bounds.at(-1)).toBeGreaterThan(truth - 0.05);
    expect(bounds[0]).toBeLessThan(truth - 0.3);
    expect(standardNormalLogDensity(tf.zeros([1, 1])).dataSync()[0]).toBeCloseTo(-0.5 * Math.log(2 * Math.PI), 6);
  });

  test('samples of weight 0 count in k; where all are, the bound is −Infinity', () => {
    const found = importanceWeightedBound(
      tf.tensor2d([
        [0, -Infinity],
        [-Infinity, -Infinity],
      ]),
    ).dataSync();
    expect(found[0]).toBeCloseTo(-Math.LN2, 6);
    expect(found[1]).toBe(-Infinity);
  });

  test('has a second derivative', () => {
    const [values, c] = [
      [0.3, -1, 2],
      [1, -2, 0.5],
    ];
    const inner = (t: tf.Tensor) => tf.grad((s: tf.Tensor) => tf.sum(importanceWeightedBound(s as tf.Tensor2D)))(t);
    const found = tf.grad((t: tf.Tensor) => tf.sum(tf.mul(inner(t), tf.tensor2d([c!]))))(tf.tensor2d([values!]));
    const total = values!.reduce((sum, v) => sum + Math.exp(v), 0);
    const softmax = values!.map((v) => Math.exp(v) / total);
    const mean = softmax.reduce((sum, w, i) => sum + w * c![i]!, 0);
    expectClose(
      found.dataSync(),
      softmax.map((w, i) => w * (c![i]! - mean)),
      softmax,
      1e-4,
      'second derivative',
    );
  });
});

test('importanceWeightedBound refuses what is not [batch, k]', () => {
  expect(() => importanceWeightedBound(tf.zeros([4]) as unknown as tf.Tensor2D)).toThrow(
    'importanceWeightedBound: `logWeights` has shape [4], expected [batch, k] with k samples of each example',
  );
  expect(() => importanceWeightedBound(tf.zeros([4, 0]))).toThrow('importanceWeightedBound: `logWeights` has shape [4,0]');
});
