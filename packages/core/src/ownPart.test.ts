import * as tf from '@tensorflow/tfjs';
import { expect, expectTypeOf, it } from 'vitest';
import { fit, type Objective, partFactory, type Prior, vae } from './index.js';
import { mlp } from './networks/mlp.js';

// Nothing in these parts has a type but the options of one's own.
const laplacePrior = partFactory({
  role: 'prior',
  kind: 'laplace',
  make: () => ({
    config: { kind: 'laplace' },
    build: ({ latent }) => ({
      logDensity: (z) => tf.neg(tf.sum(tf.add(tf.abs(z), Math.LN2), 1)),
      noise: () => ({ u: { shape: latent, distribution: 'uniform', per: 'example' } }),
      draw: ({ u }, _context, temperature) => tf.mul(tf.sub(u!, 0.5), temperature),
    }),
  }),
});

const freeBits = partFactory({
  role: 'objective',
  kind: 'freeBits',
  make: ({ nats }: { nats: number }) => ({
    config: { kind: 'freeBits', nats },
    build: () => ({
      samples: 1,
      evaluate(pass) {
        const reconstruction = tf.mean<tf.Tensor1D>(pass.reconstruction(), 1);
        const kl = pass.kl();
        return { terms: { reconstruction, kl }, losses: { model: tf.add(reconstruction, tf.maximum(kl, nats)) } };
      },
    }),
  }),
});

it('types a part of one’s own by its role, and trains with it', async () => {
  expectTypeOf(laplacePrior).returns.toEqualTypeOf<Prior>();
  expectTypeOf(laplacePrior).parameters.toEqualTypeOf<[]>();
  expectTypeOf(freeBits).returns.toEqualTypeOf<Objective>();
  expectTypeOf(freeBits).parameter(0).toEqualTypeOf<{ nats: number }>();
  expect(laplacePrior.example).toEqual({ parts: { prior: { kind: 'laplace' } } });
  const before = tf.memory().numTensors;
  const model = vae({
    event: [4],
    latent: 2,
    encoder: mlp({ hidden: [8] }),
    decoder: mlp({ hidden: [8] }),
    prior: laplacePrior(),
    objective: freeBits({ nats: 0.5 }),
  });
  const { history } = await fit(model, { data: new Float32Array(80).fill(0.5), shape: [20, 4] }, { epochs: 2, batchSize: 10 });
  expect(history['loss']).toHaveLength(2);
  model.dispose();
  expect(tf.memory().numTensors).toBe(before);
});
