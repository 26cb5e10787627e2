import * as tf from '@tensorflow/tfjs';
import {
  adam,
  classMeans,
  eager,
  type Engine,
  fit,
  type FitOptions,
  iwae,
  mlpDecoder,
  mlpEncoder,
  type OptimizerConfig,
  randomStream,
  readWeights,
  sgd,
  stopGradient,
  trainable,
  type Trainable,
  vae,
} from '@vaekit/core';
import { beforeAll, describe, expect, it } from 'vitest';
import { compiled } from './compiled.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const rows = 96;
const stream = randomStream(5);
const pixels = stream.fillUniform(new Float32Array(rows * 64));
const data = {
  x: { data: pixels, shape: [rows, 8, 8, 1] },
  y: { data: Int32Array.from({ length: rows }, (_, i) => i % 3), shape: [rows] },
};

const encoder = (options: object = {}) => mlpEncoder({ input: [8, 8, 1], hidden: [12], latent: 3, ...options });
const decoder = (options: object = {}) => mlpDecoder({ latent: 3, hidden: [12], output: [8, 8, 1], ...options });

const models = {
  mlp: () => vae({ encoder: encoder(), decoder: decoder() }),
  'dropout and batch normalization': () =>
    vae({
      encoder: encoder({ dropout: 0.2, batchNorm: true }),
      decoder: decoder({ dropout: 0.1, batchNorm: true, activation: 'elu' }),
    }),
  'class means': () => vae({ encoder: encoder(), decoder: decoder(), prior: classMeans(3, { bias: true, separation: 1 }) }),
  'importance weighted, dropout behind the draws': () =>
    vae({ encoder: encoder(), decoder: decoder({ dropout: 0.1 }), objective: iwae({ k: 5 }) }),
} as const satisfies Readonly<Record<string, () => Trainable>>;

async function train(make: () => Trainable, engine: Engine, optimizer: OptimizerConfig, options: Partial<FitOptions> = {}) {
  const model = make();
  const start = await readWeights(model);
  const { history, state } = await fit(model, data, { epochs: 8, batchSize: 20, optimizer, engine, ...options });
  const end = await readWeights(model);
  for (const variable of Object.values({ ...model.variables, ...model.state })) variable.dispose();
  return { history, state, start, end };
}

const distance = (a: Record<string, Float32Array>, b: Record<string, Float32Array>): number =>
  Math.sqrt(Object.keys(a).reduce((sum, name) => sum + a[name]!.reduce((s, v, i) => s + (v - b[name]![i]!) ** 2, 0), 0));

/** How far a compiled training is from the eager one: of the losses, relative to the largest, and of the weights, relative to their way. */
async function gaps(make: () => Trainable, optimizer: () => OptimizerConfig): Promise<{ losses: number; weights: number }> {
  const one = await train(make, eager(), optimizer());
  const two = await train(make, compiled({ threads: 1 }), optimizer());
  expect(Object.keys(two.history)).toEqual(Object.keys(one.history));
  const top = Math.max(...one.history['loss']!.map(Math.abs));
  const losses = Object.entries(one.history).flatMap(([name, series]) =>
    series.map((value, epoch) => Math.abs(value - two.history[name]![epoch]!) / top),
  );
  return { losses: Math.max(...losses), weights: distance(one.end, two.end) / distance(one.start, one.end) };
}

// Every model and every optimizer on full batches: parity.test.ts. Here the last batch of an epoch is filled up with rows of weight 0.
describe('compiled and eager training are the same to rounding where batches are not full', () => {
  it.each(['dropout and batch normalization', 'importance weighted, dropout behind the draws', 'class means'] as const)(
    '%s',
    async (name) => {
      const { losses, weights } = await gaps(models[name], () => adam({ learningRate: 3e-3 }));
      expect(losses).toBeLessThan(1e-4);
      expect(weights).toBeLessThan(1e-3);
    },
  );
});

describe('compiled', () => {
  it('goes on from a saved point to the same bits, dropout and moving averages included', async () => {
    const make = models['dropout and batch normalization'];
    const engine = compiled({ threads: 1 });
    const whole = await train(make, engine, adam());
    const first = await train(make, engine, adam(), { epochs: 7 });
    const second = await train(make, engine, adam(), { initial: first.state });
    expect(second.end).toEqual(whole.end);
    expect(second.history).toEqual(whole.history);
  });

  it('gives equal bits for equal seeds and threads over 500 steps', async () => {
    const runs = [];
    for (let i = 0; i < 2; i++) runs.push(await train(models.mlp, compiled({ threads: 2 }), adam(), { epochs: 100 }));
    expect(runs[0]!.end).toEqual(runs[1]!.end);
  });

  it('leaves no tensors behind, and two models can be trained at once', async () => {
    const before = tf.memory().numTensors;
    const alone = await train(models.mlp, compiled({ threads: 1 }), adam(), { epochs: 3 });
    const [a, b] = await Promise.all([
      train(models.mlp, compiled({ threads: 1 }), adam(), { epochs: 3 }),
      train(models['class means'], compiled({ threads: 1 }), adam(), { epochs: 3 }),
    ]);
    expect(a.end).toEqual(alone.end);
    expect(Object.keys(b.end)).toContain('prior/means');
    expect(tf.memory().numTensors).toBe(before);
  });

  it('gives numbers of rank 2 to a model that is conditioned on numbers, as the eager engine does', async () => {
    const y = { data: Float32Array.from({ length: rows * 2 }, (_, i) => Math.cos(i)), shape: [rows, 2] };
    const run = async (engine: Engine): Promise<readonly number[]> => {
      const w = tf.variable(tf.tensor2d([0.3, -0.2], [2, 1]));
      const model = {
        ...trainable({
          variables: { w },
          terms: ({ batch }) => {
            const found = tf.reshape(tf.matMul(batch.y as tf.Tensor2D, w), [-1]);
            return { t: tf.square(tf.sub(found, tf.mean(tf.reshape(batch.x, [batch.x.shape[0]!, -1]), 1))) as tf.Tensor1D };
          },
        }),
        conditionWidth: 2,
      };
      await fit(model, { x: data.x, y }, { epochs: 2, batchSize: 20, optimizer: sgd({ learningRate: 0.1 }), engine });
      const end = [...w.dataSync()];
      w.dispose();
      return end;
    };
    const [one, two] = [await run(eager()), await run(compiled({ threads: 1 }))];
    two.forEach((value, i) => expect(value).toBeCloseTo(one[i]!, 6));
    expect(one[0]).not.toBeCloseTo(0.3, 2);
  });

  it('refuses a model whose losses leave a player out, in the words of the eager engine', async () => {
    const w = tf.variable(tf.scalar(1));
    const model = trainable({
      variables: { w },
      players: { critic: { variables: ['w'] } },
      forward: ({ batch }) => {
        const value = tf.mul(tf.reshape(batch.x, [-1]), w) as tf.Tensor1D;
        return { terms: { value }, losses: { model: tf.mean(value) as tf.Scalar } };
      },
    });
    const before = tf.memory().numTensors;
    await expect(compiled({ threads: 1 }).prepare(model, sgd(), { x: [2, 1] }, 2)).rejects.toThrow(
      "compiled: `losses` has no entry for player 'critic'; it has model. Give every player a loss, or leave out `losses`: the loss is then the mean of the terms' sum",
    );
    expect(tf.memory().numTensors).toBe(before);
    w.dispose();
  });

  it('throws at a step that is not finite, with the weights as they were', async () => {
    const model = vae({ encoder: encoder(), decoder: decoder() });
    const step = await compiled({ threads: 1 }).prepare(model, adam(), { x: [2, 8, 8, 1] }, 2);
    const before = tf.memory().numTensors;
    const start = await readWeights(model);
    const x = tf.fill([2, 8, 8, 1], Number.NaN);
    const noise = { 'posterior/eps': tf.zeros([2, 3]) };
    const schedule = { beta: tf.scalar(1), learningRate: tf.scalar(1e-3) };
    await expect(async () => step.run({ x }, noise, schedule)).rejects.toThrow(
      /`reconstruction`.* not finite.*weights are as they were/,
    );
    tf.dispose([x, ...Object.values(noise), ...Object.values(schedule)]);
    step.sync();
    expect(await readWeights(model)).toEqual(start);
    expect(tf.memory().numTensors).toBe(before);
    step.dispose();
    model.dispose();
  });

  it('trains players in turn, together, and every so often, as the eager engine does', async () => {
    // A game: one player pulls the product up, the other down; surrogate losses differ from the reported term.
    const make = (update: 'in turn' | 'together', every: number): Trainable => {
      const a = tf.variable(tf.tensor1d([0.5, -1]));
      const b = tf.variable(tf.tensor1d([1, 2]));
      return trainable({
        variables: { a, b },
        players: {
          up: { variables: ['a'], optimizer: sgd({ learningRate: 0.05 }) },
          down: { variables: ['b'], update, every },
        },
        forward: ({ batch }) => {
          const product = tf.mul(tf.sum(tf.mul(a, b)), tf.mean(batch.x, [1, 2, 3]));
          return {
            terms: { product: product as tf.Tensor1D },
            losses: {
              up: tf.neg(tf.mean(tf.mul(tf.sum(tf.mul(a, stopGradient(b))), tf.mean(batch.x)))),
              down: tf.add(tf.mean(product), tf.sum(tf.square(b))) as tf.Scalar,
            },
          };
        },
      });
    };
    for (const [update, every] of [
      ['in turn', 2],
      ['together', 2],
      ['together', 1],
    ] as const) {
      const { losses, weights } = await gaps(
        () => make(update, every),
        () => adam({ learningRate: 0.01 }),
      );
      expect(losses).toBeLessThan(1e-4);
      expect(weights).toBeLessThan(1e-3);
    }
  });

  it('moves a variable of two players from where each has left it, and averages it once, as the eager engine does', async () => {
    // As in an adversarial autoencoder: `a` is moved by the first player and, now and then, by the third.
    const make = (update: 'in turn' | 'together' = 'in turn'): Trainable => {
      const a = tf.variable(tf.tensor1d([0.5, -1]));
      const b = tf.variable(tf.tensor1d([1, 2]));
      return trainable({
        variables: { a, b },
        players: {
          reconstruct: { variables: ['a', 'b'], optimizer: sgd({ learningRate: 0.02, momentum: 0.5 }) },
          discriminate: { variables: ['b'], update },
          deceive: { variables: ['a'], update: 'in turn', every: 3 },
        },
        forward: ({ batch }) => {
          const at = tf.mean(batch.x);
          const fit = tf.add(tf.sum(tf.square(tf.sub(a, 1))), tf.square(tf.sub(tf.sum(b), at))) as tf.Scalar;
          return {
            terms: { fit: tf.mul(fit, tf.onesLike(tf.mean(batch.x, [1, 2, 3]))) as tf.Tensor1D },
            losses: {
              reconstruct: fit,
              discriminate: tf.sum(tf.mul(a, b)) as tf.Scalar,
              deceive: tf.neg(tf.sum(tf.mul(a, tf.square(b)))) as tf.Scalar,
            },
          };
        },
      });
    };
    const { losses, weights } = await gaps(make, () => adam({ learningRate: 0.01 }));
    expect(losses).toBeLessThan(1e-5);
    expect(weights).toBeLessThan(1e-5);
    const averaged = [];
    for (const engine of [eager(), compiled({ threads: 1 })])
      averaged.push(await train(make, engine, adam({ learningRate: 0.01 }), { averageWeights: 0.9 }));
    expect(distance(averaged[0]!.end, averaged[1]!.end)).toBeLessThan(1e-5 * distance(averaged[0]!.start, averaged[0]!.end));
    await expect(train(() => make('together'), compiled({ threads: 1 }), adam())).rejects.toThrow(
      "compiled: `b` belongs to the players 'reconstruct' and 'discriminate', who move together",
    );
  });
});

describe('a step that cannot be a static graph is refused by name', () => {
  const shapes = { x: [2, 3] };
  const refusal = (terms: (w: tf.Variable, x: tf.Tensor) => tf.Tensor, extra: Partial<Trainable> = {}): Promise<unknown> => {
    const w = tf.variable(tf.ones([3]));
    const model = trainable({
      variables: { w },
      terms: ({ batch }) => ({ loss: terms(w, batch.x) as tf.Tensor1D }),
      ...extra,
    } as Parameters<typeof trainable>[0]);
    const before = tf.memory().numTensors;
    return compiled({ threads: 1 })
      .prepare(model, adam(), shapes, 2)
      .then(
        () => 'accepted',
        (error: Error) => {
          expect(tf.memory().numTensors).toBe(before);
          w.dispose();
          return error.message;
        },
      );
  };

  it('reading numbers back', async () => {
    expect(await refusal((w, x) => tf.mul(tf.sum(tf.mul(x, w), 1), x.dataSync()[0]!))).toMatch(
      /a tensor is read back.*eager\(\)/,
    );
  });

  it('random numbers of its own', async () => {
    expect(await refusal((w, x) => tf.mul(tf.sum(tf.mul(x, w), 1), Math.random()))).toMatch(/Math\.random is called.*`noise`/);
    expect(await refusal((w, x) => tf.sum(tf.mul(tf.add(x, tf.randomNormal([2, 3])), w), 1))).toMatch(
      /Math\.random is called|two traces.*differ/,
    );
  });

  it('a value that the host changes from call to call', async () => {
    let step = 0;
    expect(await refusal((w, x) => tf.mul(tf.sum(tf.mul(x, w), 1), (step += 0.1)))).toMatch(
      /two traces of the same step differ.*schedule/,
    );
  });

  it('an assignment', async () => {
    const hidden = tf.variable(tf.ones([3]));
    const message = await refusal(
      (w, x) => {
        hidden.assign(tf.ones([3]));
        return tf.sum(tf.mul(x, tf.mul(w, hidden)), 1);
      },
      { state: { hidden } },
    );
    expect(message).toMatch(/`hidden` is assigned.*nextState/);
    hidden.dispose();
  });

  it('an operation without a lowering', async () => {
    expect(await refusal((w, x) => tf.sum(tf.mul(tf.real(tf.spectral.rfft(x)).slice([0, 0], [2, 1]), w.slice(0, 1)), 1))).toMatch(
      /cannot be compiled|complex64/,
    );
  });

  it('and names the layer it happens in', async () => {
    class Peeking extends tf.layers.Layer {
      static readonly className = 'Peeking';
      override call(input: tf.Tensor | tf.Tensor[]): tf.Tensor {
        const x = Array.isArray(input) ? input[0]! : input;
        return tf.mul(x, x.dataSync()[0]!);
      }
      override computeOutputShape(shape: tf.Shape): tf.Shape {
        return shape;
      }
    }
    const x = tf.input({ shape: [3] });
    const h = new Peeking({ name: 'peek' }).apply(x) as tf.SymbolicTensor;
    const heads = ['mean', 'logVar'].map((name) => tf.layers.dense({ units: 2, name }).apply(h) as tf.SymbolicTensor);
    const model = vae({
      encoder: tf.model({ inputs: x, outputs: heads }),
      decoder: mlpDecoder({ latent: 2, hidden: [], output: [3] }),
    });
    await expect(compiled({ threads: 1 }).prepare(model, adam(), shapes, 2)).rejects.toThrow(
      /a tensor is read back in layer `peek`/,
    );
    model.dispose();
  });
});
