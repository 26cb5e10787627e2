import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import cases from '../oracles/msSsimOracles.json' with { type: 'json' };
import { onEveryBackend } from './backends.test-helper.js';
import { msSsim } from './msSsim.js';

onEveryBackend(() => {
  test.each(cases)('is that of SciPy, and so is its gradient: $name', ({ shape, window, sigma, range, weights, ...one }) => {
    const before = tf.memory().numTensors;
    tf.tidy(() => {
      const images = [1, ...shape];
      const [a, b] = [tf.div(tf.tensor(one.a64, images), 64), tf.div(tf.tensor(one.b64, images), 64)];
      const of = (b: tf.Tensor): tf.Tensor1D => msSsim(a, b, { window, sigma, range, ...(weights && { weights }) });
      // Variances are differences of means of squares, which are up to 1: an error of a few 1e-7 over C2 = 9e-4.
      expect(Math.abs(of(b).dataSync()[0]! - one.value)).toBeLessThan(2e-5);
      const slope = tf
        .grad((b: tf.Tensor) => tf.sum(of(b)))(b)
        .dataSync();
      for (const [i, expected] of one.slopes.entries()) expect(Math.abs(slope[7 * i]! - expected)).toBeLessThan(2e-5);
      // Rows do not mix.
      expect(msSsim(tf.concat([a, b]), tf.concat([b, b]), { window, sigma }).dataSync()[1]).toBe(1);
    });
    expect(tf.memory().numTensors).toBe(before);
  });

  test('has a finite gradient where contrasts are opposite', () => {
    const a = tf.tensor4d([0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1], [1, 4, 4, 1]);
    const { value, grad } = tf.valueAndGrad((b: tf.Tensor) => tf.sum(msSsim(a, b, { window: 3 })))(tf.sub(1, a));
    expect(value.dataSync()[0]).toBeGreaterThan(0);
    expect([...grad.dataSync()].every(Number.isFinite)).toBe(true);
  });
});

test('msSsim says what is wrong', () => {
  const image = tf.zeros([1, 12, 12, 1]);
  expect(() => msSsim(image, tf.zeros([1, 12, 12, 3]))).toThrow(
    'msSsim: shapes are [1,12,12,1] and [1,12,12,3]; expected the same [batch,height,width,channels] twice',
  );
  expect(() => msSsim(image, image, { window: 4 })).toThrow('msSsim: `window` is 4; expected an odd number of pixels');
  expect(() => msSsim(image, image, { sigma: 0 })).toThrow('msSsim: `sigma` is 0; it must be positive');
  expect(() => msSsim(image, image, { weights: [0.5, 0.5] })).toThrow(
    'msSsim: images of 12 by 12 have room for a window of 11 on 1 scales, but `weights` are 2; give fewer, or a smaller `window`',
  );
  for (const weight of [-1, Number.NaN, Infinity])
    expect(() => msSsim(image, image, { weights: [weight] })).toThrow(
      `msSsim: \`weights\` are [${weight}]; expected numbers of at least 0`,
    );
  expect(() => msSsim(image, image, { window: 13 })).toThrow('on 0 scales, but `weights` are 0');
});
