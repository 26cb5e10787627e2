import * as tf from '@tensorflow/tfjs';
import { conv, maskedPatches, mlp, point, reconstruction, vae } from '@vaekit/core';
import { beforeAll, expect, it } from 'vitest';
import { buildModel } from '../buildModel.js';
import { expectByHand, images, points, small } from './byHand.test-helper.js';

beforeAll(() => tf.setBackend('cpu'));

const masked = { patch: 2, 'mask-rate': 0.25 } as const;
const common = { event: [8, 8, 1], latent: 2, seed: 7, posterior: point(), objective: reconstruction() };

it('is an autoencoder that sees a part of the patches', async () => {
  const networks = { encoder: mlp({ hidden: [5, 4] }), decoder: mlp({ hidden: [4, 5] }) };
  const corruption = maskedPatches({ patch: 2, rate: 0.25, scored: 'hidden' });
  await expectByHand(
    'masked',
    { ...small, ...masked, scored: 'hidden' },
    () => vae({ ...common, ...networks, corruption }),
    images,
  );
});

it('of convolutions, too', async () => {
  const corruption = maskedPatches({ patch: 2, rate: 0.25 });
  await expectByHand(
    'mae',
    { ...masked, arch: 'conv', latent: 2, seed: 7 },
    () => vae({ ...common, encoder: conv({ dense: [] }), decoder: conv(), corruption }),
    images,
  );
});

it('refuses what is no image, and patches of which none is hidden', async () => {
  await expect(buildModel('masked', {}, points)).rejects.toThrow('masked-autoencoder needs images');
  await expect(buildModel('masked', { patch: 8 }, images)).rejects.toThrow(
    'maskedPatches: of 1 patches, a part of 0.5 is 1; expected some to be hidden and some not',
  );
});
