import * as tf from '@tensorflow/tfjs';
import { elbo, mlp, uniformSphere, vae, vonMisesFisher } from '@vaekit/core';
import { constant, linearWarmup } from '@vaekit/losses';
import { beforeAll, expect, it } from 'vitest';
import { buildModel } from '../buildModel.js';
import { expectByHand, points, small } from './byHand.test-helper.js';

beforeAll(() => tf.setBackend('cpu'));

const networks = { event: [6], latent: 2, seed: 7, encoder: mlp({ hidden: [5, 4] }), decoder: mlp({ hidden: [4, 5] }) };

it('has its codes on a sphere, of one concentration or of each example’s', async () => {
  await expectByHand('svae', { ...small, beta: 2, warmup: 9 }, () =>
    vae({
      ...networks,
      posterior: vonMisesFisher(),
      prior: uniformSphere(),
      objective: elbo({ beta: linearWarmup({ steps: 9, to: 2 }) }),
    }),
  );
  await expectByHand('hyperspherical-vae', { ...small, kappa: 20 }, () =>
    vae({
      ...networks,
      posterior: vonMisesFisher({ kappa: 20 }),
      prior: uniformSphere(),
      objective: elbo({ beta: constant(1) }),
    }),
  );
});

it('refuses a weight on a divergence that is a constant', async () => {
  await expect(buildModel('svae', { ...small, kappa: 20, beta: 2 }, points)).rejects.toThrow(
    'svae: with a fixed `kappa` the KL is a constant, so that a weight on it does nothing; leave out `beta` and `warmup`, or `kappa`',
  );
});
