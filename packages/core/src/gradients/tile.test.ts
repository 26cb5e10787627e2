import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { checkGradients } from './gradientCheck.test-helper.js';
import { withGradientMends } from './withGradientMends.js';

checkGradients('tf.tile', [
  { name: 'a vector', op: (x) => tf.tile(x, [3]), shapes: [[4]] },
  { name: 'columns', op: (x) => tf.tile(x, [1, 4]), shapes: [[3, 1]] },
  { name: 'every axis', op: (x) => tf.tile(x, [2, 3, 2]), shapes: [[2, 1, 3]] },
  { name: 'rank 5', op: (x) => tf.tile(x, [1, 2, 2, 1, 2]), shapes: [[2, 1, 2, 1, 1]], stock: ['throws', 'throws'] },
  { name: 'broadcastTo', op: (x) => tf.broadcastTo(x, [2, 3, 2]), shapes: [[3, 1]] },
]);

test('the gradient takes a kernel or two, however often it is repeated', async () => {
  const x = tf.ones([2, 1]);
  const { kernelNames, kernels } = await tf.profile(() => {
    withGradientMends(() => tf.grad((z) => tf.tile(z, [1, 400]))(x));
    return x;
  });
  expect(kernelNames).not.toContain('Slice');
  expect(kernels.length).toBeLessThan(10);
});
