import * as tf from '@tensorflow/tfjs';
import {
  adam,
  adamw,
  averagedWeights,
  classMeans,
  eager,
  type Engine,
  fit,
  type FitOptions,
  mlpDecoder,
  mlpEncoder,
  randomStream,
  readWeights,
  rmsprop,
  sgd,
  trainable,
  type Trainable,
  type TrainingState,
  vae,
} from '@vaekit/core';
import { beforeAll, describe, expect, it } from 'vitest';
import { compiled } from './compiled.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const ROWS = 24;
const data = {
  x: { data: randomStream(5).fillUniform(new Float32Array(ROWS * 16)), shape: [ROWS, 16] },
  y: { data: Int32Array.from({ length: ROWS }, (_, i) => i % 3), shape: [ROWS] },
};
const encoder = (options: object = {}) => mlpEncoder({ input: [16], hidden: [8], latent: 2, ...options });
const decoder = (options: object = {}) => mlpDecoder({ latent: 2, hidden: [8], output: [16], ...options });

/** Two players, of which one rests at two steps of three, and a variable that nobody moves. */
function game(): Trainable {
  const a = tf.tidy(() => tf.variable(tf.tensor1d([0.5, -1])));
  const b = tf.tidy(() => tf.variable(tf.tensor1d([1, 2])));
  const still = tf.tidy(() => tf.variable(tf.scalar(3)));
  return trainable({
    variables: { a, b, still },
    players: {
      up: { variables: ['a'], every: 3, optimizer: sgd({ learningRate: 0.05 }) },
      down: { variables: ['b'], update: 'in turn' },
    },
    forward: ({ batch }) => {
      const product = tf.mul(tf.mul(tf.sum(tf.mul(a, b)), still), tf.mean(batch.x, 1));
      const mean = tf.mean(product);
      return {
        terms: { product: product as tf.Tensor1D },
        losses: { up: tf.neg(mean) as tf.Scalar, down: tf.add(mean, tf.sum(tf.square(b))) as tf.Scalar },
      };
    },
  });
}

const models: Readonly<Record<string, () => Trainable>> = {
  'batch normalization and dropout': () =>
    vae({ encoder: encoder({ dropout: 0.2, batchNorm: true }), decoder: decoder({ batchNorm: true }) }),
  'class means': () => vae({ encoder: encoder(), decoder: decoder(), prior: classMeans(3, { bias: true, separation: 1 }) }),
  'two players': game,
};
const optimizers = {
  adam: adam({ learningRate: 3e-3, clipNorm: 1 }),
  adamw: adamw({ learningRate: 3e-3 }),
  rmsprop: rmsprop({ learningRate: 1e-3 }),
};

const compiledOnOne = (): Engine => compiled({ threads: 1 });
const options: FitOptions = { epochs: 8, batchSize: 10, averageWeights: 0.95, validationData: data };

async function train(make: () => Trainable, more: Partial<FitOptions>) {
  const model = make();
  const start = await readWeights(model);
  const { history, state } = await fit(model, data, { ...options, ...more });
  const end = await readWeights(model);
  for (const variable of Object.values({ ...model.variables, ...model.state })) variable.dispose();
  return { history, state, start, end };
}

type Weights = Readonly<Record<string, Float32Array>>;
const distance = (a: Weights, b: Weights): number =>
  Math.sqrt(Object.keys(a).reduce((sum, name) => sum + a[name]!.reduce((s, v, i) => s + (v - b[name]![i]!) ** 2, 0), 0));

describe('averaged weights of the compiled engine', () => {
  const pairs = Object.keys(models).flatMap((model) => Object.keys(optimizers).map((optimizer) => ({ model, optimizer })));
  it.each(pairs)('agree with those of the eager one: $model, $optimizer', async ({ model, optimizer }) => {
    const config = optimizers[optimizer as keyof typeof optimizers];
    const one = await train(models[model]!, { engine: eager(), optimizer: config });
    const two = await train(models[model]!, { engine: compiledOnOne(), optimizer: config });
    const raw = distance(one.start, one.state.weights);
    const averaged = distance(one.start, one.end);
    expect(distance(one.end, two.end) / averaged).toBeLessThan(1e-3);
    expect(distance(one.state.weights, two.state.weights) / raw).toBeLessThan(1e-3);
    // Both are averages, and neither the weights themselves nor the first ones.
    expect(averaged / raw).toBeGreaterThan(0.05);
    expect(distance(two.end, two.state.weights) / raw).toBeGreaterThan(0.02);
    expect(two.end).toEqual(averagedWeights(two.state));
    expect(Object.keys(two.state.memory).filter((name) => name.startsWith('average/'))).toEqual(
      Object.keys(one.state.memory).filter((name) => name.startsWith('average/')),
    );
    const top = Math.max(...one.history['val_loss']!.map(Math.abs));
    one.history['val_loss']!.forEach((value, epoch) =>
      expect(Math.abs(two.history['val_loss']![epoch]! - value) / top).toBeLessThan(1e-4),
    );
  });

  it.each(Object.keys(models))('go on from any point to the same bits: %s', async (name) => {
    const make = models[name]!;
    const whole = await train(make, { engine: compiledOnOne(), epochs: 4 });
    const states: TrainingState[] = [];
    await train(make, {
      engine: compiledOnOne(),
      epochs: 2,
      callbacks: { onBatchEnd: async (_batch, _info, { state }) => void states.push(await state()) },
    });
    expect(states).toHaveLength(6);
    for (const initial of [states[0]!, states[1]!, states[4]!]) {
      const rest = await train(make, { engine: compiledOnOne(), epochs: 4, initial });
      expect(rest.end).toEqual(whole.end);
      expect(rest.state).toEqual(whole.state);
      expect(rest.history).toEqual(whole.history);
    }
  });

  it('do not change how the weights move', async () => {
    const make = models['batch normalization and dropout']!;
    const one = await train(make, { engine: compiledOnOne() });
    const two = await train(make, { engine: compiledOnOne(), averageWeights: undefined });
    expect(two.state.weights).toEqual(one.state.weights);
    expect(two.end).toEqual(one.state.weights);
  });

  it('leave no tensor behind', async () => {
    const before = tf.memory().numTensors;
    await train(models['class means']!, { engine: compiledOnOne(), earlyStopping: { patience: 2 } });
    expect(tf.memory().numTensors).toBe(before);
  });

  it('are refused where they cannot be', async () => {
    const model = models['class means']!();
    const shapes = { x: [2, 16], y: [2] };
    await expect(compiledOnOne().prepare(model, adam(), shapes, 2, { averageDecay: 1 })).rejects.toThrow('`averageDecay` is 1');
    const plain = await compiledOnOne().prepare(model, adam(), shapes, 2);
    expect(plain.average).toBeUndefined();
    const averaging = await compiledOnOne().prepare(model, adam(), shapes, 2, { averageDecay: 0.9 });
    const before = await averaging.memory();
    const memory = await plain.memory();
    expect(() => averaging.restore(memory)).toThrow(/compiled: cannot restore `average\/.*expected \d+ numbers, got none/);
    expect(await averaging.memory()).toEqual(before);
    plain.dispose();
    averaging.dispose();
  });
});
