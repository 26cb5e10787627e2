import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import oracles from '../../oracles/gameOracles.json' with { type: 'json' };
import { lossOf } from '../lossOf.js';
import { gaussian } from '../likelihoods/gaussian.js';
import { mlp } from '../networks/mlp.js';
import { passThrough } from '../networks/passThrough.js';
import { adam } from '../optimizers/adam.js';
import { independent } from '../posteriors/independent.js';
import { randomStream } from '../random/randomStream.js';
import { sample } from '../latent/sample.js';
import { deviation } from '../tiny.test-helper.js';
import { fit } from '../training/fit.js';
import { writeWeights } from '../training/modelWeights.js';
import { vae, type Vae } from '../vae.js';
import { adversarial } from './adversarial.js';
import { featureAdversarial } from './featureAdversarial.js';

beforeAll(() => tf.setBackend('cpu'));

const small = { decoder: mlp({ hidden: [] }), event: [4], latent: 2 };

const games = {
  gan: () =>
    vae({
      ...small,
      encoder: passThrough(),
      posterior: independent(),
      objective: adversarial({ hidden: [3], activation: 'tanh', smoothing: 0.1, noise: 0.2 }),
    }),
  vaeGan: () =>
    vae({
      ...small,
      encoder: mlp({ hidden: [] }),
      likelihood: gaussian({ sigma: 'learned' }),
      objective: featureAdversarial({ hidden: [5, 3], activation: 'tanh', gamma: 0.4, beta: 0.7, noise: 0.2 }),
    }),
};

interface Game {
  readonly x: readonly number[];
  readonly weight: readonly number[];
  readonly variables: Readonly<Record<string, readonly number[]>>;
  readonly noise: Readonly<Record<string, { readonly width: number; readonly values: readonly number[] }>>;
  readonly losses: Readonly<Record<string, number>>;
  readonly gradients: Readonly<Record<string, Readonly<Record<string, readonly number[]>>>>;
}

/** The losses of a player and the gradients of all variables, where the loss reaches them. */
function played(model: Vae, game: Game, player: string) {
  const rows = game.weight.length;
  const of = (values: readonly number[], width: number) => tf.tensor2d([...values], [rows, width]);
  const batch = { x: of(game.x, 4), weight: tf.tensor1d([...game.weight]) };
  const noise = Object.fromEntries(Object.entries(game.noise).map(([name, { width, values }]) => [name, of(values, width)]));
  return tf.variableGrads(
    () => lossOf('test', model.forward({ batch, noise, schedule: {}, mode: 'train', dataSize: 100 }), player, batch),
    Object.values(model.variables),
  );
}

describe.each(['gan', 'vaeGan'] as const)('%s', (name) => {
  const game: Game = oracles[name];

  it('has the losses of every player, and the gradients of what the player moves, by NumPy; a row of weight 0 is not seen', () => {
    const before = tf.memory().numTensors;
    const model = games[name]();
    expect(Object.keys(model.variables).sort()).toEqual(Object.keys(game.variables).sort());
    writeWeights(model, game.variables);
    tf.tidy(() => {
      for (const [player, gradients] of Object.entries(game.gradients)) {
        const { value, grads } = played(model, game, player);
        expect(deviation(value.dataSync(), [game.losses[player]!]), player).toBeLessThan(1e-5);
        expect(Object.keys(gradients).sort()).toEqual([...model.players![player]!.variables].sort());
        for (const [variable, gradient] of Object.entries(gradients))
          expect(deviation(grads[model.variables[variable]!.name]!.dataSync(), gradient), variable).toBeLessThan(1e-4);
      }
    });
    model.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('leaves what a mask hides out of sight, whatever stands in its place', () => {
    const model = games[name]();
    const lossesWith = (filler: number) =>
      tf.tidy(() => {
        const batch = {
          x: tf.tensor2d([0.2, 0.4, filler, 0.9, 0.1, filler, 0.3, 0.5], [2, 4]),
          mask: tf.tensor2d([1, 1, 0, 1, 1, 0, 1, 1], [2, 4]),
        };
        const shown = { ...batch, x: tf.where(tf.cast(batch.mask, 'bool'), batch.x, 0) };
        const noise = Object.fromEntries(
          Object.entries(model.noise('train')).map(([entry, { shape }]) => [entry, tf.fill([2, ...shape], 0.3)]),
        );
        // The encoder does see fillings, so it is given the same.
        const x = name === 'gan' ? batch.x : shown.x;
        const { losses } = model.forward({ batch: { ...batch, x }, noise, schedule: {}, mode: 'train', dataSize: 9 });
        return Object.values(losses!).map((loss) => loss.dataSync()[0]);
      });
    expect(lossesWith(1e6)).toEqual(lossesWith(0));
    expect(lossesWith(0).every(Number.isFinite)).toBe(true);
    model.dispose();
  });
});

it('a generator goes to where the data are, and no term of the game is a likelihood', async () => {
  const before = tf.memory().numTensors;
  const rows = 256;
  const x = {
    data: randomStream(2)
      .fillNormal(new Float32Array(rows))
      .map((eps) => 3 + 0.5 * eps),
    shape: [rows, 1],
  };
  const model = vae({
    event: [1],
    latent: 1,
    encoder: passThrough(),
    decoder: mlp({ hidden: [] }),
    posterior: independent(),
    likelihood: gaussian(),
    objective: adversarial({ hidden: [16], noise: 0.3, optimizer: adam({ learningRate: 5e-3, beta1: 0.5 }) }),
  });
  const { history } = await fit(model, x, { epochs: 150, batchSize: 256, optimizer: adam({ learningRate: 2e-2, beta1: 0.5 }) });
  expect(Object.keys(history)).toEqual(expect.arrayContaining(['loss', 'generator', 'discriminator']));
  expect(history).not.toHaveProperty('reconstruction');
  const made = tf.tidy(() => tf.mean(sample(model, { count: 2000, seed: 1 })).dataSync()[0]);
  expect(Math.abs(made! - 3)).toBeLessThan(1);
  model.dispose();
  expect(tf.memory().numTensors).toBe(before);
});

it.each([
  [() => adversarial({ smoothing: 1 }), 'adversarial: `smoothing` is 1; expected 0 <= smoothing < 1'],
  [() => adversarial({ noise: -1 }), 'adversarial: `noise` is -1; expected a number of at least 0'],
  [() => adversarial({ hidden: [0] }), 'adversarial: `hidden[0]` is 0; expected a whole number of at least 1'],
  [() => featureAdversarial({ gamma: -1 }), 'featureAdversarial: `gamma` is -1; expected a number of at least 0'],
  [() => featureAdversarial({ hidden: [] }), 'featureAdversarial: `hidden` is empty; the last hidden layer gives the features'],
  [
    () => vae({ ...small, encoder: passThrough() }),
    'passThrough: the encoder is to give mean [2] and logVar [2]; it can only give x, [4], so take another recipe, such as mlp()',
  ],
])('says what is wrong: %#', (make, message) => {
  const before = tf.memory().numTensors;
  expect(make).toThrow(message);
  expect(tf.memory().numTensors).toBe(before);
});
