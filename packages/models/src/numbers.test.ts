import * as tf from '@tensorflow/tfjs';
import { adam, fit, randomStream } from '@vaekit/core';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildModel } from './buildModel.js';
import { catalog } from './catalog.js';
import type { DataShape } from './entry.js';

// Every model takes numbers to be conditioned on, or says why it does not.

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const ROWS = 8;
const small: Readonly<Record<string, unknown>> = {
  hidden: [5],
  latent: 3,
  likelihood: 'bernoulli',
  top: 1,
  discriminator: [4],
  'hidden-prior': [4],
  centroids: 6,
  tolerance: 4,
  patch: 2,
};

describe.each(catalog.map((entry) => [entry.name, entry] as const))('%s', (name, entry) => {
  const shape: DataShape = {
    event: [4, 4, 1],
    binarization: 'none',
    size: ROWS,
    conditionWidth: 2,
    ...(entry.needs.includes('labels') && entry.takesNumbers !== true ? { classes: 2 } : {}),
  };
  const options = Object.fromEntries(Object.entries(small).filter(([option]) => option in entry.options));

  it('takes numbers, which change what it decodes, or says why not', async () => {
    expect([entry.takesNumbers, typeof entry.withoutNumbers]).toEqual(
      entry.takesNumbers === true ? [true, 'undefined'] : [undefined, 'string'],
    );
    if (entry.takesNumbers !== true) {
      await expect(buildModel(name, options, shape)).rejects.toThrow(`${name} is not conditioned on numbers, because `);
      return;
    }
    const before = tf.memory().numTensors;
    const model = await buildModel(name, options, shape);
    expect(model.conditionWidth).toBe(2);
    const stream = randomStream(3);
    const x = { data: stream.fillUniform(new Float32Array(ROWS * 16)), shape: [ROWS, 4, 4, 1] };
    const y = { data: stream.fillNormal(new Float32Array(ROWS * 2)), shape: [ROWS, 2] };
    const { history } = await fit(model, { x, y }, { epochs: 1, batchSize: ROWS, optimizer: adam({ learningRate: 1e-2 }) });
    expect(Object.values(history).flat().every(Number.isFinite)).toBe(true);
    tf.tidy(() => {
      const z = tf.zeros([1, ...model.latent]);
      const [one, other] = [0, 3].map((value) => [
        ...model.decodeParameters(z, tf.fill([1, 2], value) as tf.Tensor2D)[0]!.dataSync(),
      ]);
      expect(other).not.toEqual(one);
    });
    model.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});
