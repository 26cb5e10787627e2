import * as tf from '@tensorflow/tfjs';
import {
  adam,
  batches,
  encode,
  evaluate,
  gaussian,
  mlp,
  point,
  randomStream,
  readWeights,
  reconstruction,
  vae,
  type Vae,
} from '@vaekit/core';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildModel } from '../buildModel.js';
import type { ModelOptions } from '../catalog.js';
import { valuesOf } from '../catalog.js';
import type { OptionValues } from '../option.js';
import { fitPhases, type PhasedState, phasesOf } from '../fitPhases.js';
import { layerPairs, upwards } from '../parts/greedyLayers.js';
import { expectByHand, points, small } from './byHand.test-helper.js';
import { stackedAutoencoder } from './stackedAutoencoder.js';

beforeAll(() => tf.setBackend('cpu'));

const [count, width] = [20, 6];
// Two factors, so that a code of two has something to find.
const factors = randomStream(4).fillUniform(new Float32Array(count * 2));
const data = Float32Array.from({ length: count * width }, (_, i) => {
  const [row, column] = [Math.floor(i / width), i % width];
  return column % 2 === 0 ? factors[2 * row]! : 1 - factors[2 * row + 1]!;
});
const examples = { data, shape: [count, width] };
const whole = {
  training: batches(examples, { batchSize: 8, seed: 5 }),
  validation: batches(examples, { batchSize: count, shuffle: false }),
};

type Given = Partial<ModelOptions>;
const phases = (model: Vae, given: Given) =>
  phasesOf(
    stackedAutoencoder,
    model,
    whole,
    valuesOf(stackedAutoencoder, given) as OptionValues<typeof stackedAutoencoder.options>,
  );

it.each([
  ['autoencoder', {}, 'relu'],
  ['autoencoder', { activation: 'tanh' }, 'tanh'],
  ['rbm', {}, 'sigmoid'],
] as const)('for pre-training by %s with %j is an autoencoder of %s layers', (pretrain, more, activation) =>
  expectByHand('stacked', { ...small, ...more, pretrain, likelihood: 'gaussian', sigma: 0.5 }, () =>
    vae({
      event: [6],
      latent: 2,
      seed: 7,
      encoder: mlp({ hidden: [5, 4], activation }),
      decoder: mlp({ hidden: [4, 5], activation }),
      likelihood: gaussian({ sigma: 0.5 }),
      posterior: point(),
      objective: reconstruction(),
    }),
  ),
);

it('trains each pair on what the layers below give, and what all of them give is the code', async () => {
  const model = await buildModel('stacked', { ...small, activation: 'swish' }, points);
  const pairs = layerPairs(model, 2, 'swish');
  const order = batches(examples, { batchSize: count, shuffle: false });
  const raised = upwards(order, pairs).epoch(0);
  for await (const { x } of raised) {
    expect(x.shape).toEqual([count, 2]);
    const codes = encode(model, tf.tensor2d(data, [count, width])).dataSync();
    for (const [i, value] of codes.entries()) expect(Math.abs(value - x.data[i]!)).toBeLessThan(1e-5);
  }
  expect(upwards(order, [])).toBe(order);
  model.dispose();
});

const kinds: [string, Given, string[]][] = [
  ['autoencoder', { ...small, 'pretrain-epochs': 2 }, ['layer 1', 'layer 2', 'layer 3', 'training']],
  [
    'rbm',
    { ...small, pretrain: 'rbm', 'pretrain-epochs': 2, 'gibbs-steps': 2 },
    ['layer 1', 'layer 2', 'layer 3', 'unrolling', 'training'],
  ],
];

describe.each(kinds)('pre-training by %s', (_, given, names) => {
  /** The weights after a fit that may be stopped after some steps, and gone on with by another model. */
  async function weightsAfter(stopAfter: number): Promise<{ weights: object; steps: number }> {
    let steps = 0;
    let model = await buildModel('stacked', given, points);
    const run = (initial?: PhasedState) =>
      fitPhases(model, phases(model, given), whole, {
        epochs: 2,
        seed: 5,
        initial,
        earlyStopping: { patience: 9 },
        callbacks: {
          onBatchEnd(_, __, control) {
            steps += 1;
            if (steps === stopAfter) control.stop();
          },
        },
      });
    const first = await run();
    if (first.stopped === 'callback') {
      model.dispose();
      model = await buildModel('stacked', { ...given, seed: 8 }, points);
      expect((await run(structuredClone(first.state))).stopped).toBe('completed');
    }
    const weights = await readWeights(model);
    model.dispose();
    return { weights, steps };
  }

  it('has its phases, and goes on to the same bits from any step', async () => {
    const before = tf.memory().numTensors;
    const model = await buildModel('stacked', given, points);
    expect((await phases(model, given)).map(({ name }) => name)).toEqual(names);
    model.dispose();
    const uninterrupted = await weightsAfter(0);
    // Four times two epochs of three batches.
    expect(uninterrupted.steps).toBe(24);
    for (const stop of [1, 5, 6, 7, 15, 18, 19, 23]) {
      const { weights, steps } = await weightsAfter(stop);
      expect([stop, steps, weights]).toEqual([stop, 24, uninterrupted.weights]);
    }
    expect(tf.memory().numTensors).toBe(before);
  });

  it('moves one pair of layers at a time, and starts the whole from where they end', async () => {
    const model = await buildModel('stacked', given, points);
    const moved: string[][] = [];
    let former = await readWeights(model);
    const { results } = await fitPhases(model, phases(model, given), whole, {
      epochs: 1,
      callbacks: {
        async onPhaseEnd({ name }) {
          const now = await readWeights(model);
          moved.push([name, ...Object.keys(now).filter((key) => String(now[key]) !== String(former[key]))]);
          former = now;
        },
      },
    });
    const machines = given.pretrain === 'rbm';
    const kernel = (name: string): string[] => (machines ? [] : [`${name}/kernel`]);
    const expected = [
      ['encoder/hidden0', 'decoder/logits'],
      ['encoder/hidden1', 'decoder/hidden1'],
      ['encoder/code', 'decoder/hidden0'],
    ].map(([up, down]) => [`${up}/kernel`, `${up}/bias`, ...kernel(down!), `${down}/bias`].toSorted());
    expect(moved.slice(0, 3).map(([, ...keys]) => keys.toSorted())).toEqual(expected);
    if (machines)
      expect(moved[3]!.slice(1).toSorted()).toEqual(['hidden0', 'hidden1', 'logits'].map((name) => `decoder/${name}/kernel`));
    expect(Object.keys(results)).toEqual(names.filter((name) => name !== 'unrolling'));
    model.dispose();
  });

  it('lowers what is to be minimized, before the layers are trained together', async () => {
    const long = { ...given, 'pretrain-epochs': 60 };
    const model = await buildModel('stacked', long, points);
    const start = (await evaluate(model, examples)).loss;
    let pretrained = Infinity;
    await fitPhases(model, phases(model, long), whole, {
      epochs: 20,
      optimizer: adam({ learningRate: 5e-3 }),
      callbacks: {
        async onPhaseBegin({ name }) {
          if (name === 'training') pretrained = (await evaluate(model, examples)).loss;
        },
      },
    });
    expect(pretrained).toBeLessThan(start);
    expect((await evaluate(model, examples)).loss).toBeLessThan(pretrained);
    model.dispose();
  });
});

it('unrolls machines: the decoder has the encoder’s weights, transposed', async () => {
  const given = { ...small, pretrain: 'rbm' } as const;
  const model = await buildModel('stacked', given, points);
  const unrolling = (await phases(model, given)).find(({ name }) => name === 'unrolling')!;
  if (unrolling.kind === 'closed') await unrolling.run();
  const transposed = (name: string): number[] => [...tf.tidy(() => tf.transpose(model.variables[name]!).dataSync())];
  for (const [up, down] of [
    ['hidden0', 'logits'],
    ['hidden1', 'hidden1'],
    ['code', 'hidden0'],
  ])
    expect([...model.variables[`decoder/${down}/kernel`]!.dataSync()]).toEqual(transposed(`encoder/${up}/kernel`));
  model.dispose();
});

it.each<[Given, string]>([
  [{ activation: 'relu' }, 'the hidden units of a Boltzmann machine are sigmoids, but the activation is relu'],
  [{ likelihood: 'laplace' }, 'binary or normal units for x, but the likelihood is laplace with 1 outputs'],
  [{ likelihood: 'gaussian', sigma: 'predicted' }, 'but the likelihood is gaussian with 2 outputs'],
  [{ likelihood: 'gaussian', hidden: [] }, 'a Boltzmann machine of a gaussian x and a linear code has no least energy'],
])('refuses Boltzmann machines with %j', async (given, message) => {
  const before = tf.memory().numTensors;
  await expect(buildModel('stacked', { ...small, pretrain: 'rbm', ...given }, points)).rejects.toThrow(message);
  expect(tf.memory().numTensors).toBe(before);
});
