import * as tf from '@tensorflow/tfjs';
import { elbo, mlp, vae, wrappedNormal, wrappedStandardNormal } from '@vaekit/core';
import { beforeAll, it } from 'vitest';
import { expectByHand, small } from './byHand.test-helper.js';

beforeAll(() => tf.setBackend('cpu'));

it('has its codes in the Poincaré ball', () =>
  expectByHand('hyperbolic-vae', { ...small, curvature: 0.5, beta: 2 }, () =>
    vae({
      event: [6],
      latent: 2,
      seed: 7,
      encoder: mlp({ hidden: [5, 4] }),
      decoder: mlp({ hidden: [4, 5] }),
      posterior: wrappedNormal({ curvature: 0.5 }),
      prior: wrappedStandardNormal({ curvature: 0.5 }),
      objective: elbo({ beta: 2 }),
    }),
  ));
