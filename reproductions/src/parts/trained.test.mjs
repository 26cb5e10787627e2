import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import * as tf from '@tensorflow/tfjs';
import { adam, gaussian, mlp, randomStream, selectBackend, vae } from '@vaekit/core';
import { compiled } from '@vaekit/onnx';
import { trained } from './trained.mjs';
import { workFolder } from './workFolder.mjs';

const folder = mkdtempSync(join(tmpdir(), 'reproductions-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const contextOf = (name) => ({
  ...workFolder(join(folder, name)),
  threads: 1,
  engine: compiled({ threads: 1 }),
  say: () => undefined,
});
const tiny = () =>
  vae({ event: [4], latent: 2, encoder: mlp({ hidden: [8] }), decoder: mlp({ hidden: [8] }), likelihood: gaussian() });
const x = { data: randomStream(1).fillUniform(new Float32Array(160)), shape: [40, 4] };
const options = { name: 'tiny', epochs: 4, batchSize: 10, optimizer: adam({ learningRate: 0.01 }), seed: 0 };

it('goes on where it stopped, to the same bits, and leaks nothing', async () => {
  await selectBackend({ order: ['wasm', 'cpu'] });
  const before = tf.memory().numTensors;
  const losses = async (name, more) => {
    const model = tiny();
    try {
      return (await trained(contextOf(name), model, { x }, { ...options, ...more })).map(({ loss }) => loss);
    } finally {
      model.dispose();
    }
  };
  const whole = await losses('whole');
  const stop = (done) => {
    if (done === 3) throw new Error('killed');
  };
  await expect(losses('parts', { afterEpoch: stop })).rejects.toThrow('killed');
  expect(await losses('parts')).toEqual(whole);
  expect(tf.memory().numTensors).toBe(before);
});

it('computes a part once, and adds the time of all processes up', async () => {
  let times = 0;
  const compute = async () => ({ times: ++times });
  for (let process = 0; process < 3; process++) expect(await contextOf('parts').part('one', compute)).toEqual({ times: 1 });
  expect(contextOf('parts').seconds()).toBeGreaterThan(0);
});
