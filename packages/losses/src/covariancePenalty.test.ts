import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import cases from '../oracles/covariancePenaltyOracles.json' with { type: 'json' };
import { onEveryBackend } from './backends.test-helper.js';
import { covariancePenalty } from './covariancePenalty.js';
import { expectClose } from './oracles.test-helper.js';

onEveryBackend(() => {
  test.each(cases)('is that of NumPy, and so are its gradients: $name', ({ mu, logVar, weight, value, ...one }) => {
    const before = tf.memory().numTensors;
    tf.tidy(() => {
      const given = { offDiagonal: one.offDiagonal, diagonal: one.diagonal, ...(weight && { weight: tf.tensor1d(weight) }) };
      const of = (mu: tf.Tensor, logVar?: tf.Tensor) => covariancePenalty(mu, { ...given, ...(logVar && { logVar }) });
      const inputs = logVar === null ? [tf.tensor2d(mu)] : [tf.tensor2d(mu), tf.tensor2d(logVar)];
      expectClose(of(inputs[0]!, inputs[1]).dataSync(), [value], [value], 1e-5, 'value');
      const found = tf.grads(of as (...inputs: tf.Tensor[]) => tf.Tensor)(inputs);
      for (const [i, slope] of [one.slopeOfMu, ...(one.slopeOfLogVar === null ? [] : [one.slopeOfLogVar])].entries()) {
        const expected = slope.flat();
        expectClose(
          found[i]!.dataSync(),
          expected,
          expected.map(() => value),
          1e-5,
          'slope',
        );
      }
    });
    expect(tf.memory().numTensors).toBe(before);
  });
});

test('covariancePenalty says what is wrong', () => {
  const mu = tf.zeros([4, 2]);
  expect(() => covariancePenalty(tf.zeros([4]))).toThrow('covariancePenalty: `mu` has shape [4]; expected [batch,latent]');
  expect(() => covariancePenalty(mu, { logVar: tf.zeros([4, 3]) })).toThrow(
    'covariancePenalty: `mu` has shape [4,2] but `logVar` has [4,3]; both heads of the encoder must have the same width',
  );
  expect(() => covariancePenalty(mu, { diagonal: -1 })).toThrow(
    'covariancePenalty: `diagonal` is -1; expected a number of at least 0',
  );
  expect(() => covariancePenalty(mu, { weight: tf.ones([3]) })).toThrow(
    'covariancePenalty: `weight` has shape [3]; expected [4]',
  );
});
