import * as tf from '@tensorflow/tfjs';
import { conv, mlp, reconstruction, residualQuantized, vae } from '@vaekit/core';
import { beforeAll, it } from 'vitest';
import { expectByHand, images } from './byHand.test-helper.js';

beforeAll(() => tf.setBackend('cpu'));

const quantized = {
  posterior: residualQuantized({ levels: 2, codes: 6, commitment: 0.5, decay: 0.9, seed: 7 }),
  objective: reconstruction(),
};
const options = { levels: 2, codes: 6, commitment: 0.5, decay: 0.9, seed: 7, latent: 2 } as const;

it.each([
  [undefined, 16],
  [3, 3],
] as const)('of dense networks, places: %s, has %s in a row', (places, count) =>
  expectByHand('hrq-vae', { ...options, hidden: [5, 4], ...(places === undefined ? {} : { places }) }, () => {
    const networks = { encoder: mlp({ hidden: [5, 4] }), decoder: mlp({ hidden: [4, 5] }) };
    return vae({ event: [6], latent: [count, 2], seed: 7, ...networks, ...quantized });
  }),
);

it.each([
  [undefined, [2, 2, 2]],
  [3, [3, 2]],
] as const)('of convolutions, places: %s, has a code of shape %j', (places, latent) =>
  expectByHand(
    'hrq-vae',
    { ...options, arch: 'conv', ...(places === undefined ? {} : { places }) },
    () => vae({ event: [8, 8, 1], latent, seed: 7, encoder: conv({ dense: [] }), decoder: conv(), ...quantized }),
    images,
  ),
);
