import * as tf from '@tensorflow/tfjs';
import { contractive, mlp, point, vae } from '@vaekit/core';
import { beforeAll, it } from 'vitest';
import { expectByHand, small } from './byHand.test-helper.js';

beforeAll(() => tf.setBackend('cpu'));

it.each(['exact', 'hutchinson'] as const)('is an autoencoder with a penalty on its Jacobian, %s', (jacobian) =>
  expectByHand('contractive', { ...small, contraction: 0.5, jacobian, activation: 'sigmoid' }, () =>
    vae({
      event: [6],
      latent: 2,
      seed: 7,
      encoder: mlp({ hidden: [5, 4], activation: 'sigmoid' }),
      decoder: mlp({ hidden: [4, 5], activation: 'sigmoid' }),
      posterior: point(),
      objective: contractive({ weight: 0.5, jacobian }),
    }),
  ),
);
