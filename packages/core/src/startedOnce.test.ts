import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { judgedBy } from './judgedBy.js';
import { gaussian } from './likelihoods/gaussian.js';
import { elbo } from './objectives/elbo.js';
import { adam } from './optimizers/adam.js';
import { mlp } from './networks/mlp.js';
import { reconstruction } from './objectives/reconstruction.js';
import { vectorQuantized } from './posteriors/vectorQuantized.js';
import { perClass } from './priors/perClass.js';
import { standardNormal } from './priors/standardNormal.js';
import { vampPrior } from './priors/vampPrior.js';
import { deserialize, serialize } from './saving/serialize.js';
import { startedOnce } from './startedOnce.js';
import { tinyData, tinyVae } from './tiny.test-helper.js';
import { fit } from './training/fit.js';
import { readWeights } from './training/modelWeights.js';
import { vae, type Vae } from './vae.js';

const data = tinyData(20);
const other = tinyData(20, 99);
const train = { epochs: 3, batchSize: 10, optimizer: adam({ learningRate: 0.05 }) };
const none = { ...train, epochs: 0 };

const makers: [string, () => Vae, string][] = [
  ['vampPrior', () => tinyVae({ prior: vampPrior({ pseudoInputs: 3 }) }), 'prior/started'],
  [
    'vectorQuantized',
    () =>
      vae({
        encoder: mlp({ hidden: [3] }),
        decoder: mlp({ hidden: [3] }),
        event: [4],
        latent: 2,
        posterior: vectorQuantized({ codes: 4 }),
        objective: reconstruction(),
      }),
    'posterior/started',
  ],
];

test.each(makers)(
  '%s: what was trained is not started again: not by a second fit, under another objective, or loaded',
  async (_, make, name) => {
    const model = make();
    const fresh = await readWeights(model);
    expect([...fresh[name]!]).toEqual([0]);
    await fit(model, data, none);
    const started = await readWeights(model);
    expect([...started[name]!]).toEqual([1]);
    expect(started).not.toEqual({ ...fresh, [name]: started[name] });
    await fit(model, data, train);
    const trained = await readWeights(model);
    await fit(model, other, none);
    expect(await readWeights(model)).toEqual(trained);
    await fit(judgedBy(model, model.config.objective.kind === 'elbo' ? elbo({ beta: 2 }) : reconstruction()), other, none);
    expect(await readWeights(model)).toEqual(trained);
    const loaded = await deserialize(await serialize(model));
    await fit(loaded, other, none);
    expect(await readWeights(loaded)).toEqual(trained);
    const before = tf.memory().numTensors;
    make().dispose();
    expect(tf.memory().numTensors).toBe(before);
  },
);

test('a model whose parts need no start has no state for it', () => {
  expect(Object.keys(tinyVae().state)).toEqual([]);
});

test('a part that keeps its methods in a class is started too', () => {
  class Counting {
    readonly variables = { calls: tf.variable(tf.scalar(0)) };
    initialize(): void {
      this.variables.calls.assign(tf.add(this.variables.calls, 1));
    }
    described(): string {
      return 'counting';
    }
  }
  const part = startedOnce(new Counting());
  for (let i = 0; i < 3; i++) tf.tidy(() => part.initialize());
  expect(part.variables.calls.dataSync()[0]).toBe(1);
  expect(part.described()).toBe('counting');
});

test('the prior of every class is started once, with what is inside of it', async () => {
  const model = tinyVae({ prior: perClass(2, vampPrior({ pseudoInputs: 2 })) });
  const y = { data: Int32Array.from({ length: 20 }, (_, row) => row % 2), shape: [20] };
  await fit(model, { x: data, y }, none);
  const inputs = tf.sigmoid(model.variables['prior/class1/pseudoInputs']!).dataSync();
  await fit(model, { x: other, y }, none);
  expect(tf.sigmoid(model.variables['prior/class1/pseudoInputs']!).dataSync()).toEqual(inputs);
});

test('a codebook starts at what the encoder gives in training, where batch normalization has the scale of the batch', async () => {
  const networks = { encoder: mlp({ hidden: [6], batchNorm: true, dropout: 0.2 }), decoder: mlp({ hidden: [3] }) };
  const posterior = vectorQuantized({ codes: 20 });
  const model = tinyVae({ ...networks, event: [4], latent: 2, posterior, likelihood: gaussian(), objective: reconstruction() });
  // Examples far from 0: the moving averages of a fresh network are far from those of the batch.
  const far = { data: data.data.map((value) => 50 + value), shape: data.shape };
  await fit(model, far, { ...none, batchSize: 20 });
  const book = model.state['posterior/codebook']!;
  const largest = (tensor: tf.Tensor): number => tf.max(tf.abs(tensor)).dataSync()[0]!;
  const [evaluated] = model.encodeParameters(tf.tensor(far.data, [20, 4]));
  expect(largest(book)).toBeLessThan(largest(evaluated!) / 3);
});

test('a part without a start is given back as it is', () => {
  const built = standardNormal().build({ event: [4], latent: [2] });
  expect(startedOnce(built)).toBe(built);
});
