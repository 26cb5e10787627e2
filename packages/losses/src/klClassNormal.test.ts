import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { onEveryBackend } from './backends.test-helper.js';
import { klClassMean } from './klClassMean.js';
import { klClassNormal } from './klClassNormal.js';
import { expectClose, matchesTorch } from './oracles.test-helper.js';

onEveryBackend(() => {
  matchesTorch('klClassNormal', ({ mu, logVar, classMu, classLogVar }) => klClassNormal(mu!, logVar!, classMu!, classLogVar!));

  test('is klClassMean where the classes have variance 1', () => {
    const [mu, logVar, classMu] = [1, 2, 3].map((seed) => tf.randomNormal([4, 3], 0, 2, 'float32', seed)) as [
      tf.Tensor,
      tf.Tensor,
      tf.Tensor,
    ];
    const expected = klClassMean(mu, logVar, classMu).dataSync();
    expectClose(klClassNormal(mu, logVar, classMu, tf.zerosLike(mu)).dataSync(), expected, expected, 1e-6, 'unit variance');
  });
});

test('klClassNormal refuses tables that were not looked up by label', () => {
  expect(() => klClassNormal(tf.zeros([8, 2]), tf.zeros([8, 2]), tf.zeros([8, 2]), tf.zeros([10, 2]))).toThrow(
    'klClassNormal: `mu` has shape [8,2] but `classLogVar` has [10,2]; look up `classMu` and `classLogVar` by label',
  );
});
