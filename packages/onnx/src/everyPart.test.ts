import * as tf from '@tensorflow/tfjs';
import {
  adam,
  decode,
  deserialize,
  eager,
  encode,
  type Engine,
  evaluate,
  fit,
  type PartConfig,
  partFactories,
  readWeights,
  serialize,
  type Vae,
} from '@vaekit/core';
import { beforeAll, describe, expect, it } from 'vitest';
import { compiled } from './compiled.js';
import { exampleData, exampleModel, remade, ROWS } from './exampleModel.test-helper.js';

// Every part there is, found in the registry: it trains alike in both engines, and is the same again when it is saved and loaded.

const STEPS = 30;

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const train = (model: Vae, engine: Engine, epochs = STEPS) =>
  fit(model, exampleData(model), { epochs, batchSize: ROWS, seed: 3, engine, optimizer: adam({ learningRate: 1e-2 }) });

const largestDifference = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Math.max(0, ...Array.from(a, (value, i) => Math.abs(value - b[i]!) / (1 + Math.abs(value))));

describe.each(partFactories.map((factory) => [`${factory.role} ${factory.kind}`, factory] as const))('%s', (_, factory) => {
  it('is in its own example, and is made again from its description', () => {
    const config = factory.example.parts[factory.role]!;
    expect(config.kind).toBe(factory.kind);
    const part = remade(factory.role, config);
    const description = JSON.parse(JSON.stringify(part.config)) as PartConfig;
    expect(part.config.kind).toBe(factory.kind);
    expect(remade(factory.role, description).config).toEqual(description);
  });

  it('trains alike in both engines', async () => {
    const before = tf.memory().numTensors;
    const [one, other] = [exampleModel(factory), exampleModel(factory)];
    const [a, b] = [await train(one, eager()), await train(other, compiled({ threads: 1 }))];
    for (const [name, values] of Object.entries(a.history)) {
      expect(values.every(Number.isFinite), name).toBe(true);
      expect(largestDifference(values, b.history[name]!), name).toBeLessThan(1e-4);
    }
    const [weights, others] = [await readWeights(one), await readWeights(other)];
    for (const [name, values] of Object.entries(weights))
      expect(largestDifference(values, others[name]!), name).toBeLessThan(1e-3);
    one.dispose();
    other.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('scores alike in both engines', async () => {
    const before = tf.memory().numTensors;
    const model = exampleModel(factory);
    const data = exampleData(model);
    // Of five rows of twelve the last batch is filled up.
    const one = await evaluate(model, data, { batchSize: 5, seed: 2 });
    const other = await evaluate(model, data, { batchSize: 5, seed: 2, engine: compiled({ threads: 1 }) });
    expect(Object.keys(other.terms)).toEqual(Object.keys(one.terms));
    expect(other.examples).toBe(one.examples);
    expect(largestDifference([one.loss, ...Object.values(one.terms)], [other.loss, ...Object.values(other.terms)])).toBeLessThan(
      1e-4,
    );
    const shapes = { x: [5, ...model.event], ...(data.y === undefined ? {} : { y: [5] }), weight: [5], index: [5] };
    const prepared = await compiled({ threads: 1 }).prepareEvaluation!(model, shapes, ROWS);
    expect(prepared).toBeDefined();
    await prepared!.dispose();
    model.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('is the same when it is saved and loaded, and goes on alike', async () => {
    const model = exampleModel(factory);
    await train(model, eager(), 3);
    const again = await deserialize(await serialize(model));
    expect(again.config).toEqual(model.config);
    const [a, b] = [await train(model, eager(), 2), await train(again, eager(), 2)];
    expect(b.state.weights).toEqual(a.state.weights);
    const { x, y } = exampleData(model);
    const codes = [model, again].map((each) => {
      const labels = y === undefined ? {} : { labels: y.data as Int32Array };
      const z = encode(each, tf.tensor(x.data, [...x.shape]), labels);
      return [...z.dataSync(), ...decode(each, z, labels).dataSync()];
    });
    expect(codes[1]).toEqual(codes[0]);
    expect(codes[0]!.every(Number.isFinite)).toBe(true);
  });
});
