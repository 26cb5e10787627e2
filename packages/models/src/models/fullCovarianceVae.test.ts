import * as tf from '@tensorflow/tfjs';
import { elbo, fullNormal, mlp, vae } from '@vaekit/core';
import { beforeAll, expect, it } from 'vitest';
import { linearWarmup } from '@vaekit/losses';
import { buildModel } from '../buildModel.js';
import { expectByHand, points, small } from './byHand.test-helper.js';

beforeAll(() => tf.setBackend('cpu'));

it('has a full covariance, and the weight of its divergence', () =>
  expectByHand('full-covariance-vae', { ...small, beta: 2, warmup: 9 }, () =>
    vae({
      event: [6],
      latent: 2,
      seed: 7,
      encoder: mlp({ hidden: [5, 4] }),
      decoder: mlp({ hidden: [4, 5] }),
      posterior: fullNormal(),
      objective: elbo({ beta: linearWarmup({ steps: 9, to: 2 }) }),
    }),
  ));

it('refuses a code of one number, which has no correlations, and leaves nothing', async () => {
  const before = tf.memory().numTensors;
  await expect(buildModel('full-covariance-vae', { ...small, latent: 1 }, points)).rejects.toThrow(
    'fullNormal: the latent has shape [1]',
  );
  expect(tf.memory().numTensors).toBe(before);
});
