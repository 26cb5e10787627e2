import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { onEveryBackend } from './backends.test-helper.js';
import { matchesTorch } from './oracles.test-helper.js';
import { squaredError } from './squaredError.js';

onEveryBackend(() => {
  matchesTorch('squaredError', ({ mean, x }) => squaredError(mean!, x!));
});

test('squaredError refuses to broadcast', () => {
  expect(() => squaredError(tf.zeros([2, 3]), tf.zeros([1, 3]))).toThrow(
    'squaredError: `mean` has shape [2,3] but `x` has [1,3]; the decoder',
  );
});
