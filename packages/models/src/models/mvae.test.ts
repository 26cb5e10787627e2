import * as tf from '@tensorflow/tfjs';
import { experts, mlp, multimodalElbo, productOfExperts, vae } from '@vaekit/core';
import { beforeAll, expect, it } from 'vitest';
import { buildModel } from '../buildModel.js';
import { expectByHand, points, small } from './byHand.test-helper.js';

beforeAll(() => tf.setBackend('cpu'));

it.each([
  [{}, [3, 3], 1],
  [{ modalities: [1, 2, 3], subsets: 2 }, [1, 2, 3], 2],
] as const)('with %j has an expert for each of the modalities %j', (options, widths, subsets) =>
  expectByHand('multimodal-vae', { ...small, ...options }, () =>
    vae({
      event: [6],
      latent: 2,
      seed: 7,
      encoder: experts({ widths, hidden: [5, 4] }),
      decoder: mlp({ hidden: [4, 5] }),
      posterior: productOfExperts({ widths }),
      objective: multimodalElbo({ widths, subsets }),
    }),
  ),
);

it('refuses modalities that do not add up', async () => {
  await expect(buildModel('mvae', { ...small, modalities: [2, 2] }, points)).rejects.toThrow(
    'have 2 + 2 = 4 numbers, but an example has 6',
  );
});
