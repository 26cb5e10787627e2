import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import oracles from '../oracles/boltzmannOracles.json' with { type: 'json' };
import { withGradientMends } from './gradients/withGradientMends.js';
import { sgd } from './optimizers/sgd.js';
import { drawNoise } from './random/drawNoise.js';
import { randomStream } from './random/randomStream.js';
import {
  type BoltzmannMachine,
  type BoltzmannOptions,
  type BoltzmannVariables,
  restrictedBoltzmannMachine,
} from './restrictedBoltzmannMachine.js';
import { deviation } from './tiny.test-helper.js';
import { fit } from './training/fit.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const { visible, hidden } = oracles;
const variables = (): BoltzmannVariables =>
  tf.tidy(() => ({
    kernel: tf.variable(tf.tensor2d(oracles.kernel, [visible, hidden])),
    visibleBias: tf.variable(tf.tensor1d(oracles.visibleBias)),
    hiddenBias: tf.variable(tf.tensor1d(oracles.hiddenBias)),
  }));
const machine = (options: Partial<BoltzmannOptions> = {}): BoltzmannMachine =>
  restrictedBoltzmannMachine({ variables: variables(), ...options });
const free = (model: BoltzmannMachine): void => tf.dispose({ ...model.variables });

const states = (): tf.Tensor2D => tf.tensor2d(oracles.states, [2 ** visible, visible]);
const data = { data: Float32Array.from(oracles.data), shape: [oracles.data.length / visible, visible] };
/** log Z, by a sum over all states. */
const logPartition = (model: BoltzmannMachine): number =>
  tf.tidy(() => tf.logSumExp(tf.neg(model.freeEnergy(states()))).dataSync()[0]!);
const logLikelihood = (model: BoltzmannMachine): number =>
  tf.tidy(() => -tf.mean(model.freeEnergy(tf.tensor(data.data, data.shape))).dataSync()[0]!) - logPartition(model);

test('its free energy sums over the hidden states, and gives the exact partition function and log-likelihood', () => {
  const model = machine();
  expect(deviation(model.freeEnergy(states()).dataSync(), oracles.free)).toBeLessThan(1e-6);
  expect(logPartition(model)).toBeCloseTo(oracles.logZ, 5);
  const exact = oracles.logLikelihood.reduce((sum, value) => sum + value, 0) / oracles.logLikelihood.length;
  expect(logLikelihood(model)).toBeCloseTo(exact, 5);
  free(model);
});

test.each([
  ['hidden', oracles.freeGaussianHidden],
  ['visible', oracles.freeGaussianVisible],
] as const)('with normal %s units it is the integral over the others', (which, expected) => {
  const model = machine({ [which]: 'gaussian' });
  const gray = tf.tensor2d(oracles.gray, [3, visible]);
  expect(deviation(model.freeEnergy(gray).dataSync(), expected)).toBeLessThan(1e-5);
  free(model);
});

/** The gradient that a step follows, of kernel, visible and hidden bias. */
function gradientOf(
  model: BoltzmannMachine,
  x: tf.Tensor,
  noise: Record<string, tf.Tensor>,
  weight?: tf.Tensor1D,
): Float32Array[] {
  const input = { batch: { x, ...(weight && { weight }) }, noise, schedule: {}, mode: 'train', dataSize: 3 } as const;
  const owned = Object.values(model.variables);
  const { grads } = withGradientMends(() => tf.variableGrads(() => model.forward(input).losses!['model']!, owned));
  return owned.map(({ name }) => grads[name]!.dataSync() as Float32Array);
}

test('with given noise the gradient is the difference of the moments of data and chain', () => {
  const model = machine({ steps: 2 });
  const names = Object.keys(model.noise('train'));
  expect(names).toEqual(['hidden0', 'visible0', 'hidden1', 'visible1']);
  expect(model.noise('evaluate')).toEqual({});
  const noise = Object.fromEntries(
    Object.entries(oracles.noise).map(([name, values]) => [name, tf.tensor2d(values, [3, values.length / 3])]),
  );
  const gradients = gradientOf(model, tf.tensor2d(oracles.gray, [3, visible]), noise, tf.tensor1d(oracles.weight));
  for (const [i, expected] of oracles.gradient.entries()) expect(deviation(gradients[i]!, expected)).toBeLessThan(1e-6);
  free(model);
});

test('contrastive divergence has the mean that enumeration gives, and points up the exact likelihood', () => {
  const model = machine();
  const repeats = 4000;
  const x = tf.tile(tf.tensor(data.data, data.shape), [repeats, 1]);
  const noise = drawNoise(model.noise('train'), x.shape[0]!, randomStream(5));
  const step = gradientOf(model, x, noise).flatMap((values) => [...values].map((value) => -value));
  // Each is the mean of numbers within [−1, 1] over so many rows.
  const error = 5 / Math.sqrt(x.shape[0]!);
  for (const [i, value] of step.entries()) expect(Math.abs(value - oracles.contrastiveGradient[i]!)).toBeLessThan(error);
  const along = step.reduce((sum, value, i) => sum + value * oracles.likelihoodGradient[i]!, 0);
  expect(along).toBeGreaterThan(0);
  free(model);
});

test.each([1, 3])('training by CD-%i raises the exact likelihood, to the same bits again, and leaves nothing', async (steps) => {
  const before = tf.memory().numTensors;
  const run = async (): Promise<{ gain: number; weights: number[] }> => {
    const model = machine({ steps });
    const former = logLikelihood(model);
    const { state } = await fit(model, data, {
      epochs: 300,
      batchSize: 6,
      seed: 2,
      optimizer: sgd({ learningRate: 0.1 }),
    });
    const result = { gain: logLikelihood(model) - former, weights: [...state.weights['kernel']!] };
    free(model);
    return result;
  };
  const [first, second] = [await run(), await run()];
  expect(first.gain).toBeGreaterThan(0.5);
  expect(second).toEqual(first);
  expect(tf.memory().numTensors).toBe(before);
});

describe('what makes no sense', () => {
  test('is refused', () => {
    const own = variables();
    expect(() => restrictedBoltzmannMachine({ variables: own, steps: 0 })).toThrow(
      'restrictedBoltzmannMachine: `steps` is 0; expected a whole number of at least 1',
    );
    expect(() => restrictedBoltzmannMachine({ variables: own, visible: 'gaussian', hidden: 'gaussian' })).toThrow(
      'restrictedBoltzmannMachine: visible and hidden units are both normal; their energy need have no least value, so let one of them be `bernoulli`',
    );
    expect(() => restrictedBoltzmannMachine({ variables: { ...own, hiddenBias: own.visibleBias } })).toThrow(
      'restrictedBoltzmannMachine: kernel, visible and hidden bias have shapes [4,3], [4], [4]; expected [visible,hidden], [visible], [hidden]',
    );
    tf.dispose({ ...own });
  });
});
