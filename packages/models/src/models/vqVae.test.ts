import * as tf from '@tensorflow/tfjs';
import { conv, mlp, reconstruction, resnet, vae, vectorQuantized } from '@vaekit/core';
import { beforeAll, expect, it } from 'vitest';
import { buildModel } from '../buildModel.js';
import { expectByHand, images } from './byHand.test-helper.js';

beforeAll(() => tf.setBackend('cpu'));

const quantized = { posterior: vectorQuantized({ codes: 6, commitment: 0.5, decay: 0.9, seed: 7 }), objective: reconstruction() };
const options = { codes: 6, commitment: 0.5, decay: 0.9, seed: 7, latent: 2 } as const;

it.each([
  [undefined, 16],
  [3, 3],
] as const)('of dense networks, places: %s, has %s in a row', (places, count) =>
  expectByHand('vq-vae', { ...options, hidden: [5, 4], ...(places === undefined ? {} : { places }) }, () => {
    const networks = { encoder: mlp({ hidden: [5, 4] }), decoder: mlp({ hidden: [4, 5] }) };
    return vae({ event: [6], latent: [count, 2], seed: 7, ...networks, ...quantized });
  }),
);

it.each([
  [undefined, [2, 2, 2]],
  [3, [3, 2]],
] as const)('of convolutions, places: %s, has a code of shape %j', (places, latent) =>
  expectByHand(
    'vq-vae',
    { ...options, arch: 'conv', ...(places === undefined ? {} : { places }) },
    () => vae({ event: [8, 8, 1], latent, seed: 7, encoder: conv({ dense: [] }), decoder: conv(), ...quantized }),
    images,
  ),
);

it.each(['conv', 'resnet'] as const)('of %s has a code as large as its smallest map', (arch) =>
  expectByHand(
    'vq-vae',
    { ...options, arch, filters: [4], dense: [] },
    () => {
      const network = (arch === 'conv' ? conv : resnet)({ filters: [4], dense: [] });
      return vae({ event: [8, 8, 1], latent: [4, 4, 2], seed: 7, encoder: network, decoder: network, ...quantized });
    },
    images,
  ),
);

it('refuses images whose sides cannot be halved, and leaves nothing', async () => {
  const before = tf.memory().numTensors;
  const odd = { ...images, event: [6, 6, 1] };
  await expect(buildModel('vq-vae', { ...options, arch: 'conv' }, odd)).rejects.toThrow('need sides divisible by 4');
  expect(tf.memory().numTensors).toBe(before);
});
