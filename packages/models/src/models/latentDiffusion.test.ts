import * as tf from '@tensorflow/tfjs';
import {
  adam,
  batches,
  deserialize,
  diffusion,
  evaluate,
  mlpDecoder,
  mlpEncoder,
  randomStream,
  readWeights,
  sample,
  serialize,
  vae,
} from '@vaekit/core';
import { beforeAll, expect, it } from 'vitest';
import { buildModel } from '../buildModel.js';
import { fitPhases, type PhasedState, phasesOf } from '../fitPhases.js';
import { expectByHand, points, small } from './byHand.test-helper.js';
import { latentDiffusion } from './latentDiffusion.js';
import { valuesOf } from '../catalog.js';

beforeAll(() => tf.setBackend('cpu'));

const own = { ...small, 'diffusion-steps': 4, denoiser: [6], 'autoencoder-epochs': 3 } as const;

it('is a VAE under a diffusion', () =>
  expectByHand('latent-diffusion', { ...own, sampler: 'deterministic' }, () =>
    vae({
      encoder: mlpEncoder({ input: [6], hidden: [5, 4], latent: 2, seed: 7 }),
      decoder: mlpDecoder({ output: [6], hidden: [4, 5], latent: 2, seed: 7 }),
      prior: diffusion({ steps: 4, hidden: [6], sampler: 'deterministic', seed: 7 }),
    }),
  ));

const x = { data: randomStream(3).fillUniform(new Float32Array(30 * 6)), shape: [30, 6] };
const data = () => ({
  training: batches({ x }, { batchSize: 10, seed: 1 }),
  validation: batches({ x }, { batchSize: 10, shuffle: false, seed: 1 }),
});
const values = valuesOf(latentDiffusion, own) as Parameters<NonNullable<typeof latentDiffusion.phases>>[2];
const built = () => buildModel('latent-diffusion', own, { ...points, size: 30 });

it('the autoencoder is trained first, then the diffusion over its codes alone; it goes on to the same bits in both', async () => {
  const before = tf.memory().numTensors;
  const options = { epochs: 2, batchSize: 10, seed: 5, optimizer: adam({ learningRate: 1e-2 }) };
  const states: PhasedState[] = [];
  const model = await built();
  const fitted = await fitPhases(model, phasesOf(latentDiffusion, model, data(), values), data(), {
    ...options,
    callbacks: {
      async onEpochEnd(_epoch, _logs, _info, control) {
        states.push(await control.state());
      },
    },
  });
  expect(Object.keys(fitted.results)).toEqual(['autoencoder', 'diffusion']);
  expect(fitted.results['autoencoder']!.epoch).toHaveLength(3);
  expect(fitted.results['diffusion']!.epoch).toHaveLength(2);
  expect(fitted.results['diffusion']!.history['val_loss']).toHaveLength(2);
  const weights = await readWeights(model);
  // The second phase moves the prior and nothing else, and its points have the whole model.
  for (const [name, value] of Object.entries(states[3]!.weights))
    if (!name.startsWith('prior/')) expect(weights[name], name).toEqual(value);
  expect(Object.keys(states.at(-1)!.training!.weights).sort()).toEqual(Object.keys(weights).sort());
  expect(weights['prior/denoiser/hidden0/kernel']).not.toEqual(states[3]!.weights['prior/denoiser/hidden0/kernel']);
  for (const initial of [states[1]!, states[3]!]) {
    const again = await built();
    await fitPhases(again, phasesOf(latentDiffusion, again, data(), values), data(), { ...options, initial });
    expect(await readWeights(again)).toEqual(weights);
    again.dispose();
  }
  const saved = await deserialize(await serialize(model));
  expect((await evaluate(saved, { x })).terms).toEqual((await evaluate(model, { x })).terms);
  const drawn = sample(saved, { count: 3, seed: 1 });
  expect(drawn.shape).toEqual([3, 6]);
  tf.dispose(drawn);
  for (const each of [saved, model]) each.dispose();
  expect(tf.memory().numTensors).toBe(before);
});
