import * as tf from '@tensorflow/tfjs';
import { classMeans, evaluate, gaussian, readWeights, vae, type Vae, writeWeights } from '@vaekit/core';
import { beforeAll, describe, expect, it } from 'vitest';
import { classMeanCvae } from './classMeanCvae.js';
import { classScores } from './classScores.js';
import { conditionalVae } from './conditionalVae.js';
import oracles from '../oracles/classScores.json' with { type: 'json' };
import { threeBlobs } from './threeBlobs.test-helper.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const dense = (units: number, name: string, input: tf.SymbolicTensor): tf.SymbolicTensor =>
  tf.layers.dense({ units, name }).apply(input) as tf.SymbolicTensor;

/** x ~ N(w·z, σ²) of width 1 with z ~ N(μ^y, 1), whose posterior and evidence have closed forms. */
async function linear({ weight, sigma, means }: (typeof oracles)['model']): Promise<Vae> {
  const x = tf.input({ shape: [1] });
  const z = tf.input({ shape: [1] });
  const model = vae({
    encoder: tf.model({ inputs: x, outputs: [dense(1, 'mean', x), dense(1, 'logVar', x)] }),
    decoder: tf.model({ inputs: z, outputs: dense(1, 'mean', z) }),
    prior: classMeans(means.length),
    likelihood: gaussian({ sigma }),
  });
  // q(z|x) is the posterior under a mean of 0; iwae mends the rest.
  const precision = 1 + (weight / sigma) ** 2;
  const weights: Record<string, ArrayLike<number>> = {
    ...(await readWeights(model)),
    'encoder/mean/kernel': [weight / sigma ** 2 / precision],
    'encoder/mean/bias': [0],
    'encoder/logVar/kernel': [0],
    'encoder/logVar/bias': [Math.log(1 / precision) + 0.7],
    'decoder/mean/kernel': [weight],
    'decoder/mean/bias': [0],
    'prior/means': means,
  };
  writeWeights(model, weights);
  return model;
}

describe('classScores', () => {
  it.each(oracles.cases)('is -log p(x) of the mixture of the classes: %j', async ({ logPrior, x, logEvidence }) => {
    const model = await linear(oracles.model);
    const examples = { x: { data: Float32Array.from(x), shape: [x.length, 1] } };
    const before = tf.memory().numTensors;
    const { score } = await classScores(model, examples, { samples: 4000, ...(logPrior === null ? {} : { logPrior }) });
    expect(tf.memory().numTensors).toBe(before);
    logEvidence.forEach((expected, row) => expect(-score[row]!).toBeCloseTo(expected, 1));
    model.dispose();
  });

  it.each([
    ['class means', () => classMeanCvae({ input: [2, 3, 1], classes: 3, latent: 2, hidden: [8] })],
    ['labels in the networks', () => conditionalVae({ input: [2, 3, 1], classes: 3, latent: 2, hidden: [8] })],
  ])('%s: one class that is certain gives the bound under that class; terms add up', async (_, make) => {
    const model = make();
    const { data } = threeBlobs(7);
    const certain = [-1e30, 0, -1e30];
    const scores = await classScores(model, data, { logPrior: certain, seed: 3 });
    const y = { data: new Int32Array(7).fill(1), shape: [7] };
    const { terms } = await evaluate(model, { x: data.x, y }, { seed: 3 });
    const mean = (values: Float32Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(mean(scores.reconstruction)).toBeCloseTo(terms['reconstruction']!, 4);
    expect(mean(scores.kl)).toBeCloseTo(terms['kl']!, 4);
    const all = await classScores(model, data, { seed: 3 });
    all.score.forEach((score, row) => {
      expect(score).toBeCloseTo(all.reconstruction[row]! + all.kl[row]!, 4);
      // Of three classes alike, the sum is at least a third of any part of it.
      expect(score).toBeLessThanOrEqual(scores.score[row]! + Math.log(3) + 1e-4);
    });
    model.dispose();
  });

  it('missing values and labels are not looked at', async () => {
    const model = classMeanCvae({ input: [2, 3, 1], classes: 3, latent: 2, hidden: [8] });
    const { data } = threeBlobs(6);
    const mask = { data: Uint8Array.from({ length: 36 }, (_, i) => i % 2), shape: [6, 2, 3, 1] };
    const filled = { data: data.x.data.map((value, i) => (i % 2 === 0 ? 0 : value)), shape: data.x.shape };
    const { score } = await classScores(model, { x: filled, mask });
    const other = await classScores(model, { x: filled, mask, y: { data: new Int32Array(6), shape: [6] } });
    expect(other.score).toEqual(score);
    const { score: whole } = await classScores(model, { x: filled });
    expect(score.every((value, row) => value < whole[row]!)).toBe(true);
    model.dispose();
  });

  it.each([
    [{ logPrior: [0, 0] }, [6, 2, 3, 1], '`logPrior` has 2 numbers; expected 3'],
    [{}, [6, 6], '`x` has shape [6,6]; expected [rows,2,3,1]'],
  ])('%j is refused', async (options, shape, message) => {
    const model = classMeanCvae({ input: [2, 3, 1], classes: 3, latent: 2, hidden: [8] });
    await expect(classScores(model, { x: { data: new Float32Array(36), shape } }, options)).rejects.toThrow(message);
    model.dispose();
  });
});
