import * as tf from '@tensorflow/tfjs';
import { type BatchSource, fit, randomStream, readWeights, sgd, stopGradient, trainable } from '@vaekit/core';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Catalog, modelsThatCan } from './catalog.js';
import type { Model, ModelEntry } from './entry.js';
import { fitPhases, type FitPhasesOptions, type PhasedState, phasesOf } from './fitPhases.js';

beforeAll(() => tf.setBackend('cpu'));

// Three models that are not VAEs, put through the interface: they are no part of the catalog.

/** Batches in a fixed order, the last one padded by rows of weight 0. */
function batchesOf(rows: readonly (readonly number[])[], batchSize: number): BatchSource {
  const width = rows[0]!.length;
  const parts = Array.from({ length: Math.ceil(rows.length / batchSize) }, (_, part) => {
    const mine = rows.slice(part * batchSize, (part + 1) * batchSize);
    const data = new Float32Array(batchSize * width);
    mine.forEach((row, i) => data.set(row, i * width));
    const weight = Float32Array.from({ length: batchSize }, (_, i) => (i < mine.length ? 1 : 0));
    return { x: { data, shape: [batchSize, width] }, weight: { data: weight, shape: [batchSize] } };
  });
  return { size: rows.length, batchSize, binarization: 'none', epoch: () => parts };
}

async function rowsOf(source: BatchSource): Promise<number[][]> {
  const rows: number[][] = [];
  for await (const { x, weight } of source.epoch(0)) {
    const width = x.shape[1]!;
    for (let i = 0; i < x.shape[0]!; i++)
      if (weight === undefined || weight.data[i] !== 0) rows.push([...x.data.subarray(i * width, (i + 1) * width)]);
  }
  return rows;
}

const uniform = (seed: number, size: number): Float32Array =>
  randomStream(seed)
    .fillUniform(new Float32Array(size))
    .map((u) => u - 0.5);

/** A variable whose first value is freed. */
const kept = (value: () => tf.Tensor): tf.Variable => tf.tidy(() => tf.variable(value()));

const variable = (seed: number, shape: readonly [number, number]): tf.Variable =>
  kept(() => tf.tensor(uniform(seed, shape[0] * shape[1]), [...shape]));

const disposable = (parts: Parameters<typeof trainable>[0]): Model => ({
  ...trainable(parts),
  dispose: () => Object.values(parts.variables).forEach((one) => one.dispose()),
});

const squares = (x: tf.Tensor, y: tf.Tensor): tf.Tensor1D => tf.mul(0.5, tf.sum(tf.squaredDifference(x, y), 1)) as tf.Tensor1D;
const size = { latent: { kind: 'whole', about: 'width of the code', least: 1, fallback: 2 } } as const;
const seeded = { seed: { kind: 'whole', about: 'seeds weights', least: 0, fallback: 0 } } as const;
const paper = { title: 'A toy', authors: 'Nobody', year: 2000, where: 'this test', equation: 'none' };
const described = { aliases: [], paper, changes: 'everything', needs: [] };

/** Principal component: nothing to train, the mean and the leading direction come from the data at once. */
const pca: ModelEntry<'pca', typeof seeded, Model> = {
  ...described,
  name: 'pca',
  options: seeded,
  can: ['encode', 'decode'],
  async build({ seed }, { event: [width] }) {
    const variables = { mean: kept(() => tf.zeros([width!])), direction: variable(seed, [width!, 1]) };
    return disposable({
      variables,
      terms: ({ batch: { x } }) => {
        const code = tf.matMul(tf.sub(x, variables.mean) as tf.Tensor2D, variables.direction as unknown as tf.Tensor2D);
        const back = tf.add(tf.matMul(code, variables.direction as unknown as tf.Tensor2D, false, true), variables.mean);
        return { reconstruction: squares(x, back) };
      },
    });
  },
  phases: (model, data) => [
    {
      kind: 'closed',
      name: 'principal component',
      async run() {
        const { mean, direction } = model.variables as Record<'direction' | 'mean', tf.Variable>;
        const rows = await rowsOf(data.training);
        tf.tidy(() => {
          const x = tf.tensor2d(rows);
          const center = tf.mean(x, 0);
          const centered = tf.sub(x, center) as tf.Tensor2D;
          let d = tf.ones([x.shape[1], 1]) as tf.Tensor2D;
          for (let step = 0; step < 60; step++) {
            d = tf.matMul(centered, tf.matMul(centered, d), true, false);
            d = tf.div(d, tf.norm(d)) as tf.Tensor2D;
          }
          mean.assign(center);
          direction.assign(d);
        });
      },
    },
  ],
};

/** A one-dimensional GAN: two players, no encoder, no density. */
const gan: ModelEntry<'gan', typeof seeded, Model> = {
  ...described,
  name: 'gan',
  options: seeded,
  can: ['decode', 'sample'],
  async build() {
    const scalar = (value: number): tf.Variable => kept(() => tf.scalar(value));
    const variables = { shift: scalar(0), scale: scalar(1), slope: scalar(0.1), offset: scalar(0) };
    const judge = (x: tf.Tensor): tf.Tensor => tf.add(tf.mul(x, variables.slope), variables.offset);
    return disposable({
      variables,
      noise: { z: { shape: [1], distribution: 'normal', per: 'example' } },
      players: {
        discriminator: { variables: ['slope', 'offset'] },
        generator: { variables: ['shift', 'scale'], update: 'in turn' },
      },
      forward({ batch: { x }, noise }) {
        const made = tf.add(tf.mul(noise['z']!, variables.scale), variables.shift);
        const mean = (values: tf.Tensor): tf.Scalar => tf.mean(values) as tf.Scalar;
        const real = tf.softplus(tf.neg(judge(x)));
        return {
          terms: { real: tf.reshape(real, [-1]) as tf.Tensor1D },
          losses: {
            discriminator: tf.add(mean(real), mean(tf.softplus(judge(stopGradient(made))))) as tf.Scalar,
            generator: mean(tf.softplus(tf.neg(judge(made)))),
          },
        };
      },
    });
  },
};

/** A stack of two layers: each is trained on the codes of the one below, then both as one. */
const stacked: ModelEntry<'stacked', typeof seeded & typeof size, Model> = {
  ...described,
  name: 'stacked',
  options: { ...seeded, ...size },
  can: ['encode', 'decode'],
  async build({ seed, latent }, { event: [width] }) {
    const weights = [variable(seed, [width!, 3]), variable(seed + 1, [3, latent])];
    return disposable({ variables: { one: weights[0]!, two: weights[1]! }, terms: ({ batch: { x } }) => through(x, weights) });
  },
  phases(model, data) {
    const { one, two } = model.variables as Record<'one' | 'two', tf.Variable>;
    return [
      {
        kind: 'fit',
        name: 'layer 1',
        trainable: trainable({ variables: { one }, terms: ({ batch: { x } }) => through(x, [one]) }),
      },
      {
        kind: 'fit',
        name: 'layer 2',
        trainable: trainable({ variables: { two }, terms: ({ batch: { x } }) => through(x, [two]) }),
        data: async () => ({ training: batchesOf(await codesOf(await rowsOf(data.training), one), 4) }),
        options: { epochs: 3 },
      },
      { kind: 'fit', name: 'together', trainable: model, options: { optimizer: sgd({ learningRate: 0.02 }) } },
    ];
  },
};

function through(x: tf.Tensor, layers: readonly tf.Variable[]): Record<string, tf.Tensor1D> {
  let h = x as tf.Tensor2D;
  for (const w of layers) h = tf.tanh(tf.matMul(h, w as unknown as tf.Tensor2D));
  for (const w of layers.toReversed()) h = tf.matMul(h, w as unknown as tf.Tensor2D, false, true);
  return { reconstruction: squares(x, h) };
}

async function codesOf(rows: number[][], w: tf.Variable): Promise<number[][]> {
  const codes = tf.tidy(() => tf.tanh(tf.matMul(tf.tensor2d(rows), w as unknown as tf.Tensor2D)) as tf.Tensor2D);
  const values = await codes.array();
  codes.dispose();
  return values;
}

const table = Array.from({ length: 10 }, (_, row) => [...uniform(row, 4)]);
const shape = { event: [4], binarization: 'none', size: 10 } as const;
const whole = { training: batchesOf(table, 4) };
const options: FitPhasesOptions = { epochs: 2, optimizer: sgd({ learningRate: 0.1 }), seed: 5 };

describe('a closed phase', () => {
  // Points along a line: the leading direction of a 2x2 covariance [[a, b], [b, c]] has the angle atan2(2b, a - c) / 2.
  const rows = Array.from(uniform(1, 40), (t, i) => [3 + 2 * t, -1 + t + 0.1 * uniform(2, 40)[i]!]);
  const mean = [0, 1].map((i) => rows.reduce((sum, row) => sum + row[i]!, 0) / 40);
  const moment = (i: number, j: number): number =>
    rows.reduce((sum, row) => sum + (row[i]! - mean[i]!) * (row[j]! - mean[j]!), 0);
  const angle = Math.atan2(2 * moment(0, 1), moment(0, 0) - moment(1, 1)) / 2;
  const data = { training: batchesOf(rows, 16) };

  it('computes the weights of PCA at once, and is over when it is', async () => {
    const before = tf.memory().numTensors;
    const model = await pca.build({ seed: 0 }, { ...shape, event: [2] });
    const ended: [string, PhasedState][] = [];
    const { state, stopped, results } = await fitPhases(model, phasesOf(pca, model, data, { seed: 0 }), data, {
      ...options,
      callbacks: { onPhaseEnd: ({ name }, _, at) => void ended.push([name, at]) },
    });
    expect([stopped, state.phase, results]).toEqual(['completed', 1, {}]);
    expect(ended).toEqual([['principal component', state]]);
    const { mean: center, direction } = await readWeights(model);
    [...center!].forEach((value, i) => expect(value).toBeCloseTo(mean[i]!, 5));
    expect(direction![1]! / direction![0]!).toBeCloseTo(Math.tan(angle), 4);

    const other = await pca.build({ seed: 9 }, { ...shape, event: [2] });
    await fitPhases(other, phasesOf(pca, other, data, { seed: 9 }), data, { ...options, initial: structuredClone(state) });
    expect(await readWeights(other)).toEqual(await readWeights(model));
    model.dispose();
    other.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('does not begin when the fit was aborted before', async () => {
    const model = await pca.build({ seed: 0 }, { ...shape, event: [2] });
    const former = await readWeights(model);
    const { state, stopped } = await fitPhases(model, phasesOf(pca, model, data, { seed: 0 }), data, {
      ...options,
      signal: AbortSignal.abort(),
    });
    expect([stopped, state]).toEqual(['aborted', { phase: 0, weights: former }]);
    model.dispose();
  });
});

describe('a model of two players', () => {
  const data = {
    training: batchesOf(
      Array.from(uniform(3, 20), (u) => [4 + u]),
      5,
    ),
  };

  it('needs no phases of its own: one fit, to the same bits', async () => {
    const [model, plain] = [await gan.build({ seed: 0 }, shape), await gan.build({ seed: 0 }, shape)];
    const { state, results } = await fitPhases(model, phasesOf(gan, model, data, { seed: 0 }), data, { ...options, epochs: 5 });
    const { history } = await fit(plain, data.training, { epochs: 5, optimizer: sgd({ learningRate: 0.1 }), seed: 5 });
    expect(await readWeights(model)).toEqual(await readWeights(plain));
    expect(results['training']!.history).toEqual(history);
    expect(Object.keys(history)).toEqual(expect.arrayContaining(['loss', 'loss_generator']));
    // The generator moves towards the data.
    expect((await readWeights(model))['shift']![0]).toBeGreaterThan(0);
    expect(state.training?.epoch).toBe(5);

    const more = await fitPhases(model, phasesOf(gan, model, data, { seed: 0 }), data, { ...options, epochs: 7, initial: state });
    await fit(plain, data.training, { epochs: 7, optimizer: sgd({ learningRate: 0.1 }), seed: 5, initial: state.training });
    expect(more.state.training?.epoch).toBe(7);
    expect(await readWeights(model)).toEqual(await readWeights(plain));
    model.dispose();
    plain.dispose();
  });

  it('is not among those that encode or score', () => {
    const toys = [gan, pca, stacked] as unknown as Catalog;
    expect(modelsThatCan('sample', toys)).toEqual(['gan']);
    expect(modelsThatCan('encode', toys)).toEqual(['pca', 'stacked']);
    expect(modelsThatCan('score', toys)).toEqual([]);
  });
});

describe('phases of gradient steps', () => {
  const values = { seed: 3, latent: 2 };
  /** The weights after a fit that may be stopped after some batches and gone on with by another model. */
  async function weightsAfter(stopAfter: number): Promise<{ weights: object; steps: number; phases: number[] }> {
    const phases: number[] = [];
    let steps = 0;
    let model = await stacked.build(values, shape);
    const run = (initial?: PhasedState) =>
      fitPhases(model, phasesOf(stacked, model, whole, values), whole, {
        ...options,
        initial,
        callbacks: {
          onPhaseBegin: (_, index) => void phases.push(index),
          onBatchEnd(_, __, control) {
            steps += 1;
            if (steps === stopAfter) control.stop();
          },
        },
      });
    const first = await run();
    if (first.stopped === 'callback') {
      model.dispose();
      // Other weights, all of which must come from the state.
      model = await stacked.build({ ...values, seed: 8 }, shape);
      expect((await run(structuredClone(first.state))).stopped).toBe('completed');
    }
    const weights = await readWeights(model);
    model.dispose();
    return { weights, steps, phases };
  }

  it('follow each other, and go on to the same bits from any step', async () => {
    const before = tf.memory().numTensors;
    const uninterrupted = await weightsAfter(0);
    // 2, 3 and 2 epochs of 3 batches.
    expect([uninterrupted.steps, uninterrupted.phases]).toEqual([21, [0, 1, 2]]);
    for (let stop = 1; stop < 21; stop++) {
      const { weights, steps } = await weightsAfter(stop);
      expect([stop, steps, weights]).toEqual([stop, 21, uninterrupted.weights]);
    }
    expect(tf.memory().numTensors).toBe(before);
  });

  it('give their state while they run, with the weights that the phase found', async () => {
    const model = await stacked.build(values, shape);
    const seen: [epoch: number, phase: number, state: PhasedState][] = [];
    const { results } = await fitPhases(model, phasesOf(stacked, model, whole, values), whole, {
      ...options,
      callbacks: { onEpochEnd: async (epoch, _, { phase }, control) => void seen.push([epoch, phase, await control.state()]) },
    });
    expect(seen.map(([epoch, phase]) => [phase, epoch])).toEqual([
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 1],
      [1, 2],
      [2, 0],
      [2, 1],
    ]);
    for (const [epoch, phase, state] of seen) expect([state.phase, state.training!.epoch]).toEqual([phase, epoch + 1]);
    expect(seen[3]![2].weights['one']).toEqual(seen[1]![2].training!.weights['one']);
    expect(Object.keys(results)).toEqual(['layer 1', 'layer 2', 'together']);
    model.dispose();
  });

  it('refuse the state of another model', async () => {
    const model = await stacked.build(values, shape);
    const initial: PhasedState = { phase: 4, weights: {} };
    await expect(fitPhases(model, phasesOf(stacked, model, whole, values), whole, { ...options, initial })).rejects.toThrow(
      'fitPhases: `initial` is in phase 4, but the model has 3; give the state of a fit of this model',
    );
    model.dispose();
  });
});
