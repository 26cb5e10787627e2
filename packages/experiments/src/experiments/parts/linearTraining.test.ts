import { linearGaussian } from '@vaekit/datasets';
import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { backwardSteps, exactlyBounded, exactlyEncoded, linearVae, traced } from './linearTraining.js';
import { boundOf, linearCodes, linearDecoder } from './linearVae.js';

const { x } = linearGaussian({ seed: 5, size: 60, dimensions: 4 }).train;

test('the loss of the exact bound is the closed form in double precision, to rounding', () => {
  const model = linearVae(4, 5);
  const loss = tf.tidy(() => {
    const batch = { x: tf.tensor(x.data, [...x.shape]) };
    const { terms } = exactlyBounded(model).forward({ batch, noise: {}, schedule: {}, mode: 'train', dataSize: 48 });
    return tf.mean(tf.addN(Object.values(terms))).dataSync()[0]!;
  });
  const bound = boundOf(linearDecoder(model), linearCodes(model, x), x);
  expect(Math.abs(loss + bound)).toBeLessThan(1e-5 * Math.abs(bound));
  model.dispose();
});

test('with the exact posterior before every step the bound is log p(x), and no step that raises it goes back', async () => {
  const before = tf.memory().numTensors;
  const model = linearVae(4, 5);
  const trace = await traced(model, exactlyEncoded(model), x, { steps: 30, learningRate: 0.01, seed: 5, exact: true });
  expect(trace.logLikelihood).toHaveLength(31);
  trace.logLikelihood.forEach((value, at) => expect(trace.bound[at]).toBeCloseTo(value, 9));
  // log p after a step is at least the bound for the posterior before it (Neal and Hinton 1998).
  trace.gained.forEach((gain, at) =>
    expect(trace.logLikelihood[at + 1]! - trace.logLikelihood[at]!).toBeGreaterThan(gain - 1e-9),
  );
  expect(backwardSteps(trace, 1e-8).at).toEqual([]);
  expect(trace.logLikelihood.at(-1)!).toBeGreaterThan(trace.logLikelihood[0]!);
  model.dispose();
  expect(tf.memory().numTensors).toBe(before);
});

test('a step back raises the bound and lowers log p(x)', () => {
  const trace = { logLikelihood: [0, 1, 0.5, 0.25, 2], bound: [0, 1, 2, 1, 1], gained: [1, 1, -1, 0] };
  expect(backwardSteps(trace, 1e-8)).toEqual({ at: [1], share: 50, lost: 0.5 });
});
