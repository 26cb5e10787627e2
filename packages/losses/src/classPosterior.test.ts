import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { onEveryBackend } from './backends.test-helper.js';
import { classPosterior } from './classPosterior.js';
import { expectClose, matchesTorch } from './oracles.test-helper.js';

onEveryBackend(() => {
  matchesTorch('classPosterior', ({ logLikelihood, logPrior }) => {
    const found = classPosterior({
      logLikelihood: logLikelihood as tf.Tensor2D,
      ...(logPrior ? { logPrior: logPrior as tf.Tensor1D } : {}),
    });
    return [found.logPosterior, found.logEvidence];
  });

  test('the test that is 99 % right about a disease of 1 in 100: half of those it names are ill', () => {
    const found = classPosterior({
      logLikelihood: tf.log(tf.tensor2d([[0.99, 0.01]])),
      logPrior: tf.log(tf.tensor1d([0.01, 0.99])),
    });
    expectClose(tf.exp(found.logPosterior).dataSync(), [0.5, 0.5], [1, 1], 1e-6, 'posterior');
    expectClose(tf.exp(found.logEvidence).dataSync(), [2 * 0.99 * 0.01], [1], 1e-6, 'evidence');
  });

  test('classes without likelihood or prior have posterior 0', () => {
    const logLikelihood = tf.tensor2d([
      [0, -Infinity, 0],
      [-Infinity, -Infinity, -Infinity],
    ]);
    const found = classPosterior({ logLikelihood, logPrior: tf.log(tf.tensor1d([0.5, 0.5, 0])) });
    expect(Array.from(tf.exp(found.logPosterior).dataSync().slice(0, 3))).toEqual([1, 0, 0]);
    expect(found.logEvidence.dataSync()[0]).toBeCloseTo(-Math.LN2, 6);
    expect(found.logEvidence.dataSync()[1]).toBe(-Infinity);
  });
});

test('classPosterior refuses what is not [batch, classes], and a prior over other classes', () => {
  expect(() => classPosterior({ logLikelihood: tf.zeros([4]) as unknown as tf.Tensor2D })).toThrow(
    'classPosterior: `logLikelihood` has shape [4], expected [batch, classes]',
  );
  expect(() => classPosterior({ logLikelihood: tf.zeros([4, 10]), logPrior: tf.zeros([9]) })).toThrow(
    'classPosterior: `logPrior` has shape [9] but `logLikelihood` has [4,10]; give one log-probability for every class',
  );
});
