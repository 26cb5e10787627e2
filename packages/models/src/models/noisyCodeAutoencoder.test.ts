import * as tf from '@tensorflow/tfjs';
import { mlp, point, reconstruction, vae } from '@vaekit/core';
import { beforeAll, expect, it } from 'vitest';
import { buildModel } from '../buildModel.js';
import { expectByHand, points, small } from './byHand.test-helper.js';

beforeAll(() => tf.setBackend('cpu'));

it('is an autoencoder with noise on its code', () =>
  expectByHand('noisy-code', { ...small, 'code-noise': 0.5, activation: 'tanh' }, () =>
    vae({
      event: [6],
      latent: 2,
      seed: 7,
      encoder: mlp({ hidden: [5, 4], activation: 'tanh' }),
      decoder: mlp({ hidden: [4, 5], activation: 'tanh' }),
      posterior: point({ sigma: 0.5 }),
      objective: reconstruction(),
    }),
  ));

it('refuses no noise at all', async () => {
  await expect(buildModel('noisy-code', { 'code-noise': 0 }, points)).rejects.toThrow(
    'buildModel: `code-noise` is 0; expected a finite number above 0',
  );
});
