import * as tf from '@tensorflow/tfjs';
import { capacity, constrained, dip, elbo, freeBitsElbo, mlpDecoder, mlpEncoder, type Objective, vae } from '@vaekit/core';
import { constant, linearWarmup } from '@vaekit/losses';
import { beforeAll, expect, it } from 'vitest';
import { buildModel } from '../buildModel.js';
import type { ModelOptions } from '../catalog.js';
import { valuesOf } from '../catalog.js';
import { phasesOf } from '../fitPhases.js';
import { gecoVae } from './gecoVae.js';
import { expectByHand, points, small } from './byHand.test-helper.js';

beforeAll(() => tf.setBackend('cpu'));

it.each([
  ['beta-vae', {}, () => elbo({ beta: constant(4) })],
  ['beta-vae', { beta: 2, warmup: 10 }, () => elbo({ beta: linearWarmup({ steps: 10, to: 2 }) })],
  [
    'disentangled-beta-vae',
    { capacity: 3, 'capacity-steps': 20, 'capacity-weight': 7 },
    () => capacity({ capacity: linearWarmup({ steps: 20, to: 3 }), gamma: 7 }),
  ],
  ['dip-vae-i', {}, () => dip()],
  ['dip-vae-i', { 'off-diagonal': 2, diagonal: 3 }, () => dip({ offDiagonal: 2, diagonal: 3 })],
  ['dip-vae-ii', { 'off-diagonal': 2 }, () => dip({ of: 'codes', offDiagonal: 2 })],
  ['free-bits-vae', { 'free-nats': 0.5 }, () => freeBitsElbo({ minimum: 0.5 })],
  ['geco-vae', { tolerance: 0.5, 'constraint-speed': 0.2 }, () => constrained({ tolerance: 3, speed: 0.2 })],
] as const satisfies readonly (readonly [string, Partial<ModelOptions>, () => Objective])[])(
  '%s holds the code by its options: %j',
  (name, options, objective) =>
    expectByHand(name, { ...small, ...options }, () =>
      vae({
        encoder: mlpEncoder({ input: [6], hidden: [5, 4], latent: 2, seed: 7 }),
        decoder: mlpDecoder({ output: [6], hidden: [4, 5], latent: 2, seed: 7 }),
        objective: objective(),
      }),
    ),
);

it('geco-vae is not stopped early: its loss moves with the multiplier', async () => {
  const model = await buildModel('geco-vae', small, points);
  const nothing = { size: 0, batchSize: 1, binarization: 'none', epoch: () => [] } as const;
  const [phase] = await phasesOf(
    gecoVae,
    model,
    { training: nothing },
    valuesOf(gecoVae, {}) as Parameters<typeof gecoVae.build>[0],
  );
  expect(phase).toMatchObject({ kind: 'fit', trainable: model, options: { earlyStopping: undefined } });
  model.dispose();
});
