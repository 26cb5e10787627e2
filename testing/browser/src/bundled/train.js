import * as tf from '@tensorflow/tfjs';
import { adam, fit, mlpDecoder, mlpEncoder, selectBackend, vae } from '@vaekit/core';

/** Trains a small model as a reader of the README would, and leaves what came of it in the global scope. */
export async function train(wasm) {
  const rejected = [];
  const backend = await selectBackend({
    order: ['wasm', 'cpu'],
    wasm,
    onReject: (name, reason) => rejected.push(`${name}: ${reason}`),
  });
  const model = vae({
    encoder: mlpEncoder({ input: [8], hidden: [16], latent: 2, seed: 1 }),
    decoder: mlpDecoder({ latent: 2, hidden: [16], output: [8], seed: 2 }),
  });
  const data = Float32Array.from({ length: 64 * 8 }, (_, i) => (i % 8 < 4 === i % 16 < 8 ? 0.9 : 0.1));
  const { history } = await fit(model, { x: { data, shape: [64, 8] } }, { epochs: 5, batchSize: 16, optimizer: adam() });
  Object.assign(globalThis, { trained: { backend, rejected, active: tf.getBackend(), loss: history['loss'] } });
}
