import * as tf from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import { mlp } from '../networks/mlp.js';
import { elbo } from '../objectives/elbo.js';
import { reconstruction } from '../objectives/reconstruction.js';
import { sgd } from '../optimizers/sgd.js';
import { point } from '../posteriors/point.js';
import { vectorQuantized } from '../posteriors/vectorQuantized.js';
import { gaussian } from '../likelihoods/gaussian.js';
import { tinyData } from '../tiny.test-helper.js';
import { vae, type Vae, type VaeOptions } from '../vae.js';
import { batches } from './batches.js';
import { evaluate } from './evaluate.js';
import type { ExamplesInMemory } from './examples.js';
import { fit } from './fit.js';
import { readWeights } from './modelWeights.js';
import { takeRows } from './takeRows.js';

const counts = [1, 2, 3, 1, 2, 1, 4, 2];
const plain = { x: tinyData(counts.length), binarization: 'none' as const };
const weighted: ExamplesInMemory = { ...plain, weight: { data: Float32Array.from(counts), shape: [counts.length] } };
/** Each row as often as its weight says. */
const repeated: ExamplesInMemory = takeRows(
  plain,
  counts.flatMap((count, row) => Array.from({ length: count }, () => row)),
);

/** Models without noise, so that two equal rows are treated alike. */
const models: Readonly<Record<string, Partial<VaeOptions>>> = {
  'plain layers': { posterior: point(), objective: reconstruction() },
  'batch normalization': {
    posterior: point(),
    objective: reconstruction(),
    encoder: mlp({ hidden: [6], batchNorm: true }),
    decoder: mlp({ hidden: [6], batchNorm: true }),
  },
  'a learned deviation': { posterior: point(), objective: reconstruction(), likelihood: gaussian({ sigma: 'learned' }) },
  'a codebook of moving averages': { posterior: vectorQuantized({ codes: 3, decay: 0.8 }), objective: reconstruction() },
};

const made = (parts: Partial<VaeOptions>): Vae =>
  vae({ encoder: mlp({ hidden: [6] }), decoder: mlp({ hidden: [6] }), event: [4], latent: 2, seed: 3, ...parts });

const trained = async (parts: Partial<VaeOptions>, data: ExamplesInMemory) => {
  const model = made(parts);
  const { history } = await fit(model, data, {
    epochs: 6,
    batchSize: data.x.shape[0]!,
    shuffle: false,
    optimizer: sgd({ learningRate: 0.1 }),
    averageWeights: 0.5,
  });
  const found = { loss: history['loss']!, weights: await readWeights(model), held: await evaluate(model, data) };
  model.dispose();
  return found;
};

describe('whole weights count as so many rows: losses, gradients, batch statistics, moving averages, evaluation', () => {
  test.each(Object.entries(models))('%s', async (_, parts) => {
    const before = tf.memory().numTensors;
    const [a, b] = [await trained(parts, weighted), await trained(parts, repeated)];
    expect(tf.memory().numTensors).toBe(before);
    // Sums of 8 or 16 terms in float32, six steps.
    a.loss.forEach((loss, i) => expect(loss).toBeCloseTo(b.loss[i]!, 4));
    expect(a.held.loss).toBeCloseTo(b.held.loss, 4);
    expect(a.held.examples).toBe(16);
    for (const [name, values] of Object.entries(a.weights))
      values.forEach((value, i) => expect(value, name).toBeCloseTo(b.weights[name]![i]!, 4));
  });

  test('rows that fill the last batch have none, whatever their own weight', () => {
    const [first, second] = [...batches(weighted, { batchSize: 5, shuffle: false }).epoch(0)];
    expect([...first!.weight.data, ...second!.weight.data]).toEqual([1, 2, 3, 1, 2, 1, 4, 2, 0, 0]);
  });

  test('an even weight changes nothing: the mean is over the weights', async () => {
    const even = { ...plain, weight: { data: new Float32Array(8).fill(2), shape: [8] } };
    const [a, b] = [await trained({ objective: elbo() }, even), await trained({ objective: elbo() }, plain)];
    a.loss.forEach((loss, i) => expect(loss).toBeCloseTo(b.loss[i]!, 5));
  });
});

test.each([
  [new Float32Array(7).fill(1), [7], '`weight` has shape [7]; expected [8], one number an example'],
  [Float32Array.of(1, 1, 0, 1, 1, 1, 1, 1), [8], '`weight` is 0 at row 2; expected a finite number above 0'],
  [Float32Array.of(1, 1, 1, -1, 1, 1, 1, 1), [8], '`weight` is -1 at row 3'],
  [Float32Array.of(Number.NaN, 1, 1, 1, 1, 1, 1, 1), [8], '`weight` is NaN at row 0'],
])('weights that are refused: %#', (data, shape, message) => {
  expect(() => batches({ ...plain, weight: { data, shape } }, { batchSize: 4 })).toThrow(message);
});
