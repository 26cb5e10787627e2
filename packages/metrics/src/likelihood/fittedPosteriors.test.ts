import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, it } from 'vitest';
import { fittedPosteriors, openFitting } from './fittedPosteriors.js';
import { linear, linearModel } from './linearModel.test-helper.js';

beforeAll(() => tf.setBackend('cpu'));

it('tells of every step of every batch and weight', async () => {
  const model = linearModel(4);
  const told: number[][] = [];
  const x = { data: Float32Array.from({ length: 3 * 5 }, (_, at) => linear.x[at % 5]!), shape: [3, 5] };
  const options = { draws: 2, steps: 2, rows: 2, onProgress: (...step: number[]) => told.push(step) };
  await fittedPosteriors('test', model, await openFitting('test', model, x, options), [0.5, 1], options);
  // Two batches, two weights, two steps.
  expect(told).toEqual([1, 2, 3, 4, 5, 6, 7, 8].map((step) => [step, 8]));
  model.dispose();
});

it('the standard error is the spread of what other draws give', async () => {
  // At this width the two numbers of the code hang together little (ρ = 0.11), and weights have all the moments that are needed.
  const model = linearModel(4);
  const copies = 400;
  const example = linear.x.slice(0, 5);
  const x = { data: Float32Array.from({ length: copies * 5 }, (_, at) => example[at % 5]!), shape: [copies, 5] };
  const options = { draws: 400, steps: 80, learningRate: 0.2, rows: 400 };
  const { fitted } = await fittedPosteriors('test', model, await openFitting('test', model, x, options), [1], options);
  const { logLikelihood, errors } = fitted[0]!;
  const mean = logLikelihood.reduce((sum, value) => sum + value, 0) / copies;
  const spread = Math.sqrt(logLikelihood.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (copies - 1));
  const told = Math.sqrt(errors.reduce((sum, error) => sum + error * error, 0) / copies);
  // The spread of 400 values is known to 1/√798 = 3.5 %: four of that. Opposite draws counted as independent would be off by √2.
  expect(Math.abs(told / spread - 1)).toBeLessThan(0.14);
  model.dispose();
});
