import * as tf from '@tensorflow/tfjs';
import { factor, mlpDecoder, mlpEncoder, vae } from '@vaekit/core';
import { beforeAll, it } from 'vitest';
import { expectByHand, small } from './byHand.test-helper.js';

beforeAll(() => tf.setBackend('cpu'));

it('has a discriminator of its own widths', () =>
  expectByHand('factor-vae', { ...small, 'total-correlation': 3, discriminator: [6, 5] }, () =>
    vae({
      encoder: mlpEncoder({ input: [6], hidden: [5, 4], latent: 2, seed: 7 }),
      decoder: mlpDecoder({ output: [6], hidden: [4, 5], latent: 2, seed: 7 }),
      objective: factor({ gamma: 3, hidden: [6, 5], seed: 7 }),
    }),
  ));
