import * as tf from '@tensorflow/tfjs';
import { elbo, hierarchical, hierarchicalPrior, ladder, lowerLayer, mlp, vae } from '@vaekit/core';
import { beforeAll, expect, it } from 'vitest';
import { buildModel } from '../buildModel.js';
import { expectByHand, points, small } from './byHand.test-helper.js';

beforeAll(() => tf.setBackend('cpu'));

const nets = { event: [6], latent: 2, seed: 7, encoder: mlp({ hidden: [5, 4] }), decoder: mlp({ hidden: [4, 5] }) };

it('hierarchical-vae has a code of two layers, of which the decoder sees the lower', () =>
  expectByHand('hierarchical-vae', { ...small, latent: 3, top: 2, 'layer-hidden': [4], beta: 2 }, () =>
    vae({
      ...nets,
      latent: 3,
      decoder: lowerLayer(nets.decoder, 2),
      posterior: hierarchical({ top: 2, hidden: [4], seed: 7 }),
      prior: hierarchicalPrior({ top: 2, hidden: [4], seed: 7 }),
      objective: elbo({ beta: 2 }),
    }),
  ));

it('ladder-vae takes its posterior from the top down, and a quarter of the code for the upper layer', () =>
  expectByHand('ladder-vae', { ...small, latent: 8 }, () =>
    vae({
      ...nets,
      latent: 8,
      decoder: lowerLayer(nets.decoder, 2),
      posterior: ladder({ top: 2 }),
      prior: hierarchicalPrior({ top: 2, hidden: [64], seed: 7 }),
    }),
  ));

it('refuses a code without a lower layer, and leaves nothing', async () => {
  const before = tf.memory().numTensors;
  await expect(buildModel('ladder-vae', { ...small, top: 2 }, points)).rejects.toThrow(
    'hierarchicalPrior: the latent has shape [2], and `top` is 2; expected a vector of more than 2 numbers',
  );
  expect(tf.memory().numTensors).toBe(before);
});
