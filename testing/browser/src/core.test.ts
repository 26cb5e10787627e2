import { createHash } from 'node:crypto';
import * as tf from '@tensorflow/tfjs';
import { adam, deserialize, fit, mlpDecoder, mlpEncoder, randomStream, sample, serialize, vae } from '@vaekit/core';
import { expect, test } from 'vitest';
import { browserPage, engineBinaries, inBrowser } from './harness.js';

const sha256 = (values: ArrayBufferView): string =>
  createHash('sha256')
    .update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength))
    .digest('hex');

inBrowser('@vaekit/core', () => {
  test('the random stream gives the same bits in Chromium as in Node', async () => {
    const { evaluate, errors } = await browserPage();
    const count = 200_000;
    const inPage = await evaluate(
      { core: '@vaekit/core' },
      async ({ core }, size) => {
        const stream = core.randomStream(20_141_220).fork('page');
        return {
          normal: stream.fillNormal(new Float32Array(size)),
          uniform: stream.fillUniform(new Float32Array(size)),
          order: stream.permutation(1000),
          state: stream.state(),
        };
      },
      count,
    );
    const stream = randomStream(20_141_220).fork('page');
    expect(sha256(inPage.normal)).toBe(sha256(stream.fillNormal(new Float32Array(count))));
    expect(sha256(inPage.uniform)).toBe(sha256(stream.fillUniform(new Float32Array(count))));
    expect(sha256(inPage.order)).toBe(sha256(stream.permutation(1000)));
    expect(inPage.state).toEqual(stream.state());
    expect(errors()).toEqual([]);
  });

  test('the same seed trains to the same losses in Chromium as in Node, and the model moves between them', async () => {
    const rows = 96;
    const x = randomStream(1)
      .fillUniform(new Float32Array(rows * 12))
      .map((u, i) => (Math.floor(i / 12) % 2 === i % 2 ? u : 0.1 * u));
    await tf.setBackend('cpu');
    const model = vae({
      encoder: mlpEncoder({ input: [12], hidden: [16], latent: 3, dropout: 0.1 }),
      decoder: mlpDecoder({ latent: 3, hidden: [16], output: [12] }),
    });
    const inNode = await fit(
      model,
      { data: x, shape: [rows, 12] },
      { epochs: 5, batchSize: 20, optimizer: adam({ learningRate: 0.01 }) },
    );
    const bytes = await serialize(model);
    const drawn = sample(model, { count: 4, seed: 3 });

    const { evaluate, errors } = await browserPage();
    const inPage = await evaluate(
      { tf: '@tensorflow/tfjs', core: '@vaekit/core' },
      async ({ tf, core }, given) => {
        await tf.setBackend('cpu');
        const own = core.vae({
          encoder: core.mlpEncoder({ input: [12], hidden: [16], latent: 3, dropout: 0.1 }),
          decoder: core.mlpDecoder({ latent: 3, hidden: [16], output: [12] }),
        });
        const tensors = tf.memory().numTensors;
        const { history } = await core.fit(
          own,
          { data: given.x, shape: [96, 12] },
          { epochs: 5, batchSize: 20, optimizer: core.adam({ learningRate: 0.01 }) },
        );
        const left = tf.memory().numTensors - tensors;
        const sent = await core.deserialize(given.bytes);
        return {
          loss: [...history['loss']!],
          left,
          drawn: await core.sample(sent, { count: 4, seed: 3 }).data(),
          bytes: await core.serialize(own),
        };
      },
      { x, bytes },
    );
    expect(errors()).toEqual([]);
    expect(inPage.left).toBe(0);
    inPage.loss.forEach((loss, epoch) => expect(loss / inNode.history['loss']![epoch]!).toBeCloseTo(1, 5));
    const nodeSamples = await drawn.data();
    inPage.drawn.forEach((value, i) => expect(value).toBeCloseTo(nodeSamples[i]!, 5));
    const back = await deserialize(Uint8Array.from(inPage.bytes));
    expect(back.config).toEqual(model.config);
  });

  test('selectBackend starts WASM with the training kernels in a page, and a VAE trains on it', async () => {
    const { evaluate, errors, foreignRequests } = await browserPage();
    const result = await evaluate(
      { tf: '@tensorflow/tfjs', core: '@vaekit/core', wasm: '@vaekit/wasm' },
      async ({ tf, core, wasm }, wasmPaths) => {
        const backend = await core.selectBackend({ order: ['webgpu', 'wasm', 'cpu'], wasm: async () => wasm, wasmPaths });
        const model = core.vae({
          encoder: core.mlpEncoder({ input: [8, 8, 1], hidden: [32], latent: 4 }),
          decoder: core.mlpDecoder({ latent: 4, hidden: [32], output: [8, 8, 1] }),
        });
        const x = core.randomStream(2).fillUniform(new Float32Array(64 * 64));
        const tensors = tf.memory().numTensors;
        const { history } = await core.fit(model, { data: x, shape: [64, 8, 8, 1] }, { epochs: 10, batchSize: 32 });
        return { backend, losses: [...history['loss']!], left: tf.memory().numTensors - tensors };
      },
      engineBinaries,
    );
    expect(result.backend).toBe('wasm');
    expect(result.left).toBe(0);
    expect(result.losses.at(-1)!).toBeLessThan(result.losses[0]!);
    expect(errors()).toEqual([]);
    expect(foreignRequests()).toEqual([]);
  });

  test('without a choice a page gets a backend that computes', async () => {
    const { evaluate } = await browserPage();
    const result = await evaluate({ tf: '@tensorflow/tfjs', core: '@vaekit/core' }, async ({ tf, core }) => {
      const backend = await core.selectBackend();
      return { backend, sum: (await tf.sum([1, 2, 3.5]).data())[0]! };
    });
    expect(['webgpu', 'webgl', 'wasm', 'cpu']).toContain(result.backend);
    expect(result.sum).toBeCloseTo(6.5, 5);
  });
});
