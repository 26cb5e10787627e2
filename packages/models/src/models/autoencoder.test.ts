import * as tf from '@tensorflow/tfjs';
import { conv, gaussian, mlp, point, reconstruction, resnet, vae } from '@vaekit/core';
import { beforeAll, expect, it } from 'vitest';
import { autoencoder } from './autoencoder.js';
import { expectByHand, images, small } from './byHand.test-helper.js';

beforeAll(() => tf.setBackend('cpu'));

it('is a point and its reconstruction', () =>
  expectByHand('autoencoder', small, () =>
    vae({
      event: [6],
      latent: 2,
      seed: 7,
      encoder: mlp({ hidden: [5, 4] }),
      decoder: mlp({ hidden: [4, 5] }),
      posterior: point(),
      objective: reconstruction(),
    }),
  ));

it('has the heads that its likelihood asks for, and what is said of the layers', () =>
  expectByHand('ae', { ...small, likelihood: 'gaussian', sigma: 'predicted', dropout: 0.1, 'batch-norm': true }, () => {
    const layers = { dropout: 0.1, batchNorm: true };
    return vae({
      event: [6],
      latent: 2,
      seed: 7,
      encoder: mlp({ ...layers, hidden: [5, 4] }),
      decoder: mlp({ ...layers, hidden: [4, 5] }),
      likelihood: gaussian({ sigma: 'predicted' }),
      posterior: point(),
      objective: reconstruction(),
    });
  }));

it.each([
  ['conv', conv],
  ['resnet', resnet],
] as const)('of %s networks has dense layers where they are asked for', async (arch, recipe) => {
  const parts = { event: [8, 8, 1], latent: 2, posterior: point(), objective: reconstruction() };
  await expectByHand(
    'autoencoder',
    { arch, latent: 2, hidden: [5, 4] },
    () => vae({ ...parts, encoder: recipe({ dense: [5, 4] }), decoder: recipe({ dense: [4, 5] }) }),
    images,
  );
  await expectByHand(
    'autoencoder',
    { arch, latent: 2 },
    () => vae({ ...parts, encoder: recipe({ dense: [] }), decoder: recipe() }),
    images,
  );
});

it('can neither sample nor score', () => {
  expect(autoencoder.can).toEqual(['encode', 'decode']);
});
