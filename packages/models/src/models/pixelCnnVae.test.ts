import * as tf from '@tensorflow/tfjs';
import { mlp, pixelCnn, vae } from '@vaekit/core';
import { beforeAll, it } from 'vitest';
import { expectByHand, images, small } from './byHand.test-helper.js';

beforeAll(() => tf.setBackend('cpu'));

it('draws images pixel by pixel', () =>
  expectByHand(
    'pixelcnn-vae',
    { ...small, 'pixel-channels': 3, 'pixel-layers': 1 },
    () =>
      vae({
        event: [8, 8, 1],
        latent: 2,
        seed: 7,
        encoder: mlp({ hidden: [5, 4] }),
        decoder: mlp({ hidden: [4, 5] }),
        likelihood: pixelCnn({ channels: 3, layers: 1, seed: 7 }),
      }),
    images,
  ));
