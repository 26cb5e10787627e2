import * as tf from '@tensorflow/tfjs';
import { elbo, hamiltonian, mlp, vae } from '@vaekit/core';
import { beforeAll, it } from 'vitest';
import { expectByHand, small } from './byHand.test-helper.js';

beforeAll(() => tf.setBackend('cpu'));

it('has a posterior that is moved by leapfrog steps', () =>
  expectByHand('hvae', { ...small, leapfrog: 2, 'step-size': 0.1, tempering: 0.5, beta: 2 }, () =>
    vae({
      event: [6],
      latent: 2,
      seed: 7,
      encoder: mlp({ hidden: [5, 4] }),
      decoder: mlp({ hidden: [4, 5] }),
      posterior: hamiltonian({ steps: 2, stepSize: 0.1, tempering: 0.5 }),
      objective: elbo({ beta: 2 }),
    }),
  ));
