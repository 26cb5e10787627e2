import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import oracles from '../../oracles/vaeOracles.json' with { type: 'json' };
import type { Trainable, TrainStep } from '../contract.js';
import { bernoulli } from '../likelihoods/bernoulli.js';
import { gaussian } from '../likelihoods/gaussian.js';
import { mlpDecoder, mlpEncoder } from '../networks/mlp.js';
import { elbo } from '../objectives/elbo.js';
import { iwae } from '../objectives/iwae.js';
import { adam } from '../optimizers/adam.js';
import { sgd } from '../optimizers/sgd.js';
import { classMeans } from '../priors/classMeans.js';
import { drawNoise } from '../random/drawNoise.js';
import { randomStream } from '../random/randomStream.js';
import { selectBackend } from '../selectBackend.js';
import { standardNormal } from '../priors/standardNormal.js';
import { deviation, runOnce, tinyData, tinyVae } from '../tiny.test-helper.js';
import { trainable } from '../trainable.js';
import { readWeights, writeWeights } from '../training/modelWeights.js';
import { vae } from '../vae.js';
import { eager } from './eager.js';
import { NonFiniteError } from './nonFiniteError.js';

const x = (): tf.Tensor => tf.tensor(tinyData(5).data, [5, 4]);
const snapshot = (model: Trainable): number[][] =>
  Object.values({ ...model.variables, ...model.state }).map((v) => [...v.dataSync()]);

describe.each(oracles.cases)('$name', ({ samples, beta, prior, likelihood, bound, loss, terms, gradients }) => {
  test('has the loss, the terms and all the gradients of PyTorch', async () => {
    const hidden = [5];
    const model = vae({
      encoder: mlpEncoder({ input: [6], hidden, latent: 3, activation: 'tanh' }),
      decoder: mlpDecoder({ latent: 3, hidden, output: [6], activation: 'tanh' }),
      prior: prior === 'classMeans' ? classMeans(2) : standardNormal(),
      likelihood: likelihood === 'gaussian' ? gaussian({ sigma: 'learned' }) : bernoulli(),
      objective: bound === 'iwae' ? iwae({ k: samples }) : elbo({ beta, samples }),
    });
    const weights = oracles.weights as Record<string, number[]>;
    writeWeights(model, Object.fromEntries(Object.keys(model.variables).map((name) => [name, weights[name]!])));
    const shape = samples === 1 ? [4, 3] : [4, samples, 3];
    const eps = tf.slice(tf.tensor(oracles.eps, [4, 4, 3]), [0, 0, 0], [4, samples, 3]);
    const batch = { x: tf.tensor(oracles.x, [4, 6]), y: tf.tensor1d(oracles.y, 'int32'), weight: tf.tensor1d(oracles.weight) };
    const input = {
      batch,
      noise: { 'posterior/eps': tf.reshape(eps, shape) },
      schedule: { beta: tf.scalar(beta) },
      mode: 'train',
      dataSize: 4,
    } as const;

    const outcome = model.forward(input);
    expect(deviation(outcome.losses!['model']!.dataSync(), [loss])).toBeLessThan(1e-6);
    expect(Object.keys(outcome.terms).sort()).toEqual(Object.keys(terms).sort());
    for (const [name, expected] of Object.entries(terms))
      expect(deviation(outcome.terms[name]!.dataSync(), expected!), name).toBeLessThan(2e-6);

    // The weights after one step of plain descent are the old ones minus the gradient.
    const step = await eager().prepare(model, sgd({ learningRate: 1 }), {}, 4);
    step.run(batch, input.noise, { ...input.schedule, learningRate: tf.scalar(1) });
    expect(Object.keys(model.variables).sort()).toEqual(Object.keys(gradients).sort());
    for (const [name, gradient] of Object.entries(gradients as Record<string, number[]>)) {
      const moved = model.variables[name]!.dataSync();
      const found = Array.from(moved, (value, i) => weights[name]![i]! - value);
      expect(deviation(found, gradient), name).toBeLessThan(1e-5);
    }
    const report = await step.read();
    expect(report).toMatchObject({ steps: 1, examples: 3, skipped: 0 });
    expect(report.losses['model']).toBeCloseTo(loss, 4);
    for (const [name, expected] of Object.entries(terms))
      expect(report.terms[name]).toBeCloseTo((expected![0]! + expected![1]! + expected![2]!) / 3, 4);
    step.dispose();
    model.dispose();
  });
});

/** f(w) with a gradient that is NaN where the row of x is negative, its value finite. */
function trap(): { model: Trainable; v: tf.Variable } {
  const w = tf.variable(tf.tensor([2, 3]));
  const v = tf.variable(tf.tensor([1]));
  const moving = tf.variable(tf.tensor([5]), false);
  const model = trainable({
    variables: { w, v },
    state: { moving },
    forward: ({ batch }) => {
      const poison = tf.customGrad((t) => ({
        value: tf.clone(t as tf.Tensor),
        gradFunc: (dy) => tf.mul(dy as tf.Tensor, tf.where(tf.less(tf.min(batch.x), 0), NaN, 1)),
      }));
      const loss = tf.add(tf.sum(tf.square(poison(w))), tf.sum(tf.square(v)));
      return {
        terms: { loss: tf.mul(loss, tf.ones([batch.x.shape[0]!])) as tf.Tensor1D },
        nextState: { moving: tf.add(moving, 1) },
      };
    },
  });
  return { model, v };
}

describe('a gradient that is NaN', () => {
  test("guard 'host': NonFiniteError that names the variable, and nothing has moved", async () => {
    const { model } = trap();
    const step = await eager({ guard: 'host' }).prepare(model, adam(), {}, 1);
    await runOnce(step, model, tf.tensor([[1]]), 0);
    const before = [snapshot(model), await step.memory()];
    const tensors = tf.memory().numTensors;
    const bad = tf.tensor([[-1]]);
    await expect(runOnce(step, model, bad, 0)).rejects.toThrow(/step 2: the gradient of `w` is not finite/);
    await expect(runOnce(step, model, bad, 0)).rejects.toBeInstanceOf(NonFiniteError);
    bad.dispose();
    expect([snapshot(model), await step.memory()]).toEqual(before);
    expect(tf.memory().numTensors).toBe(tensors);
    expect((await step.read()).steps).toBe(1);
    step.dispose();
  });

  test("guard 'device': the step counts as skipped, and weights, state and sums have not moved", async () => {
    const { model } = trap();
    const step = await eager({ guard: 'device' }).prepare(model, adam(), {}, 1);
    await runOnce(step, model, tf.tensor([[1]]), 0);
    const before = snapshot(model);
    await runOnce(step, model, tf.tensor([[-1]]), 0);
    expect(snapshot(model)).toEqual(before);
    await runOnce(step, model, tf.tensor([[1]]), 0);
    expect(snapshot(model)).not.toEqual(before);
    const report = await step.read();
    expect(report).toMatchObject({ steps: 3, skipped: 1, examples: 2 });
    expect(Number.isFinite(report.losses['model'])).toBe(true);
    step.dispose();
  });

  test('both guards move alike where all is finite', async () => {
    const run = async (guard: 'device' | 'host'): Promise<number[][]> => {
      const model = tinyVae();
      const step = await eager({ guard }).prepare(model, adam(), {}, 5);
      for (let i = 0; i < 3; i++) await runOnce(step, model, x(), i);
      step.dispose();
      return snapshot(model);
    };
    expect(await run('device')).toEqual(await run('host'));
  });
});

test('a term that is infinite is named', async () => {
  const w = tf.variable(tf.scalar(0));
  const model = trainable({
    variables: { w },
    terms: ({ batch }) => ({
      fine: tf.mul(w, tf.ones([1])) as tf.Tensor1D,
      odd: tf.reshape(tf.log(tf.mul(batch.x, w)), [1]) as tf.Tensor1D,
    }),
  });
  const step = await eager({ guard: 'host' }).prepare(model, sgd(), {}, 1);
  await expect(runOnce(step, model, tf.tensor([[1]]), 0)).rejects.toThrow('the term `odd` is not finite');
});

/** Two players on a saddle: a goes down a·b, b goes up. */
function saddle(players: Trainable['players']): { model: Trainable; at: () => [number, number] } {
  const a = tf.variable(tf.scalar(1));
  const b = tf.variable(tf.scalar(2));
  const model = trainable({
    variables: { a, b },
    ...(players === undefined ? {} : { players }),
    forward: ({ batch }) => {
      const product = tf.mul(a, b) as tf.Scalar;
      return {
        terms: { product: tf.mul(product, tf.ones([batch.x.shape[0]!])) as tf.Tensor1D },
        losses: { down: product, up: tf.neg(product) as tf.Scalar },
      };
    },
  });
  return { model, at: () => [a.dataSync()[0]!, b.dataSync()[0]!] };
}

const plain = sgd({ learningRate: 0.5 });
const rates = { 'learningRate/down': 0.5, 'learningRate/up': 0.5 };

describe('two players', () => {
  test("'together': both gradients at the same weights", async () => {
    const { model, at } = saddle({ down: { variables: ['a'], optimizer: plain }, up: { variables: ['b'], optimizer: plain } });
    const step = await eager().prepare(model, adam(), {}, 1);
    await runOnce(step, model, tf.zeros([1, 1]), 0, rates);
    expect(at()).toEqual([0, 2.5]);
    expect((await step.read()).losses).toEqual({ down: 2, up: -2 });
  });

  test("'in turn': the second sees the first one's move", async () => {
    const { model, at } = saddle({
      down: { variables: ['a'], optimizer: plain },
      up: { variables: ['b'], optimizer: plain, update: 'in turn' },
    });
    const step = await eager().prepare(model, adam(), {}, 1);
    await runOnce(step, model, tf.zeros([1, 1]), 0, rates);
    expect(at()).toEqual([0, 2]);
  });

  test('`every` lets a player rest, and its mean is over the steps it took', async () => {
    const { model, at } = saddle({
      down: { variables: ['a'], optimizer: plain, every: 3 },
      up: { variables: ['b'], optimizer: plain },
    });
    const step = await eager().prepare(model, adam(), {}, 1);
    for (let i = 0; i < 4; i++) await runOnce(step, model, tf.zeros([1, 1]), 0, rates);
    // a moves at steps 0 and 3: 1 → 0, then by −0.5·b = −1.25; b rises by half of a at each step.
    expect(at()).toEqual([-1.25, 2.5]);
    const { losses } = await step.read();
    expect(losses).toEqual({ down: (2 + 0) / 2, up: -(2 + 0 + 0 + 0) / 4 });
    expect(Object.keys(losses)).toEqual(['down', 'up']);
  });

  test.each(['host', 'device'] as const)('a second player that is not finite takes the first one back (%s)', async (guard) => {
    const a = tf.variable(tf.scalar(1));
    const b = tf.variable(tf.scalar(0));
    const model = trainable({
      variables: { a, b },
      players: { one: { variables: ['a'] }, two: { variables: ['b'], update: 'in turn' } },
      forward: () => ({
        terms: { t: tf.ones([1]) as tf.Tensor1D },
        losses: { one: tf.square(a) as tf.Scalar, two: tf.log(b) as tf.Scalar },
      }),
    });
    const step = await eager({ guard }).prepare(model, adam(), {}, 1);
    const before = Object.entries(await step.memory()).filter(([key]) => key.startsWith('optimizer/'));
    const outcome = runOnce(step, model, tf.zeros([1, 1]), 0);
    if (guard === 'host') await expect(outcome).rejects.toThrow("the loss of 'two' is not finite");
    else await outcome;
    expect([a.dataSync()[0], b.dataSync()[0]]).toEqual([1, 0]);
    expect(Object.entries(await step.memory()).filter(([key]) => key.startsWith('optimizer/'))).toEqual(before);
    step.dispose();
  });

  test('a variable of two players moves twice, the second time from where the first has left it', async () => {
    const { model, at } = saddle({
      down: { variables: ['a'], optimizer: sgd({ learningRate: 0.1 }) },
      up: { variables: ['b', 'a'], update: 'in turn', optimizer: sgd({ learningRate: 0.1 }) },
    });
    const [a, b] = at();
    const step = await eager().prepare(model, sgd(), {}, 1);
    const x = tf.zeros([1, 1]);
    const schedule = { 'learningRate/down': tf.scalar(0.1), 'learningRate/up': tf.scalar(0.1) };
    await step.run({ x }, {}, schedule);
    // down: a − 0.1·b; then up, whose loss is −a·b: b + 0.1·a and a + 0.1·b, both from the a that down has left.
    const moved = a - 0.1 * b;
    expect(at()[0]).toBeCloseTo(moved + 0.1 * b, 6);
    expect(at()[1]).toBeCloseTo(b + 0.1 * moved, 6);
    tf.dispose([x, ...Object.values(schedule)]);
    step.dispose();
  });

  test('players that cannot be are refused before anything is allocated', async () => {
    const tensors = (): number => tf.memory().numTensors;
    const prepare = async (players: Trainable['players']): Promise<TrainStep> =>
      eager().prepare(saddle(players).model, adam(), {}, 1);
    const before = tensors();
    await expect(prepare({ down: { variables: ['a'] }, up: { variables: ['c'] } })).rejects.toThrow(
      "player 'up' moves `c`, which is not among the model's variables",
    );
    await expect(prepare({ down: { variables: ['a'] }, up: { variables: [] } })).rejects.toThrow("player 'up' has no variables");
    await expect(prepare({ down: { variables: ['a'], every: 0 } })).rejects.toThrow("`every` of player 'down' is 0");
    await expect(prepare({ down: { variables: ['a', 'b', 'a'] } })).rejects.toThrow("player 'down' names `a` twice");
    await expect(prepare({ down: { variables: ['a', 'b'] }, up: { variables: ['b'] } })).rejects.toThrow(
      "`b` belongs to the players 'down' and 'up', who move together, so that one of the moves would be lost; give 'up' update: 'in turn'",
    );
    // The problems' own variables and the scalars they start from.
    expect(tensors() - before).toBe(5 * 4);
    const step = await prepare({ down: { variables: ['a'] }, sideways: { variables: ['b'] } });
    expect(() => step.run({ x: tf.zeros([1, 1]) }, {}, { learningRate: tf.scalar(1) })).toThrow(
      "`losses` has no entry for player 'sideways'; it has down, up",
    );
    expect(() => step.run({ x: tf.zeros([1, 1]) }, {}, {})).toThrow('the schedule has no `learningRate`');
  });
});

test('a variable that is frozen, or that the loss does not reach, stays', async () => {
  const [w, frozen, idle] = [tf.variable(tf.scalar(1)), tf.variable(tf.scalar(1), false), tf.variable(tf.scalar(1))];
  const model = trainable({
    variables: { w, frozen, idle },
    terms: () => ({ t: tf.reshape(tf.mul(w, frozen), [1]) as tf.Tensor1D }),
  });
  const step = await eager().prepare(model, sgd(), {}, 1);
  await runOnce(step, model, tf.zeros([1, 1]), 0, { learningRate: 1 });
  expect([w, frozen, idle].map((v) => v.dataSync()[0])).toEqual([0, 1, 1]);
});

test('memory and restore: the steps behind them are the same to the bit', async () => {
  const model = tinyVae();
  const step = await eager().prepare(model, adam(), {}, 5);
  for (let i = 0; i < 3; i++) await runOnce(step, model, x(), i);
  const memory = await step.memory();
  const weights = await readWeights(model);
  await runOnce(step, model, x(), 3);
  const [expected, report] = [snapshot(model), await step.read()];
  step.dispose();

  writeWeights(model, weights);
  const again = await eager().prepare(model, adam(), {}, 5);
  again.restore(memory);
  expect(await again.memory()).toEqual(memory);
  await runOnce(again, model, x(), 3);
  expect(snapshot(model)).toEqual(expected);
  expect(await again.read()).toEqual(report);

  const { 'steps/all': _, ...without } = memory;
  expect(() => again.restore(without)).toThrow('cannot restore `steps/all`: expected 2 numbers, got none');
  const key = Object.keys(memory).find((name) => name.startsWith('optimizer/'))!;
  const before = await again.memory();
  expect(() => again.restore({ ...memory, [key]: new Float32Array(1) })).toThrow(
    'was the run made with another model or optimizer?',
  );
  expect(await again.memory()).toEqual(before);
  again.dispose();
});

test('read gives the means since the last read, and a step run while it waits counts for the next', async () => {
  const model = tinyVae();
  const step = await eager().prepare(model, adam(), {}, 5);
  await runOnce(step, model, x(), 0);
  const reading = step.read();
  await runOnce(step, model, x(), 1);
  await runOnce(step, model, x(), 2);
  expect(await reading).toMatchObject({ steps: 1, examples: 5 });
  expect(await step.read()).toMatchObject({ steps: 2, examples: 10 });
  expect(await step.read()).toEqual({ steps: 0, examples: 0, losses: {}, terms: {}, skipped: 0 });
  step.dispose();
  step.dispose();
  expect(() => step.run({ x: tf.zeros([1, 4]) }, {}, {})).toThrow('eager: this step was disposed');
});

test('nextState for something that is no state is refused before anything moves', async () => {
  const w = tf.variable(tf.scalar(1));
  const model = trainable({
    variables: { w },
    forward: () => ({ terms: { t: tf.reshape(w, [1]) as tf.Tensor1D }, nextState: { ghost: tf.scalar(1) } }),
  });
  const step = await eager().prepare(model, sgd(), {}, 1);
  await expect(runOnce(step, model, tf.zeros([1, 1]), 0)).rejects.toThrow('`nextState` has `ghost`');
  expect(w.dataSync()[0]).toBe(1);
});

describe('tensors', () => {
  let base = 0;
  beforeEach(() => {
    base = tf.memory().numTensors;
  });

  const line = (): Trainable => {
    const w = tf.tidy(() => tf.variable(tf.zeros([4])));
    return trainable({
      variables: { w },
      terms: ({ batch }) => ({ distance: tf.sum(tf.square(tf.sub(batch.x, w)), 1) as tf.Tensor1D }),
    });
  };
  // What a step leaves behind shows after a few; the many are on a model of which each takes little.
  test.each([
    ['10,000', line],
    ['100', () => tinyVae({ prior: classMeans(2, { classVariance: true }) }, { batchNorm: true, dropout: 0.1 })],
  ] as const)('%s steps leave their number as it was', { timeout: 180_000 }, async (count, make) => {
    const model: Trainable = make();
    const step = await eager().prepare(model, sgd({ momentum: 0.9 }), {}, 5);
    const batch = { x: x(), y: tf.tensor1d([0, 1, 0, 1, 1], 'int32') };
    const noise = drawNoise(model.noise('train'), 5, randomStream(0));
    const schedule = { beta: tf.scalar(1), learningRate: tf.scalar(1e-3) };
    step.run(batch, noise, schedule);
    const before = tf.memory();
    const steps = Number(count.replace(',', ''));
    for (let i = 0; i < steps; i++) step.run(batch, noise, schedule);
    expect(tf.memory()).toEqual(before);
    expect((await step.read()).steps).toBe(steps + 1);
    step.dispose();
    tf.dispose([batch, noise, schedule] as unknown as tf.TensorContainer);
    tf.dispose(Object.values({ ...model.variables, ...model.state }));
    expect(tf.memory().numTensors).toBe(base);
  });

  test('a forward that throws, early or late, leaves nothing behind', async () => {
    const model = tinyVae();
    let when: 'after' | 'before' | 'never' = 'never';
    const failing: Trainable = {
      ...model,
      forward(input) {
        if (when === 'before') throw new Error('early');
        const outcome = model.forward(input);
        if (when === 'after') throw new Error('late');
        return outcome;
      },
    };
    const step = await eager().prepare(failing, adam(), {}, 5);
    const batch = x();
    await runOnce(step, failing, batch, 0);
    const before = tf.memory().numTensors;
    for (when of ['before', 'after'] as const)
      await expect(runOnce(step, failing, batch, 1)).rejects.toThrow(when === 'before' ? 'early' : 'late');
    expect(tf.memory().numTensors).toBe(before);
    step.dispose();
    batch.dispose();
    model.dispose();
  });
});

describe.each(['cpu', 'wasm'] as const)('a model that differentiates in its forward pass, on %s', (backend) => {
  const [rows, inputs, units] = [3, 4, 5];
  const wave = (count: number, seed: number): number[] => Array.from({ length: count }, (_, i) => Math.sin(seed * (i + 1)));
  const start = { w: wave(inputs * units, 1.3), b: wave(units, 0.7), v: wave(units, 2.1) };
  const points = wave(rows * inputs, 0.9);

  beforeAll(async () => {
    await (backend === 'wasm' ? selectBackend({ order: ['wasm'] }) : tf.setBackend('cpu'));
  });
  afterAll(async () => {
    await tf.setBackend('cpu');
  });

  /** mean (‖∇ₓ vᵀ tanh(Wᵀx + b)‖² − 1)², in double precision: ∇ₓ = W (v ∘ (1 − tanh²)). */
  function penaltyByHand({ w, b, v }: typeof start): number {
    let sum = 0;
    for (let row = 0; row < rows; row++) {
      const slopes = b.map((bias, u) => {
        let h = bias;
        for (let i = 0; i < inputs; i++) h += points[row * inputs + i]! * w[i * units + u]!;
        return v[u]! * (1 - Math.tanh(h) ** 2);
      });
      let squared = 0;
      for (let i = 0; i < inputs; i++) squared += slopes.reduce((s, slope, u) => s + w[i * units + u]! * slope, 0) ** 2;
      sum += (squared - 1) ** 2;
    }
    return sum / rows;
  }

  const model = (): Trainable => {
    const variables = {
      w: tf.tidy(() => tf.variable(tf.tensor2d(start.w, [inputs, units]))),
      b: tf.tidy(() => tf.variable(tf.tensor1d(start.b))),
      v: tf.tidy(() => tf.variable(tf.tensor2d(start.v, [units, 1]))),
    };
    const critic = (z: tf.Tensor): tf.Tensor =>
      tf.sum(tf.matMul(tf.tanh(tf.add(tf.matMul(z, variables.w), variables.b)), variables.v));
    return trainable({
      variables,
      terms: ({ batch }) => ({
        penalty: tf.square(tf.sub(tf.sum(tf.square(tf.grad(critic)(batch.x)), 1), 1)) as tf.Tensor1D,
      }),
    });
  };

  test('has a gradient penalty and its gradient as finite differences of double precision', async () => {
    const critic = model();
    const step = await eager().prepare(critic, sgd({ learningRate: 1 }), {}, rows);
    const x = tf.tensor2d(points, [rows, inputs]);
    step.run({ x }, {}, { learningRate: tf.scalar(1) });
    expect(Math.abs((await step.read()).terms['penalty']! - penaltyByHand(start))).toBeLessThan(1e-5);
    for (const [name, values] of Object.entries(start)) {
      const gradient = [...critic.variables[name]!.dataSync()].map((moved, i) => values[i]! - moved);
      const differences = values.map((value, i) => {
        const at = (h: number): number =>
          penaltyByHand({ ...start, [name]: values.map((other, k) => (k === i ? value + h : other)) });
        return (at(1e-5) - at(-1e-5)) / 2e-5;
      });
      expect(deviation(gradient, differences), name).toBeLessThan(1e-5);
    }
    step.dispose();
    tf.dispose([x, ...Object.values(critic.variables)]);
  });

  test('holds no tensor, buffer or byte more after 200 steps', async () => {
    const critic = model();
    const step = await eager().prepare(critic, adam(), {}, rows);
    const x = tf.tensor2d(points, [rows, inputs]);
    const schedule = { learningRate: tf.scalar(1e-3) };
    step.run({ x }, {}, schedule);
    const before = tf.memory();
    for (let i = 0; i < 200; i++) step.run({ x }, {}, schedule);
    expect(tf.memory()).toEqual(before);
    step.dispose();
    tf.dispose([x, schedule.learningRate, ...Object.values(critic.variables)]);
  });
});
