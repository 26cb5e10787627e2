import * as tf from '@tensorflow/tfjs';
import { deserialize, mlpDecoder, mlpEncoder, readWeights, vae } from '@vaekit/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ExportedRun } from './exportManifest.js';
import { exportRun } from './exportRun.js';

// That the files compute the model's numbers is tested where they are written: `packages/cli/src/export.test.ts`.

let run: ExportedRun;
beforeAll(async () => {
  await tf.setBackend('cpu');
  const model = vae({
    encoder: mlpEncoder({ input: [4], hidden: [3], latent: 2 }),
    decoder: mlpDecoder({ latent: 2, hidden: [3], output: [4] }),
  });
  const data = { name: 'noise', shape: [4] };
  const versions = { vaekit: '1.2.3', tfjs: tf.version_core };
  run = { model, config: { options: { model: 'vae' }, versions, parameters: 56, data }, state: { epoch: 2, best: { epoch: 0 } } };
});
afterAll(() => run.model.dispose());

describe('exportRun', () => {
  it.each([
    { format: 'onnx', sampled: true, files: ['encoder.onnx', 'decoder.onnx', 'sampler.onnx'], page: 'sampler.run(None, {' },
    { format: 'onnx', sampled: false, files: ['encoder.onnx', 'decoder.onnx'], page: 'encoder.run(None, {' },
    {
      format: 'tfjs',
      sampled: true,
      files: ['encoder/model.json', 'encoder/group1-shard1of1.bin', 'decoder/model.json', 'decoder/group1-shard1of1.bin'],
      page: 'const z = eps; // the prior is N(0, I)',
    },
    { format: 'safetensors', sampled: false, files: ['model.safetensors'], page: 'decode(model, encode(model, x))' },
  ] as const)('$format, sampled $sampled: the files and a page that says how to use them', async (wanted) => {
    const before = tf.memory().numTensors;
    const { files, manifest, readme } = await exportRun(run, wanted.format, { sampled: wanted.sampled });
    expect(Object.keys(files)).toEqual(wanted.files);
    expect(readme).toContain(wanted.page);
    expect(readme).toContain('Model: vae, trained on noise, epoch 1, 56 parameters.');
    expect(manifest).toMatchObject({ kind: wanted.format, event: [4], latent: [2], versions: { vaekit: '1.2.3' } });
    expect(tf.memory().numTensors).toBe(before);
  });

  it('names the version of the program that writes', async () => {
    const { files, manifest } = await exportRun(run, 'safetensors', { version: '9.9.9' });
    expect(manifest.versions.vaekit).toBe('9.9.9');
    const again = await deserialize(files['model.safetensors'] as Uint8Array);
    expect(await readWeights(again)).toEqual(await readWeights(run.model));
    again.dispose();
  });
});
