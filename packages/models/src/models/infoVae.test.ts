import * as tf from '@tensorflow/tfjs';
import { mlpDecoder, mlpEncoder, mmd, vae } from '@vaekit/core';
import { beforeAll, it } from 'vitest';
import { expectByHand, small } from './byHand.test-helper.js';

beforeAll(() => tf.setBackend('cpu'));

it.each([
  ['gaussian', 'gaussian'],
  ['inverse-multiquadratic', 'inverseMultiquadratic'],
] as const)('matches codes to the prior by a kernel: %s', (kernel, name) =>
  expectByHand('info-vae', { ...small, mmd: 3, kl: 0.5, kernel }, () =>
    vae({
      encoder: mlpEncoder({ input: [6], hidden: [5, 4], latent: 2, seed: 7 }),
      decoder: mlpDecoder({ output: [6], hidden: [4, 5], latent: 2, seed: 7 }),
      objective: mmd({ weight: 3, kl: 0.5, kernel: name }),
    }),
  ),
);

it('is by default the Wasserstein autoencoder of a random encoder, as core has it', () =>
  expectByHand('info-vae', small, () =>
    vae({
      encoder: mlpEncoder({ input: [6], hidden: [5, 4], latent: 2, seed: 7 }),
      decoder: mlpDecoder({ output: [6], hidden: [4, 5], latent: 2, seed: 7 }),
      objective: mmd(),
    }),
  ));
