import * as tf from '@tensorflow/tfjs';
import { gaussianNoise, masking, mlp, point, reconstruction, saltAndPepper, vae } from '@vaekit/core';
import { beforeAll, expect, it } from 'vitest';
import { buildModel } from '../buildModel.js';
import { expectByHand, points, small } from './byHand.test-helper.js';

beforeAll(() => tf.setBackend('cpu'));

it.each([
  ['gaussian', gaussianNoise({ sigma: 0.2 })],
  ['masking', masking({ rate: 0.2 })],
  ['salt-and-pepper', saltAndPepper({ rate: 0.2 })],
] as const)('is an autoencoder that sees x through %s', (corruption, part) =>
  expectByHand('denoising-autoencoder', { ...small, corruption, noise: 0.2 }, () =>
    vae({
      event: [6],
      latent: 2,
      seed: 7,
      encoder: mlp({ hidden: [5, 4] }),
      decoder: mlp({ hidden: [4, 5] }),
      posterior: point(),
      objective: reconstruction(),
      corruption: part,
    }),
  ),
);

it('refuses a share of values that is none', async () => {
  const built = buildModel('dae', { ...small, corruption: 'masking', noise: 1 }, points);
  await expect(built).rejects.toThrow('masking: `rate` is 1; expected 0 <= rate < 1');
});
