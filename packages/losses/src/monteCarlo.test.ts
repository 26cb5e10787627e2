import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { onEveryBackend } from './backends.test-helper.js';
import { klDiagonalNormal } from './klDiagonalNormal.js';
import { jensenShannonMonteCarlo, klMonteCarlo } from './monteCarlo.js';
import { normalLogDensity } from './normalLogDensity.js';
import { matchesTorch } from './oracles.test-helper.js';

onEveryBackend(() => {
  matchesTorch('klMonteCarlo', ({ logP, logQ }) => {
    const { estimate, standardError } = klMonteCarlo({ logP: logP!, logQ: logQ! });
    return [estimate, standardError];
  });
  matchesTorch('jensenShannonMonteCarlo', ({ logP, logQ, logP2, logQ2 }) => {
    const { estimate, standardError } = jensenShannonMonteCarlo({
      fromP: { logP: logP!, logQ: logQ! },
      fromQ: { logP: logP2!, logQ: logQ2! },
    });
    return [estimate, standardError];
  });

  test('between Gaussians it finds the closed form, as near as its standard error says', () => {
    tf.tidy(() => {
      const [batch, samples, latent] = [64, 400, 2];
      const [mu1, v1, mu2, v2] = [1, 2, 3, 4].map((seed) => tf.randomNormal([batch, latent], 0, 0.5, 'float32', seed)) as [
        tf.Tensor,
        tf.Tensor,
        tf.Tensor,
        tf.Tensor,
      ];
      const rows = (t: tf.Tensor) => tf.reshape(tf.tile(tf.expandDims(t, 1), [1, samples, 1]), [batch * samples, latent]);
      const eps = tf.randomNormal([batch * samples, latent], 0, 1, 'float32', 5);
      const z = tf.add(rows(mu1), tf.mul(eps, tf.exp(tf.mul(rows(v1), 0.5))));
      const log = (mu: tf.Tensor, v: tf.Tensor) => tf.reshape(normalLogDensity(z, rows(mu), rows(v)), [batch, samples]);
      const { estimate, standardError } = klMonteCarlo({ logP: log(mu1, v1), logQ: log(mu2, v2) });
      const expected = klDiagonalNormal(mu1, v1, mu2, v2).dataSync();
      const errors = standardError.dataSync();
      // In units of the standard error: mean 0 and variance 1 over the batch.
      const scores = Array.from(estimate.dataSync(), (found, i) => (found - expected[i]!) / errors[i]!);
      const mean = scores.reduce((a, b) => a + b) / batch;
      expect(Math.abs(mean)).toBeLessThan(4 / Math.sqrt(batch));
      const variance = scores.reduce((sum, score) => sum + (score - mean) ** 2, 0) / (batch - 1);
      expect(Math.abs(variance - 1)).toBeLessThan(4 * Math.sqrt(2 / batch));
    });
  });

  test('distributions without overlap are log 2 apart; one sample has no standard error', () => {
    const far = { logP: tf.tensor2d([[0, 0]]), logQ: tf.tensor2d([[-500, -500]]) };
    const { estimate, standardError } = jensenShannonMonteCarlo({ fromP: far, fromQ: { logP: far.logQ, logQ: far.logP } });
    expect(estimate.dataSync()[0]).toBeCloseTo(Math.LN2, 6);
    expect(standardError.dataSync()[0]).toBe(0);
    const one = klMonteCarlo({ logP: tf.tensor2d([[-1]]), logQ: tf.tensor2d([[-2]]) });
    expect(one.estimate.dataSync()[0]).toBe(1);
    expect(one.standardError.dataSync()[0]).toBeNaN();
  });
});

test('the estimates refuse what is not [batch,samples]', () => {
  const two = tf.zeros([2, 3]);
  expect(() => klMonteCarlo({ logP: tf.zeros([2]), logQ: tf.zeros([2]) })).toThrow(
    'klMonteCarlo: `logP` has shape [2]; expected [batch,samples]',
  );
  expect(() => klMonteCarlo({ logP: two, logQ: tf.zeros([2, 4]) })).toThrow(
    'klMonteCarlo: `logP` has shape [2,3] but `logQ` has [2,4]; both are of the same samples',
  );
  expect(() =>
    jensenShannonMonteCarlo({ fromP: { logP: two, logQ: two }, fromQ: { logP: two, logQ: tf.zeros([2, 1]) } }),
  ).toThrow('`fromQ.logQ` has [2,1]');
});
