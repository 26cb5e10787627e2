import * as tf from '@tensorflow/tfjs';
import { ciwae, dreg, mlpDecoder, mlpEncoder, miwae, type Objective, piwae, vae } from '@vaekit/core';
import { beforeAll, expect, it } from 'vitest';
import type { ModelOptions } from '../catalog.js';
import { findModel } from '../catalog.js';
import { expectByHand, small } from './byHand.test-helper.js';

beforeAll(() => tf.setBackend('cpu'));

it.each([
  ['ciwae', { k: 4, 'elbo-share': 0.25 }, () => ciwae({ k: 4, share: 0.25 })],
  ['miwae', { bounds: 2, k: 4 }, () => miwae({ m: 2, k: 4 })],
  ['piwae', { bounds: 2, k: 4 }, () => piwae({ m: 2, k: 4 })],
  ['dreg-iwae', { k: 4 }, () => dreg({ k: 4 })],
] as const satisfies readonly (readonly [string, Partial<ModelOptions>, () => Objective])[])(
  '%s has its bound of so many draws',
  (name, options, objective) =>
    expectByHand(name, { ...small, ...options }, () =>
      vae({
        encoder: mlpEncoder({ input: [6], hidden: [5, 4], latent: 2, seed: 7 }),
        decoder: mlpDecoder({ output: [6], hidden: [4, 5], latent: 2, seed: 7 }),
        objective: objective(),
      }),
    ),
);

it('the bound of missing data is that of iwae, and no model of four letters', () => {
  expect(findModel('missing-data-iwae')!.name).toBe('iwae');
  expect(findModel('miwae')!.name).toBe('miwae');
});
