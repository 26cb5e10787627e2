import * as tf from '@tensorflow/tfjs';
import { mlpDecoder, mlpEncoder, semiSupervised, vae } from '@vaekit/core';
import { beforeAll, expect, it } from 'vitest';
import { buildModel } from '../buildModel.js';
import { expectByHand, points, small } from './byHand.test-helper.js';

beforeAll(() => tf.setBackend('cpu'));

it('shows the label to both networks, and takes rows without one', async () => {
  const shared = { latent: 2, condition: 3, seed: 7 };
  await expectByHand('semi-supervised-vae', { ...small, alpha: 5, classifier: [6] }, () =>
    vae({
      encoder: mlpEncoder({ ...shared, input: [6], hidden: [5, 4] }),
      decoder: mlpDecoder({ ...shared, output: [6], hidden: [4, 5] }),
      condition: { classes: 3 },
      objective: semiSupervised({ alpha: 5, hidden: [6], seed: 7 }),
    }),
  );
  const model = await buildModel('m2-vae', small, points);
  expect(model.marginalizesLabels).toBe(true);
  model.dispose();
});

it('refuses data without classes', async () => {
  await expect(buildModel('m2-vae', small, { ...points, classes: undefined })).rejects.toThrow('labels');
});

it('class-mean-cvae takes rows without a label where it is asked to', async () => {
  const model = await buildModel('class-mean-cvae', { ...small, 'unknown-labels': true }, points);
  expect([model.marginalizesLabels, model.config.prior['unknownLabels']]).toEqual([true, 'responsibilities']);
  model.dispose();
});

it('refuses batch normalization, behind which no label is seen', async () => {
  await expect(buildModel('m2-vae', { ...small, 'batch-norm': true }, points)).rejects.toThrow(
    'm2-vae: `batch-norm` takes the label out again',
  );
});
