import { linearGaussian } from '@vaekit/datasets';
import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { gapOf, weightedBound } from './gapMeasurements.js';
import { linearVae } from './linearTraining.js';
import { boundOf, exactCodes, likelihoodOf, linearCodes, linearDecoder } from './linearVae.js';

test('the bound is log p(x) for the exact posterior, and log p(x) less the divergence for any other', () => {
  const before = tf.memory().numTensors;
  const { x } = linearGaussian({ seed: 3, size: 100, dimensions: 5 }).train;
  const model = linearVae(5, 3);
  const decoder = linearDecoder(model);
  const logLikelihood = likelihoodOf(decoder, x);
  // Two closed forms in double precision.
  expect(boundOf(decoder, exactCodes(decoder, x), x)).toBeCloseTo(logLikelihood, 9);
  const bound = boundOf(decoder, linearCodes(model, x), x);
  // The divergence is computed in single precision.
  expect(Math.abs(logLikelihood - bound - gapOf(model, x))).toBeLessThan(1e-4 * Math.abs(bound));
  // By draws it comes nearer to log p(x) with their number.
  const drawn = [1, 50].map((draws) => weightedBound(model, x, draws, 0));
  expect(drawn[1]).toBeGreaterThan(drawn[0]!);
  expect(drawn[1]).toBeLessThan(logLikelihood + 0.1);
  model.dispose();
  expect(tf.memory().numTensors).toBe(before);
});
