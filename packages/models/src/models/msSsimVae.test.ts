import * as tf from '@tensorflow/tfjs';
import { mlp, msSsim, vae } from '@vaekit/core';
import { beforeAll, it } from 'vitest';
import { expectByHand, images, small } from './byHand.test-helper.js';

beforeAll(() => tf.setBackend('cpu'));

it('compares images by their structure', () =>
  expectByHand(
    'ms-ssim-vae',
    small,
    () =>
      vae({
        event: [8, 8, 1],
        latent: 2,
        seed: 7,
        encoder: mlp({ hidden: [5, 4] }),
        decoder: mlp({ hidden: [4, 5] }),
        likelihood: msSsim(),
      }),
    images,
  ));
