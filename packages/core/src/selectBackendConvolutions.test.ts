import * as tf from '@tensorflow/tfjs';
import { afterEach, expect, test } from 'vitest';
import { convDecoder, convEncoder } from './networks/convNetworks.js';
import { adam } from './optimizers/adam.js';
import { randomStream } from './random/randomStream.js';
import { selectBackend } from './selectBackend.js';
import { fit } from './training/fit.js';
import { vae } from './vae.js';

afterEach(async () => {
  await tf.setBackend('cpu');
});

/** A bright square at a place of chance, on noise: `[rows, 8, 8, 1]`. */
function squares(rows: number): { data: Float32Array; shape: number[] } {
  const data = randomStream(3).fillUniform(new Float32Array(rows * 64));
  const places = randomStream(4).fillUniform(new Float32Array(rows * 2));
  for (let row = 0; row < rows; row++) {
    const [top, left] = [0, 1].map((i) => Math.floor(5 * places[2 * row + i]!)) as [number, number];
    for (let pixel = 0; pixel < 64; pixel++) {
      const inside = Math.floor(pixel / 8) - top;
      const across = (pixel % 8) - left;
      const bright = inside >= 0 && inside < 4 && across >= 0 && across < 4;
      data[row * 64 + pixel] = bright ? 0.9 : 0.2 * data[row * 64 + pixel]!;
    }
  }
  return { data, shape: [rows, 8, 8, 1] };
}

/** Trains a convolutional VAE and reports its curve and how many tensors there were after each epoch. */
async function train(options: { batchNorm?: boolean }): Promise<{ losses: readonly number[]; tensors: number[] }> {
  const image = [8, 8, 1];
  const shared = { latent: 2, filters: [4, 8], ...options };
  const model = vae({
    encoder: convEncoder({ input: image, dense: [8], ...shared }),
    decoder: convDecoder({ output: image, ...shared }),
  });
  const tensors: number[] = [];
  const { history } = await fit(model, squares(48), {
    epochs: 5,
    batchSize: 16,
    optimizer: adam({ learningRate: 0.02 }),
    seed: 1,
    callbacks: [{ onEpochEnd: () => void tensors.push(tf.memory().numTensors) }],
  });
  model.dispose();
  return { losses: history['loss']!, tensors };
}

test.each([{}, { batchNorm: true }])('a convolutional VAE trains on WASM as on the CPU backend: %o', async (options) => {
  expect(await selectBackend({ order: ['wasm'] })).toBe('wasm');
  const wasm = await train(options);
  expect(await selectBackend({ order: ['cpu'] })).toBe('cpu');
  const cpu = await train(options);
  expect(wasm.losses).toHaveLength(5);
  expect(wasm.losses.at(-1)).toBeLessThan(0.9 * wasm.losses[0]!);
  wasm.losses.forEach((loss, epoch) => expect(Math.abs(loss / cpu.losses[epoch]! - 1)).toBeLessThan(1e-4));
  expect(new Set(wasm.tensors).size).toBe(1);
});
