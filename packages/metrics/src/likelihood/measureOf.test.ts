import * as tf from '@tensorflow/tfjs';
import { decode, type Likelihood, mlp, partFactories, type PartConfig, vae } from '@vaekit/core';
import { beforeAll, expect, it } from 'vitest';
import { measureOf } from './measureOf.js';

beforeAll(() => tf.setBackend('cpu'));

const DRAWS = 300;
const likelihoods = partFactories.filter(({ role }) => role === 'likelihood');
const made = (config: PartConfig): Likelihood =>
  likelihoods.find(({ kind }) => kind === config.kind)!.from(config, (_, inner) => made(inner) as never) as Likelihood;

// By definition: where x has probabilities, draws under one code repeat each other, and where it has a density, none does, but for a few that are rounded to the same number.
it.each(likelihoods.map(({ kind, example }) => [kind, example] as const))('%s', (_, { event = [6], parts }) => {
  const likelihood = made(parts.likelihood!);
  const net = mlp({ hidden: [] });
  const model = vae({ event, latent: 2, encoder: net, decoder: net, likelihood });
  const x = tf.tidy(() => decode(model, tf.zeros([DRAWS, 2]), { draw: true }).dataSync());
  const size = x.length / DRAWS;
  const repeats = Array.from({ length: size }, (__, at) => {
    const drawn = Array.from({ length: DRAWS }, (___, row) => x[row * size + at]!);
    return new Set(drawn).size < 0.9 * DRAWS;
  });
  const measure = repeats.every(Boolean) ? 'probability' : repeats.some(Boolean) ? 'mixed' : 'density';
  // What is no likelihood has its mean for a draw, and is taken as a density's.
  expect(measureOf(model)).toBe(model.likelihood.pseudo === true ? 'density' : measure);
  model.dispose();
});
