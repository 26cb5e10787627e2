import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import oracles from '../../oracles/contractiveOracles.json' with { type: 'json' };
import type { Noise } from '../contract.js';
import { gaussianNoise } from '../corruptions/gaussianNoise.js';
import { withGradientMends } from '../gradients/withGradientMends.js';
import { mlp } from '../networks/mlp.js';
import { point } from '../posteriors/point.js';
import { drawNoise } from '../random/drawNoise.js';
import { randomStream } from '../random/randomStream.js';
import { deviation } from '../tiny.test-helper.js';
import { evaluate } from '../training/evaluate.js';
import { readWeights, writeWeights } from '../training/modelWeights.js';
import { vae, type Vae, type VaeOptions } from '../vae.js';
import { contractive } from './contractive.js';
import type { Posterior } from '../parts.js';
import { constant } from '@vaekit/losses';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const rows = 4;
const autoencoder = (jacobian: 'exact' | 'hutchinson', parts: Partial<VaeOptions> = {}): Vae =>
  vae({
    encoder: mlp({ hidden: [5], activation: 'tanh' }),
    decoder: mlp({ hidden: [5] }),
    event: [6],
    latent: 3,
    posterior: point(),
    objective: contractive({ weight: 1, jacobian }),
    ...parts,
  });
const input = (noise: Noise) =>
  ({
    batch: { x: tf.tensor(oracles.x, [rows, 6]), weight: tf.tensor1d(oracles.weight) },
    noise,
    schedule: {},
    mode: 'train',
    dataSize: rows,
  }) as const;

describe.each(['exact', 'hutchinson'] as const)('%s', (jacobian) => {
  test('is the squared Jacobian of finite differences, and so are its gradients', async () => {
    const model = autoencoder(jacobian);
    writeWeights(model, { ...(await readWeights(model)), ...oracles.weights });
    const given = input(jacobian === 'exact' ? {} : { 'objective/u': tf.tensor(oracles.u, [rows, 3]) });
    expect(Object.keys(model.noise('train'))).toEqual(Object.keys(given.noise));
    const expected = oracles[jacobian];
    expect(deviation(model.forward(given).terms['contraction']!.dataSync(), expected.values)).toBeLessThan(1e-5);
    // What the contraction adds to the gradients of the reconstruction; rows of weight 0 count nothing.
    const gradients = (weight: number): Record<string, Float32Array> => {
      const objective = contractive({ weight, jacobian }).build(model.shapes);
      const names = Object.keys(expected.gradients);
      const { grads } = withGradientMends(() =>
        tf.variableGrads(() => model.pass(given, objective).outcome().losses!['model']!, Object.values(model.variables)),
      );
      return Object.fromEntries(names.map((name) => [name, grads[model.variables[name]!.name]!.dataSync() as Float32Array]));
    };
    const [penalized, plain] = [gradients(1), gradients(0)];
    for (const [name, gradient] of Object.entries(expected.gradients)) {
      const added = penalized[name]!.map((value, i) => value - plain[name]![i]!);
      expect(deviation(added, gradient), name).toBeLessThan(2e-5);
    }
    model.dispose();
  });

  test('leaves nothing behind, in training and evaluation', async () => {
    const before = tf.memory().numTensors;
    const model = autoencoder(jacobian);
    await evaluate(model, { data: Float32Array.from(oracles.x), shape: [rows, 6] });
    tf.tidy(() => {
      const noise = drawNoise(model.noise('train'), rows, randomStream(1));
      withGradientMends(() => tf.variableGrads(() => model.forward(input(noise)).losses!['model']!));
    });
    model.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});

/** A code that is one layer of sigmoids, which the recipes do not make. */
function sigmoidEncoder(): tf.LayersModel {
  const x = tf.input({ shape: [6] });
  const code = tf.layers.dense({ units: 3, activation: 'sigmoid', name: 'code' }).apply(x) as tf.SymbolicTensor;
  return tf.model({ inputs: x, outputs: code });
}

test('of one layer of sigmoids it is the closed form of the paper', async () => {
  const model = autoencoder('exact', { encoder: sigmoidEncoder() });
  const { kernel, bias, values } = oracles.sigmoid;
  writeWeights(model, { ...(await readWeights(model)), 'encoder/code/kernel': kernel, 'encoder/code/bias': bias });
  expect(deviation(model.forward(input({})).terms['contraction']!.dataSync(), values)).toBeLessThan(1e-6);
  model.dispose();
});

test('the estimate has the exact value for its mean', async () => {
  const model = autoencoder('hutchinson');
  writeWeights(model, { ...(await readWeights(model)), ...oracles.weights });
  const draws = 2000;
  const x = tf.tile(tf.tensor(oracles.x, [rows, 6]), [draws, 1]);
  const noise = drawNoise(model.noise('train'), rows * draws, randomStream(3));
  const { terms } = model.forward({ batch: { x }, noise, schedule: {}, mode: 'train', dataSize: rows });
  const { mean, variance } = tf.moments(tf.reshape(terms['contraction']!, [draws, rows]), 0);
  const error = variance.dataSync().map((value) => 5 * Math.sqrt(value / draws));
  for (const [i, value] of mean.dataSync().entries()) expect(Math.abs(value - oracles.exact.values[i]!)).toBeLessThan(error[i]!);
  model.dispose();
});

test('looks at the clean x, whatever the encoder is shown', () => {
  const noise = { 'corruption/eps': tf.ones([rows, 6]) };
  const [plain, noisy] = [autoencoder('exact'), autoencoder('exact', { corruption: gaussianNoise({ sigma: 1 }) })];
  const contraction = (model: Vae, given: Noise) => model.forward(input(given)).terms['contraction']!.dataSync();
  expect(contraction(noisy, noise)).toEqual(contraction(plain, {}));
  for (const model of [plain, noisy]) model.dispose();
});

test('options that make no sense are refused', () => {
  expect(() => contractive({ weight: -1 })).toThrow('contractive: `weight` is -1; expected a number of at least 0');
  expect(() => contractive({ jacobian: 'whole' as 'exact' })).toThrow(
    "contractive: `jacobian` is 'whole'; expected 'hutchinson' or 'exact'",
  );
});

test('the code is the posterior’s center under its own schedule, at its value of the step', () => {
  const scaled: Posterior = {
    config: { kind: 'scaled' },
    build: (shapes) => ({
      ...point().build(shapes),
      schedules: { scale: constant(2) },
      center: ([code], { schedule }) => tf.mul(code!, schedule['scale']!),
    }),
  };
  const [model, plain] = [autoencoder('exact', { posterior: scaled }), autoencoder('exact')];
  const contraction = (of: Vae): Float32Array =>
    tf.tidy(
      () =>
        of
          .forward({ ...input({}), schedule: { 'posterior/scale': tf.scalar(3) } })
          .terms['contraction']!.dataSync() as Float32Array,
    );
  // A code that is three times as large has nine times the squared Jacobian.
  expect(
    deviation(
      contraction(model),
      contraction(plain).map((value) => 9 * value),
    ),
  ).toBeLessThan(1e-5);
  for (const each of [model, plain]) each.dispose();
});
