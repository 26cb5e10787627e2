import * as tf from '@tensorflow/tfjs';
import { bernoulli, type Likelihood, mlp, poisson, type TrainingData, vae, type Vae } from '@vaekit/core';
import { beforeAll, describe, expect, it } from 'vitest';
import { annealedImportanceSampling } from './annealedImportanceSampling.js';
import { inferenceGaps } from './inferenceGaps.js';
import { logLikelihood } from './logLikelihood.js';
import { rateDistortion } from './rateDistortion.js';

beforeAll(() => tf.setBackend('cpu'));

/** A model whose decoder gives one parameter to every value, whatever the code: −log p(x) is that of its likelihood. */
function constantModel(event: readonly number[], likelihood: Likelihood, parameter: number): Vae {
  const net = mlp({ hidden: [] });
  const model = vae({ event, latent: 1, encoder: net, decoder: net, likelihood });
  for (const [name, variable] of Object.entries(model.variables))
    if (name.startsWith('decoder/'))
      tf.tidy(() => variable.assign(tf.fill(variable.shape, name.endsWith('bias') ? parameter : 0)));
  return model;
}

const draws = 4;
/** The mean −log p(x|z) of what reads examples, by its name. */
const readers: Readonly<Record<string, (model: Vae, data: TrainingData) => Promise<number>>> = {
  annealedImportanceSampling: async (model, data) =>
    (await annealedImportanceSampling(model, data, { chains: 2, temperatures: 3 })).mean,
  inferenceGaps: async (model, data) => {
    // The best posterior is the prior, up to how well a few steps find it.
    const { bestElbo } = await inferenceGaps(model, data, { draws, steps: 300 });
    return -bestElbo;
  },
  rateDistortion: async (model, data) => (await rateDistortion(model, data, { draws, steps: 1, betas: [1] })).encoder.distortion,
};

describe.each(Object.entries(readers))('%s reads examples as logLikelihood does', (name, read) => {
  // Two rows, so that there are intervals. Of a Poisson rate of 1, −log p(x) = 1 + log x! each.
  const row = [3, 5, 2, 1, 0, 4];
  const counts = [...row, ...row];
  const ofCounts = 6 + Math.log(6 * 120 * 2 * 24);
  // Of a logit of 1, log(1 + e) − x each.
  const bytes = [0, 255, 255, 0, 0, 255, 0, 255, 255, 0, 0, 255];
  const ofBits = 6 * Math.log(1 + Math.E) - 3;

  it.each([
    ['counts as bytes', { data: Uint8Array.from(counts), shape: [2, 6] }],
    ['counts as whole numbers', { data: Int32Array.from(counts), shape: [2, 6] }],
    ['counts as numbers', { data: Float32Array.from(counts), shape: [2, 6] }],
  ])('%s', async (_, data) => {
    const model = constantModel([6], poisson(), 0);
    expect(await read(model, data)).toBeCloseTo(ofCounts, 4);
    model.dispose();
  });

  it.each([
    ['images of bytes', { data: Uint8Array.from(bytes), shape: [2, 2, 3, 1] }],
    ['images of whole numbers', { data: Int32Array.from(bytes), shape: [2, 2, 3, 1] }],
  ])('%s', async (_, data) => {
    const model = constantModel([2, 3, 1], bernoulli(), 1);
    expect(await read(model, data)).toBeCloseTo(ofBits, 4);
    model.dispose();
  });

  it('a tensor', async () => {
    const model = constantModel([6], poisson(), 0);
    const x = tf.tensor2d(counts, [2, 6]);
    expect(await read(model, x)).toBeCloseTo(ofCounts, 4);
    x.dispose();
    model.dispose();
  });

  it('and says in its own name what is wrong with them', async () => {
    const model = constantModel([6], poisson(), 0);
    const wrong = { data: Float32Array.from(counts, (value) => value - 0.5), shape: [2, 6] };
    const narrow = { data: Float32Array.from(counts), shape: [3, 4] };
    for (const [of, by] of [
      [name, read],
      ['logLikelihood', (m: Vae, data: TrainingData) => logLikelihood(m, data, { draws })],
    ] as const) {
      await expect(by(model, wrong)).rejects.toThrow(
        `${of}: \`x\` has 2.5 at row 0, element 0, but the likelihood poisson describes whole numbers from 0; round them`,
      );
      await expect(by(model, narrow)).rejects.toThrow(`${of}: an example of \`x\` has shape [4] but the model takes [6]`);
    }
    model.dispose();
  });
});
