import * as tf from '@tensorflow/tfjs';
import { adam, adversarial, featureAdversarial, independent, mlp, mlpDecoder, passThrough, vae, type Vae } from '@vaekit/core';
import { beforeAll, expect, it } from 'vitest';
import { buildModel } from '../buildModel.js';
import { expectByHand, points, small } from './byHand.test-helper.js';
import { gan } from './gan.js';
import { vaeGan } from './vaeGan.js';

beforeAll(() => tf.setBackend('cpu'));

const game = { discriminator: [6, 5], 'discriminator-lr': 1e-3, 'discriminator-noise': 0.2 } as const;
const judged = { hidden: [6, 5], noise: 0.2, seed: 7, optimizer: adam({ learningRate: 1e-3, beta1: 0.5 }) };
const nets = { event: [6], latent: 2, seed: 7, encoder: mlp({ hidden: [5, 4] }), decoder: mlp({ hidden: [4, 5] }) };

it('gan is a decoder and a discriminator, without an encoder', () =>
  expectByHand('gan', { ...small, ...game, smoothing: 0.1 }, () =>
    vae({
      ...nets,
      encoder: passThrough(),
      posterior: independent(),
      objective: adversarial({ ...judged, smoothing: 0.1 }),
    }),
  ));

it('vae-gan has three players', () =>
  expectByHand('vae-gan', { ...small, ...game, gamma: 0.3, 'kl-weight': 2 }, () =>
    vae({ ...nets, objective: featureAdversarial({ ...judged, gamma: 0.3, beta: 2 }) }),
  ));

it.each(['gan', 'vae-gan'])('%s refuses a likelihood whose decoder gives more than x, and leaves nothing', async (name) => {
  const before = tf.memory().numTensors;
  await expect(buildModel(name, { ...small, likelihood: 'gaussian', sigma: 'predicted' }, points)).rejects.toThrow(
    `${name}: the decoder is to give mean and logVar for the likelihood gaussian, but a game judges x alone; take another likelihood`,
  );
  expect(tf.memory().numTensors).toBe(before);
});

it('a generator has no codes and no scores; no loss of a game chooses an epoch', async () => {
  expect(gan.can).toEqual(['decode', 'sample']);
  expect(vaeGan.can).toEqual(['encode', 'decode', 'sample', 'score']);
  const model = vae({ ...nets, decoder: mlpDecoder({ output: [6], hidden: [4], latent: 2 }) });
  const options = { optimizer: adam({ learningRate: 2e-3, beta1: 0.5 }), earlyStopping: undefined };
  type Asked = (model: Vae, data: undefined, values: { 'generator-lr': number }) => Promise<unknown>;
  for (const entry of [gan, vaeGan])
    expect(await (entry.phases as unknown as Asked)(model, undefined, { 'generator-lr': 2e-3 })).toEqual([
      { kind: 'fit', name: 'training', trainable: model, options },
    ]);
  model.dispose();
});
