import * as tf from '@tensorflow/tfjs';
import { adam, adversarialCodes, mlp, mmd, type Objective, point, raeGp, raeL2, vae } from '@vaekit/core';
import { beforeAll, it } from 'vitest';
import type { ModelOptions } from '../catalog.js';
import { expectByHand, small } from './byHand.test-helper.js';

beforeAll(() => tf.setBackend('cpu'));

it.each([
  ['rae-l2', { 'code-weight': 0.2, 'decoder-weight': 0.3 }, () => raeL2({ code: 0.2, decoder: 0.3 })],
  ['rae-gp', { 'code-weight': 0.2, 'slope-weight': 0.3, slope: 'sum' }, () => raeGp({ code: 0.2, slope: 0.3, jacobian: 'sum' })],
  ['wae-mmd', { mmd: 3 }, () => mmd({ weight: 3 })],
  ['wae-mmd', { kernel: 'gaussian' }, () => mmd({ kernel: 'gaussian' })],
  [
    'adversarial-autoencoder',
    { 'game-weight': 2, discriminator: [4], 'discriminator-lr': 0.01 },
    () => adversarialCodes({ weight: 2, hidden: [4], seed: 7, optimizer: adam({ learningRate: 0.01, beta1: 0.5 }) }),
  ],
] as const satisfies readonly (readonly [string, Partial<ModelOptions>, () => Objective])[])(
  '%s is an autoencoder of points: %j',
  (name, options, objective) =>
    expectByHand(name, { ...small, ...options }, () =>
      vae({
        event: [6],
        latent: 2,
        seed: 7,
        encoder: mlp({ hidden: [5, 4] }),
        decoder: mlp({ hidden: [4, 5] }),
        posterior: point(),
        objective: objective(),
      }),
    ),
);
