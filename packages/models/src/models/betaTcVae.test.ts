import * as tf from '@tensorflow/tfjs';
import { mlpDecoder, mlpEncoder, totalCorrelation, vae } from '@vaekit/core';
import { beforeAll, it } from 'vitest';
import { expectByHand, small } from './byHand.test-helper.js';

beforeAll(() => tf.setBackend('cpu'));

it('weighs the parts of the divergence by their names', () =>
  expectByHand(
    'beta-tc-vae',
    { ...small, 'mutual-information': 2, 'total-correlation': 3, 'dimension-wise': 4, estimator: 'stratified' },
    () =>
      vae({
        encoder: mlpEncoder({ input: [6], hidden: [5, 4], latent: 2, seed: 7 }),
        decoder: mlpDecoder({ output: [6], hidden: [4, 5], latent: 2, seed: 7 }),
        objective: totalCorrelation({ alpha: 2, beta: 3, gamma: 4, estimator: 'stratified' }),
      }),
  ));
