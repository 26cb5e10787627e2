import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import type { Mode } from '../contract.js';
import { drawNoise } from '../random/drawNoise.js';
import { randomStream } from '../random/randomStream.js';
import { deviation, tinyData, tinyVae } from '../tiny.test-helper.js';
import { evaluate } from '../training/evaluate.js';
import { fit } from '../training/fit.js';
import { readWeights, writeWeights } from '../training/modelWeights.js';
import type { Vae } from '../vae.js';
import { gaussianNoise } from './gaussianNoise.js';

const rows = 3;
const data = tinyData(rows);
const examples = (): tf.Tensor => tf.tensor2d(data.data, [rows, 4]);

const posterior = (model: Vae, mode: Mode): tf.Tensor[] => {
  const noise = drawNoise(model.noise(mode), rows, randomStream(2));
  return [
    ...model
      .pass({ batch: { x: examples() }, noise, schedule: { beta: tf.scalar(1) }, mode, dataSize: rows })
      .posteriorParameters(),
  ];
};
const numbers = (tensors: readonly tf.Tensor[]): number[] => tensors.flatMap((tensor) => [...tensor.dataSync()]);

test('training shows the encoder x + σ·ε, of the seeded stream; evaluation and encodeParameters the clean x', async () => {
  const model = tinyVae({ corruption: gaussianNoise({ sigma: 0.5 }) });
  expect(Object.keys(model.noise('train')).sort()).toEqual(['corruption/eps', 'posterior/eps']);
  expect(model.noise('train')['corruption/eps']).toEqual({ shape: [4], distribution: 'normal', per: 'example' });
  expect(Object.keys(model.noise('evaluate'))).toEqual(['posterior/eps']);
  const { 'corruption/eps': eps } = drawNoise(model.noise('train'), rows, randomStream(2));
  const corrupted = model.encodeParameters(tf.add(examples(), tf.mul(eps!, 0.5)));
  expect(deviation(numbers(posterior(model, 'train')), numbers(corrupted))).toBeLessThan(1e-6);
  const clean = numbers(model.encodeParameters(examples()));
  expect(numbers(posterior(model, 'evaluate'))).toEqual(clean);
  expect(deviation(numbers(corrupted), clean)).toBeGreaterThan(1e-2);

  const plain = tinyVae();
  writeWeights(plain, await readWeights(model));
  expect(await evaluate(model, data)).toEqual(await evaluate(plain, data));
});

test('with `evaluation` it corrupts there too', async () => {
  const model = tinyVae({ corruption: gaussianNoise({ sigma: 0.5, evaluation: true }) });
  expect(Object.keys(model.noise('evaluate')).sort()).toEqual(['corruption/eps', 'posterior/eps']);
  expect(numbers(posterior(model, 'evaluate'))).toEqual(numbers(posterior(model, 'train')));
  const plain = tinyVae();
  writeWeights(plain, await readWeights(model));
  expect((await evaluate(model, data)).loss).not.toBe((await evaluate(plain, data)).loss);
});

test('the likelihood scores the clean x', () => {
  const model = tinyVae({ corruption: gaussianNoise({ sigma: 5 }) });
  const noise = drawNoise(model.noise('train'), rows, randomStream(2));
  const pass = model.pass({ batch: { x: examples() }, noise, schedule: { beta: tf.scalar(1) }, mode: 'train', dataSize: rows });
  const expected = model.likelihood.negativeLogDensity(model.decodeParameters(pass.z()), examples());
  expect(deviation(pass.reconstruction().dataSync(), expected.dataSync())).toBeLessThan(1e-6);
});

test('noise has the deviation that was asked for', () => {
  const n = 20_000;
  const built = gaussianNoise({ sigma: 0.3 }).build({ event: [2], latent: [2] });
  const context = { mode: 'train', schedule: {} } as const;
  const { input, mask } = built.apply(tf.ones([n, 2]), drawNoise(built.noise('train'), n, randomStream(1)), context);
  expect(mask).toBeUndefined();
  const { mean, variance } = tf.moments(input);
  expect(Math.abs(mean.dataSync()[0]! - 1)).toBeLessThan((5 * 0.3) / Math.sqrt(2 * n));
  expect(Math.abs(variance.dataSync()[0]! / 0.09 - 1)).toBeLessThan(5 * Math.sqrt(1 / n));
});

test('a run is replayed to the bit, and nothing leaks', async () => {
  const before = tf.memory().numTensors;
  const [a, b] = [0, 1].map(() => tinyVae({ corruption: gaussianNoise({ sigma: 0.5 }) })) as [Vae, Vae];
  for (const model of [a, b]) await fit(model, data, { epochs: 3, batchSize: rows, seed: 4 });
  expect(await readWeights(a)).toEqual(await readWeights(b));
  for (const model of [a, b]) model.dispose();
  expect(tf.memory().numTensors).toBe(before);
});

test('a deviation that makes no sense is refused', () => {
  for (const sigma of [0, -1, Number.NaN, Infinity])
    expect(() => gaussianNoise({ sigma })).toThrow(`gaussianNoise: \`sigma\` is ${sigma}; expected a positive number`);
});
