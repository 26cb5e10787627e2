import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { countParameters } from '@vaekit/core';
import { buildModel, catalog, type DataShape } from '@vaekit/models';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { temporaryFolders } from '../temporaryFolder.test-helper.js';
import { startBackend } from './backend.js';
import { checkParameters } from './checkParameters.js';
import { vaekit } from '../vaekit.test-helper.js';

const temporary = temporaryFolders();
beforeAll(() => startBackend('auto'));

const images: DataShape = { event: [16, 16, 1], classes: 3, binarization: 'none', size: 50 };
const points: DataShape = { event: [4], binarization: 'none', size: 50 };
const nets = catalog.flatMap(({ name, options }) =>
  ('arch' in options ? (['mlp', 'conv', 'resnet'] as const) : ([undefined] as const)).map((arch) => [name, arch] as const),
);

test.each(nets)('%s (%s) has as many numbers when it is counted as when it is made', async (name, arch) => {
  const build = () => buildModel(name, { ...(arch && { arch }), latent: 4 }, images);
  const model = await build();
  // Whether a part has been started is no weight.
  const sizes = Object.entries({ ...model.variables, ...model.state }).filter(([path]) => !path.endsWith('/started'));
  const expected = sizes.reduce((sum, [, { size }]) => sum + size, 0);
  model.dispose();
  const before = tf.memory().numTensors;
  expect(await countParameters(build)).toBe(expected);
  expect(tf.memory().numTensors).toBe(before);
});

test('a model that does not fit into the memory is refused with its count, before anything is made or written', async () => {
  const out = join(temporary(), 'run');
  const args = ['train', '--data', 'moons', '--hidden', '200000,200000', '--latent', '2', '--sigma', 'learned', '--out', out];
  const { code, err } = await vaekit(...args);
  expect(code).toBe(2);
  // 2 w² + 14 w + 6 in the networks, w = 200,000, and the width of the likelihood.
  expect(err).toMatch(
    /^vaekit train: the model has 80,002,800,00\d parameters: a training by adam keeps 5 numbers for each, 1,600\.1 GB, but this machine has [\d.,]+ GB; make its layers narrower\n$/,
  );
  expect(existsSync(out)).toBe(false);
});

test.each([
  [{ optimizer: 'adam', validation: 'none', 'average-weights': 0.9 }, 5],
  [{ optimizer: 'sgd', validation: 0.1, 'average-weights': undefined }, 3],
  [{ optimizer: 'rmsprop', validation: 'test', 'average-weights': undefined }, 3],
] as const)('%j keeps %d numbers for each', async (options, copies) => {
  const build = () => buildModel('vae', { hidden: [10], latent: 2 }, points);
  const count = await countParameters(build);
  await checkParameters(options, build, 4 * copies * count);
  await expect(checkParameters(options, build, 4 * copies * count - 1)).rejects.toThrow(`keeps ${copies} numbers for each`);
});
