import * as tf from '@tensorflow/tfjs';
import { elbo, mixtureOfNormals, mlpDecoder, mlpEncoder, vae } from '@vaekit/core';
import { beforeAll, it } from 'vitest';
import { expectByHand, small } from './byHand.test-helper.js';

beforeAll(() => tf.setBackend('cpu'));

it('has a mixture for a prior', () =>
  expectByHand('mixture-vae', { ...small, components: 3, beta: 2 }, () =>
    vae({
      encoder: mlpEncoder({ input: [6], hidden: [5, 4], latent: 2, seed: 7 }),
      decoder: mlpDecoder({ output: [6], hidden: [4, 5], latent: 2, seed: 7 }),
      prior: mixtureOfNormals({ components: 3, seed: 7 }),
      objective: elbo({ beta: 2 }),
    }),
  ));
