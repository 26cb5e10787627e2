import * as tf from '@tensorflow/tfjs';
import { batches, mlpDecoder, mlpEncoder, randomStream, readWeights, secondStage, vae } from '@vaekit/core';
import { beforeAll, expect, it } from 'vitest';
import { buildModel } from '../buildModel.js';
import { valuesOf } from '../catalog.js';
import { fitPhases, phasesOf } from '../fitPhases.js';
import { expectByHand, points, small } from './byHand.test-helper.js';
import { twoStageVae } from './twoStageVae.js';

beforeAll(() => tf.setBackend('cpu'));

const own = { ...small, 'second-hidden': [6], 'autoencoder-epochs': 2 } as const;

it('is a VAE under a second one', () =>
  expectByHand('two-stage-vae', own, () =>
    vae({
      encoder: mlpEncoder({ input: [6], hidden: [5, 4], latent: 2, seed: 7 }),
      decoder: mlpDecoder({ output: [6], hidden: [4, 5], latent: 2, seed: 7 }),
      prior: secondStage({ hidden: [6], seed: 7 }),
    }),
  ));

it('the first stage is trained, then the second over its codes alone', async () => {
  const before = tf.memory().numTensors;
  const x = { data: randomStream(3).fillUniform(new Float32Array(30 * 6)), shape: [30, 6] };
  const data = { training: batches({ x }, { batchSize: 10, seed: 1 }) };
  const model = await buildModel('two-stage-vae', own, { ...points, size: 30 });
  const values = valuesOf(twoStageVae, own) as Parameters<NonNullable<typeof twoStageVae.phases>>[2];
  const found: Record<string, Float32Array>[] = [];
  const { results } = await fitPhases(model, phasesOf(twoStageVae, model, data, values), data, {
    epochs: 1,
    batchSize: 10,
    callbacks: {
      async onPhaseBegin() {
        found.push(await readWeights(model));
      },
    },
  });
  found.push(await readWeights(model));
  expect(Object.keys(results)).toEqual(['autoencoder', 'second-stage']);
  const moved = (from: number): string[] =>
    Object.entries(found[from]!).flatMap(([name, values]) =>
      values.every((v, i) => v === found[from + 1]![name]![i]) ? [] : [name],
    );
  expect(moved(0).every((name) => /^(?:encoder|decoder)\//.test(name))).toBe(true);
  expect(moved(1).every((name) => name.startsWith('prior/'))).toBe(true);
  expect([moved(0).length, moved(1).length].every((count) => count > 0)).toBe(true);
  model.dispose();
  expect(tf.memory().numTensors).toBe(before);
});
