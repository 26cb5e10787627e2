import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import type { Outcome } from '../contract.js';
import { fit } from '../training/fit.js';
import { mlp } from '../networks/mlp.js';
import { drawNoise } from '../random/drawNoise.js';
import { randomStream } from '../random/randomStream.js';
import { deviation, tinyData, tinyVae } from '../tiny.test-helper.js';
import { vae, type Vae } from '../vae.js';
import { elbo } from './elbo.js';
import { semiSupervised } from './semiSupervised.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const [classes, rows] = [3, 5];
const m2 = (alpha = 1): Vae =>
  vae({
    encoder: mlp({ hidden: [4], activation: 'tanh', conditional: true }),
    decoder: mlp({ hidden: [4], activation: 'tanh', conditional: true }),
    event: [4],
    latent: 2,
    condition: { classes },
    objective: semiSupervised({ alpha, hidden: [4], activation: 'tanh' }),
  });

const valuesOf = (terms: Outcome['terms']): Record<string, number[]> =>
  Object.fromEntries(Object.entries(terms).map(([name, term]) => [name, Array.from(term.dataSync())]));

test('the bound is that of the labels one after the other: their average under q(y|x), and its entropy once', () => {
  const model = m2(7);
  const x = tf.tensor(tinyData(rows).data, [rows, 4]);
  const noise = drawNoise(model.noise('train'), rows, randomStream(4));
  const scalar = tf.scalar(1);
  const before = tf.memory().numTensors;
  const passed = (y: number[], objective = model.objective): { terms: Record<string, number[]>; loss: number } =>
    tf.tidy(() => {
      const schedule = { 'objective/beta': scalar, beta: scalar };
      const batch = { x, y: tf.tensor1d(y, 'int32') };
      const outcome = model.pass({ batch, noise, schedule, mode: 'train', dataSize: rows }, objective).outcome();
      return { terms: valuesOf(outcome.terms), loss: outcome.losses!['model']!.dataSync()[0]! };
    });
  const each = Array.from({ length: classes }, (_, y) => {
    const { reconstruction, kl } = passed(
      Array.from({ length: rows }, () => y),
      elbo().build(model.shapes),
    ).terms;
    return { reconstruction: reconstruction!, kl: kl! };
  });
  const logQ = Array.from({ length: classes }, (_, y) =>
    passed(Array.from({ length: rows }, () => y)).terms['classification']!.map((value) => -value),
  );
  const labels = [-1, 2, -1, 0, 1];
  const { terms, loss } = passed(labels);
  const wanted = labels.map((label, row) => {
    const q = logQ.map((values) => Math.exp(values[row]!));
    expect(q.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 5);
    const cost = each.map(({ reconstruction, kl }) => reconstruction[row]! + kl[row]! + Math.log(classes));
    if (label >= 0) return { bound: cost[label]!, classification: -logQ[label]![row]! };
    return { bound: q.reduce((sum, value, y) => sum + value * (cost[y]! + Math.log(value)), 0), classification: 0 };
  });
  const bound = labels.map((_, row) => ['reconstruction', 'kl', 'label'].reduce((sum, name) => sum + terms[name]![row]!, 0));
  expect(
    deviation(
      bound,
      wanted.map((one) => one.bound),
    ),
  ).toBeLessThan(1e-5);
  expect(
    deviation(
      terms['classification']!,
      wanted.map((one) => one.classification),
    ),
  ).toBeLessThan(1e-5);
  const total = wanted.reduce((sum, one) => sum + one.bound + 7 * one.classification, 0) / rows;
  expect(loss).toBeCloseTo(total, 4);
  expect(tf.memory().numTensors).toBe(before);
  model.dispose();
});

test('labels of a part of the rows are enough to train it', async () => {
  const model = m2();
  const x = tinyData(8);
  const before = tf.memory().numTensors;
  const y = { data: Int32Array.from([0, -1, 1, -1, 2, -1, -1, -1]), shape: [8] };
  const { history } = await fit(model, { x, y }, { epochs: 4, batchSize: 4 });
  expect(history['loss']!.every(Number.isFinite)).toBe(true);
  expect(history['loss']!.at(-1)).toBeLessThan(history['loss']![0]!);
  expect(tf.memory().numTensors).toBe(before);
  model.dispose();
});

test('a model without classes, and weights without meaning, are refused', () => {
  expect(() => tinyVae({ objective: semiSupervised() })).toThrow('semiSupervised: the model has no classes to be known or not');
  expect(() => semiSupervised({ alpha: -1 })).toThrow('semiSupervised: `alpha` is -1; expected a number of at least 0');
});
