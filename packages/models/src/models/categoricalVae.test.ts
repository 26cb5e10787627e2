import * as tf from '@tensorflow/tfjs';
import { conv, elbo, gumbelSoftmax, mlp, uniformCategories, vae } from '@vaekit/core';
import { cosineSchedule } from '@vaekit/losses';
import { beforeAll, it } from 'vitest';
import { expectByHand, images, small } from './byHand.test-helper.js';

beforeAll(() => tf.setBackend('cpu'));

it('has categorical codes that are relaxed less and less', () =>
  expectByHand('gumbel-softmax-vae', { ...small, variables: 4, temperature: 2, cooling: 7, 'straight-through': true }, () =>
    vae({
      event: [6],
      latent: [4, 2],
      seed: 7,
      encoder: mlp({ hidden: [5, 4] }),
      decoder: mlp({ hidden: [4, 5] }),
      posterior: gumbelSoftmax({ straightThrough: true, temperature: cosineSchedule({ steps: 7, from: 2, to: 0.5 }) }),
      prior: uniformCategories(),
      objective: elbo(),
    }),
  ));

it('has variables of categories behind convolutions too', () =>
  expectByHand(
    'categorical-vae',
    { latent: 2, seed: 7, arch: 'conv', variables: 4, cooling: 0 },
    () =>
      vae({
        event: [8, 8, 1],
        latent: [4, 2],
        seed: 7,
        encoder: conv({ dense: [] }),
        decoder: conv(),
        posterior: gumbelSoftmax(),
        prior: uniformCategories(),
        objective: elbo(),
      }),
    images,
  ));
