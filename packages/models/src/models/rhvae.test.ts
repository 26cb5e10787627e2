import * as tf from '@tensorflow/tfjs';
import { elbo, mlp, riemannianHamiltonian, vae } from '@vaekit/core';
import { beforeAll, expect, it } from 'vitest';
import { buildModel } from '../buildModel.js';
import { expectByHand, small } from './byHand.test-helper.js';

beforeAll(() => tf.setBackend('cpu'));

it('has a posterior that is moved by leapfrog steps in a metric', () =>
  expectByHand(
    'riemannian-hamiltonian-vae',
    { ...small, leapfrog: 2, 'step-size': 0.1, tempering: 0.5, centroids: 7, reach: 2 },
    () =>
      vae({
        event: [6],
        latent: 2,
        seed: 7,
        encoder: mlp({ hidden: [5, 4] }),
        decoder: mlp({ hidden: [4, 5] }),
        posterior: riemannianHamiltonian({ steps: 2, stepSize: 0.1, tempering: 0.5, centroids: 7, temperature: 2 }),
        objective: elbo(),
      }),
  ));

it('takes shorter steps than its relative unless told otherwise', async () => {
  const steps = await Promise.all(
    ['rhvae', 'hamiltonian-vae'].map(async (name) => {
      const model = await buildModel(name, small, { event: [6], binarization: 'none', size: 10 });
      const { stepSize } = model.config.posterior as { readonly stepSize?: number };
      model.dispose();
      return stepSize;
    }),
  );
  expect(steps).toEqual([0.01, 0.05]);
});
