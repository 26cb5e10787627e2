import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { onEveryBackend } from './backends.test-helper.js';
import { klClassMean } from './klClassMean.js';
import { klStandardNormal } from './klStandardNormal.js';
import { expectClose, matchesTorch } from './oracles.test-helper.js';

onEveryBackend(() => {
  matchesTorch('klClassMean', ({ mu, logVar, classMu }) => klClassMean(mu!, logVar!, classMu!));

  test('is klStandardNormal where the class means are 0, and for r = mu − mu^Y elsewhere', () => {
    const [mu, logVar, classMu] = [
      tf.randomNormal([4, 3], 0, 1, 'float32', 1),
      tf.randomNormal([4, 3], 0, 1, 'float32', 2),
      tf.ones([4, 3]),
    ];
    const plain = klStandardNormal(mu, logVar).dataSync();
    expectClose(klClassMean(mu, logVar, tf.zerosLike(mu)).dataSync(), plain, plain, 1e-6, 'zero means');
    const moved = klStandardNormal(tf.sub(mu, classMu), logVar).dataSync();
    expectClose(klClassMean(mu, logVar, classMu).dataSync(), moved, moved, 1e-6, 'moved');
  });

  test('the best class mean is the mean of the codes of the class', () => {
    const mu = tf.tensor2d([
      [1, 2],
      [3, -4],
      [8, 5],
    ]);
    const slope = tf.grad((classMu: tf.Tensor) => tf.sum(klClassMean(mu, tf.zerosLike(mu), tf.tile(classMu, [3, 1]))));
    expect(Array.from(slope(tf.tensor2d([[4, 1]])).dataSync(), Math.abs)).toEqual([0, 0]);
  });
});

test('klClassMean refuses a table of class means that was not looked up by label', () => {
  expect(() => klClassMean(tf.zeros([32, 2]), tf.zeros([32, 2]), tf.zeros([10, 2]))).toThrow(
    'klClassMean: `mu` has shape [32,2] but `classMu` has [10,2]; look up `classMu` by label, so that every example has its own class mean',
  );
});
