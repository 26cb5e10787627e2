import * as tf from '@tensorflow/tfjs';
import {
  classMeans,
  describeVae,
  elbo,
  gaussian,
  iwae,
  mlpDecoder,
  mlpEncoder,
  readWeights,
  standardNormal,
  type Vae,
  vae,
} from '@vaekit/core';
import { linearWarmup } from '@vaekit/losses';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildModel } from './buildModel.js';
import { catalog, findModel, type ModelOptions } from './catalog.js';
import type { DataShape } from './entry.js';

beforeAll(() => tf.setBackend('cpu'));

const points: DataShape = { event: [6], classes: 3, binarization: 'none', size: 100 };
const images: DataShape = { event: [8, 8, 1], classes: 3, binarization: 'none', size: 100 };
const small = { hidden: [5, 4], latent: 2, seed: 7 } as const;

/** The same model put together by hand. */
const byHand: Record<string, [Partial<ModelOptions>, () => Vae]> = {
  vae: [
    { ...small, likelihood: 'gaussian', sigma: 'predicted', beta: 0.5, warmup: 9, dropout: 0.1, 'batch-norm': true },
    () => {
      const common = { latent: 2, seed: 7, dropout: 0.1, batchNorm: true };
      return vae({
        encoder: mlpEncoder({ ...common, input: [6], hidden: [5, 4] }),
        decoder: mlpDecoder({ ...common, output: [6], hidden: [4, 5], parameters: 2 }),
        likelihood: gaussian({ sigma: 'predicted' }),
        objective: elbo({ beta: linearWarmup({ steps: 9, to: 0.5 }) }),
      });
    },
  ],
  iwae: [
    { ...small, k: 3 },
    () =>
      vae({
        encoder: mlpEncoder({ input: [6], hidden: [5, 4], latent: 2, seed: 7 }),
        decoder: mlpDecoder({ output: [6], hidden: [4, 5], latent: 2, seed: 7 }),
        objective: iwae({ k: 3 }),
      }),
  ],
  cvae: [
    { ...small, prior: 'standard' },
    () =>
      vae({
        encoder: mlpEncoder({ input: [6], hidden: [5, 4], latent: 2, seed: 7, condition: 3 }),
        decoder: mlpDecoder({ output: [6], hidden: [4, 5], latent: 2, seed: 7, condition: 3 }),
        prior: standardNormal(),
      }),
  ],
  'class-mean-cvae': [
    { ...small, 'class-variance': true, separation: 2, margin: 3 },
    () =>
      vae({
        encoder: mlpEncoder({ input: [6], hidden: [5, 4], latent: 2, seed: 7 }),
        decoder: mlpDecoder({ output: [6], hidden: [4, 5], latent: 2, seed: 7 }),
        prior: classMeans(3, { classVariance: true, bias: true, separation: 2, margin: 3, seed: 7 }),
      }),
  ],
};

describe('buildModel', () => {
  it.each(Object.keys(byHand))('%s: the composition by hand, to the bit, and nothing is left when it is freed', async (name) => {
    const before = tf.memory().numTensors;
    const [options, compose] = byHand[name]!;
    const [built, wanted] = [await buildModel(name, options, points), compose()];
    expect(describeVae(built).parts).toEqual(describeVae(wanted).parts);
    expect(await readWeights(built)).toEqual(await readWeights(wanted));
    built.dispose();
    wanted.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  const convolutional = catalog.filter(({ options }) => 'arch' in options);
  it.each([...convolutional.map(({ name }) => [name, 'conv'] as const), ['vae', 'resnet'] as const])(
    '%s of %s networks has images for events',
    async (name, arch) => {
      const model = await buildModel(name, { arch, latent: 2 }, images);
      expect([model.event, model.latent.at(-1)]).toEqual([[8, 8, 1], 2]);
      model.dispose();
    },
  );

  it('understands aliases, and fills in what is not given', async () => {
    for (const { name, aliases, needs } of catalog) {
      const model = await buildModel(aliases[0]!, {}, needs.includes('images') ? images : points);
      expect([name, model.latent.at(-1)]).toEqual([name, 20]);
      model.dispose();
    }
  });

  it('describes tables by their columns', async () => {
    const columns = [
      { type: 'number', width: 1 },
      { type: 'boolean', width: 1 },
      { type: 'category', width: 4 },
      { type: 'text', width: 0 },
    ];
    const model = await buildModel('vae', small, { ...points, columns });
    // A mean and a log-variance, a logit, four logits.
    expect(model.config.likelihood).toMatchObject({ kind: 'mixedColumns' });
    expect(model.decoder.outputShapes).toEqual([[7]]);
    model.dispose();
  });

  it.each<[string, object, DataShape, string]>([
    [
      'rbm',
      {},
      points,
      'buildModel: no model is called rbm; expected one of autoencoder, beta-tc-vae, categorical-vae, class-mean-cvae, contractive-autoencoder, ',
    ],
    ['vae', { margin: 2 }, points, 'buildModel: vae has no option `margin`; its options are arch, hidden, latent,'],
    ['cvae', {}, { ...points, classes: undefined }, 'cvae needs labels, but the data have none'],
    ['vae', { latent: 0 }, points, 'buildModel: `latent` is 0; expected a whole number of at least 1'],
    ['vae', { warmup: -5 }, points, 'buildModel: `warmup` is -5; expected a whole number of at least 0'],
    ['vae', { arch: 'transformer' }, points, 'buildModel: `arch` is "transformer"; expected one of mlp, conv, resnet'],
    ['vae', { hidden: [4, 0.5] }, points, 'buildModel: `hidden` is [4,0.5]; expected a list of whole numbers of at least 1'],
    ['vae', { dropout: 1 }, points, 'buildModel: `dropout` is 1; expected a finite number from 0 to below 1'],
    ['vae', { 'batch-norm': 'yes' }, points, 'buildModel: `batch-norm` is "yes"; expected true or false'],
    [
      'vae',
      { sigma: 0 },
      points,
      'buildModel: `sigma` is 0; expected one of learned, per-pixel, predicted, optimal, or a finite number above 0',
    ],
    ['vae', { likelihood: 'mixed-columns' }, points, 'mixedColumns: the data have no columns; this likelihood is for tables'],
    ['vae', { likelihood: 'bernoulli', sigma: 1 }, points, 'bernoulli has no width, but 1 was given; leave it out'],
  ])('%s with %j is refused', async (name, options, data, message) => {
    const before = tf.memory().numTensors;
    await expect(buildModel(name, options, data)).rejects.toThrow(message);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('asks for images where a model needs them', async () => {
    const entry = { ...findModel('vae')!, name: 'picture-vae', needs: ['images'] as const };
    await expect(buildModel('picture-vae', {}, points, [entry])).rejects.toThrow(
      'picture-vae needs images, [height,width,channels], but examples have shape [6]',
    );
  });
});
