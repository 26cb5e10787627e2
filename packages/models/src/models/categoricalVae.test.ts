import * as tf from '@tensorflow/tfjs';
import { elbo, gumbelSoftmax, mlp, uniformCategories, vae } from '@vaekit/core';
import { cosineSchedule } from '@vaekit/losses';
import { beforeAll, expect, it } from 'vitest';
import { buildModel } from '../buildModel.js';
import { expectByHand, images, small } from './byHand.test-helper.js';

beforeAll(() => tf.setBackend('cpu'));

it('has categorical codes that are relaxed less and less', () =>
  expectByHand('gumbel-softmax-vae', { ...small, categories: 4, temperature: 2, cooling: 7, 'straight-through': true }, () =>
    vae({
      event: [6],
      latent: [2, 4],
      seed: 7,
      encoder: mlp({ hidden: [5, 4] }),
      decoder: mlp({ hidden: [4, 5] }),
      posterior: gumbelSoftmax({ straightThrough: true, temperature: cosineSchedule({ steps: 7, from: 2, to: 0.5 }) }),
      prior: uniformCategories(),
      objective: elbo(),
    }),
  ));

it('refuses convolutions', async () => {
  await expect(buildModel('categorical-vae', { ...small, arch: 'conv' }, images)).rejects.toThrow(
    'categorical-vae: conv networks give codes that are vectors or maps',
  );
});
