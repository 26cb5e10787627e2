import * as tf from '@tensorflow/tfjs';
import { gaussian, mlp, vae } from '@vaekit/core';
import { moons } from '@vaekit/datasets';
import { expect, test } from 'vitest';
import oracle from '../../../oracles/normalSum.json' with { type: 'json' };
import { drawnSum, fittedSum, flooredDecoder, integralSum, logDensityOf, moonsSum } from './normalSum.js';

test.each([
  [
    'a sum of three normals',
    {
      logWeights: oracle.mixture.weights.map(Math.log),
      means: oracle.mixture.means.flat(),
      logVars: oracle.mixture.logVars.flat(),
    },
    oracle.mixture,
    1e-9,
  ],
  // The midpoint rule is off by about 1/24 of the squared step over the noise, (π / 1024 / 0.1)².
  ['moons along its half circles', moonsSum(oracle.moons.noise), oracle.moons, 4e-5],
])('%s has the density that SciPy gives', (_, sum, { points, logDensity }, tolerance) => {
  const found = logDensityOf(sum, points.flat());
  logDensity.forEach((expected, at) =>
    expect(Math.abs(found[at]! - expected)).toBeLessThan(tolerance * Math.max(1, Math.abs(expected))),
  );
});

test('one fitted normal has the mean and the variance of the data', async () => {
  const before = tf.memory().numTensors;
  const { x } = moons({ seed: 1, size: 500 }).train;
  const { means, logVars } = await fittedSum(x, 1, 0);
  const [xs, ys] = [0, 1].map((axis) => Array.from(x.data).filter((_, at) => at % 2 === axis));
  [xs!, ys!].forEach((values, axis) => {
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    expect(means[axis]).toBeCloseTo(mean, 5);
    expect(logVars[axis]).toBeCloseTo(Math.log(variance), 5);
  });
  expect(tf.memory().numTensors).toBe(before);
});

test('the integral over codes has the mass 1, and no normal of a decoder is narrower than its floor', () => {
  const before = tf.memory().numTensors;
  const model = vae({
    encoder: mlp({ hidden: [4] }),
    decoder: flooredDecoder([4], 0.3),
    event: [2],
    latent: 2,
    likelihood: gaussian({ sigma: 'predicted' }),
  });
  expect(Object.keys(model.variables).some((name) => name.includes('floor'))).toBe(false);
  const { logWeights, logVars } = integralSum(model, 50);
  // All but the mass beyond five deviations.
  expect(Array.from(logWeights).reduce((sum, value) => sum + Math.exp(value), 0)).toBeCloseTo(1, 5);
  expect(Math.min(...Array.from(logVars))).toBeGreaterThanOrEqual(2 * Math.log(0.3) - 1e-6);
  expect(drawnSum(model, new Float32Array(20)).logWeights).toEqual(new Float64Array(10).fill(-Math.log(10)));
  model.dispose();
  expect(tf.memory().numTensors).toBe(before);
});
