import * as tf from '@tensorflow/tfjs';
import {
  elbo,
  householder,
  inverseAutoregressive,
  maskedAutoregressive,
  mlp,
  mlpDecoder,
  mlpEncoder,
  planarRadial,
  vae,
} from '@vaekit/core';
import { beforeAll, expect, it } from 'vitest';
import { buildModel } from '../buildModel.js';
import { expectByHand, points, small } from './byHand.test-helper.js';

beforeAll(() => tf.setBackend('cpu'));

const nets = { event: [6], latent: 2, seed: 7, encoder: mlp({ hidden: [5, 4] }), decoder: mlp({ hidden: [4, 5] }) };

it('householder-vae has a posterior of reflections', () =>
  expectByHand('householder-vae', { ...small, reflections: 3, beta: 2 }, () =>
    vae({ ...nets, posterior: householder({ steps: 3 }), objective: elbo({ beta: 2 }) }),
  ));

it('planar-vae has a posterior of planar and radial flows, from the encoder or shared', async () => {
  await expectByHand('planar-vae', { ...small, 'planar-flows': 1, 'radial-flows': 2 }, () =>
    vae({ ...nets, posterior: planarRadial({ flows: ['planar', 'radial', 'radial'], seed: 7 }) }),
  );
  await expectByHand('planar-vae', { ...small, 'planar-flows': 2, 'shared-flows': true }, () =>
    vae({ ...nets, posterior: planarRadial({ flows: ['planar', 'planar'], shared: true, seed: 7 }) }),
  );
});

it('iaf-vae has a posterior of masked networks with a context', () =>
  expectByHand('iaf-vae', { ...small, 'flow-steps': 1, 'flow-hidden': [6, 5], 'flow-context': 3 }, () =>
    vae({ ...nets, posterior: inverseAutoregressive({ steps: 1, hidden: [6, 5], context: 3, seed: 7 }) }),
  ));

it('maf-prior-vae has a flow as its prior', () =>
  expectByHand('maf-prior-vae', { ...small, 'flow-steps': 3, 'flow-hidden': [4] }, () =>
    vae({
      encoder: mlpEncoder({ input: [6], hidden: [5, 4], latent: 2, seed: 7 }),
      decoder: mlpDecoder({ output: [6], hidden: [4, 5], latent: 2, seed: 7 }),
      prior: maskedAutoregressive({ steps: 3, hidden: [4], seed: 7 }),
    }),
  ));

it('refuses what has no meaning, and leaves nothing', async () => {
  const before = tf.memory().numTensors;
  await expect(buildModel('householder-vae', { ...small, latent: 1 }, points)).rejects.toThrow(
    'householder: the latent has shape [1], one element',
  );
  await expect(buildModel('planar-vae', { ...small, 'planar-flows': 0 }, points)).rejects.toThrow(
    'planarRadial: `flows` is []; expected one or more of planar and radial',
  );
  expect(tf.memory().numTensors).toBe(before);
});
