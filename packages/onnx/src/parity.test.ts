import * as tf from '@tensorflow/tfjs';
import {
  adam,
  adamax,
  adamw,
  classMeans,
  convDecoder,
  convEncoder,
  discretizedLogistic,
  eager,
  elbo,
  type Engine,
  fit,
  gaussian,
  iwae,
  type Likelihood,
  mlpDecoder,
  mlpEncoder,
  type OptimizerConfig,
  randomStream,
  readWeights,
  resnetDecoder,
  resnetEncoder,
  rmsprop,
  sgd,
  studentT,
  vae,
  type Vae,
} from '@vaekit/core';
import { linearWarmup } from '@vaekit/losses';
import { beforeAll, describe, expect, it } from 'vitest';
import { compiled } from './compiled.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const STEPS = 60;
const ROWS = 12;
const CLASSES = 3;
const IMAGE = [4, 4, 1];

// One batch an epoch: the logs of an epoch are those of a step. The values lie on the grid of 8-bit intensities.
const uniform = randomStream(5).fillUniform(new Float32Array(ROWS * 16));
const data = {
  x: { data: uniform.map((value) => Math.round(255 * value) / 255), shape: [ROWS, ...IMAGE] },
  y: { data: Int32Array.from({ length: ROWS }, (_, i) => i % CLASSES), shape: [ROWS] },
};

const encoder = (options: object = {}) => mlpEncoder({ input: IMAGE, hidden: [8], latent: 2, ...options });
const decoder = (options: object = {}) => mlpDecoder({ latent: 2, hidden: [8], output: IMAGE, ...options });

/** Networks, and what options of the parts change in the graph. */
const models: Record<string, () => Vae> = {
  'dense networks': () => vae({ encoder: encoder(), decoder: decoder() }),
  'tanh, deeper': () =>
    vae({
      encoder: encoder({ hidden: [8, 6], activation: 'tanh' }),
      decoder: decoder({ hidden: [6, 8], activation: 'softplus' }),
    }),
  'batch normalization and dropout': () =>
    vae({
      encoder: encoder({ dropout: 0.2, batchNorm: true }),
      decoder: decoder({ dropout: 0.1, batchNorm: true, activation: 'elu' }),
    }),
  'spectral normalization': () => vae({ encoder: encoder({ spectralNorm: true }), decoder: decoder({ spectralNorm: true }) }),
  'convolutional networks': () =>
    vae({
      encoder: convEncoder({ input: IMAGE, latent: 2, filters: [3, 4], dense: [6], activation: 'elu' }),
      decoder: convDecoder({ latent: 2, output: IMAGE, filters: [3, 4], batchNorm: true, activation: 'swish' }),
    }),
  'residual networks': () =>
    vae({
      encoder: resnetEncoder({ input: IMAGE, latent: 2, filters: [3], blocks: 1 }),
      decoder: resnetDecoder({ latent: 2, output: IMAGE, filters: [3], blocks: 1 }),
    }),
  'a warm-up of β': () => vae({ encoder: encoder(), decoder: decoder(), objective: elbo({ beta: linearWarmup({ steps: 50 }) }) }),
  'several draws of z': () => vae({ encoder: encoder(), decoder: decoder(), objective: elbo({ samples: 3, beta: 4 }) }),
  'importance weights': () => vae({ encoder: encoder(), decoder: decoder(), objective: iwae({ k: 5 }) }),
  'class means, as in the class-mean CVAE': () =>
    vae({ encoder: encoder(), decoder: decoder(), prior: classMeans(CLASSES, { bias: true, separation: 1, margin: 4 }) }),
  'labels at both networks and a learned prior, as in the conditional VAE': () =>
    vae({
      encoder: encoder({ condition: CLASSES }),
      decoder: decoder({ condition: CLASSES }),
      prior: classMeans(CLASSES, { classVariance: true }),
    }),
  'labels at both networks and a standard prior': () =>
    vae({ encoder: encoder({ condition: CLASSES }), decoder: decoder({ condition: CLASSES }) }),
  'a Gaussian of fixed σ': () => vae({ encoder: encoder(), decoder: decoder(), likelihood: gaussian({ sigma: 0.5 }) }),
  'a Gaussian of learned σ': () => vae({ encoder: encoder(), decoder: decoder(), likelihood: gaussian({ sigma: 'learned' }) }),
  'a Gaussian of predicted σ and importance weights': () =>
    vae({
      encoder: encoder(),
      decoder: decoder({ parameters: 2 }),
      likelihood: gaussian({ sigma: 'predicted' }),
      prior: classMeans(CLASSES, { classVariance: true }),
      objective: iwae({ k: 3 }),
    }),
};

/** Forms of likelihoods that are not the examples which `everyPart.test.ts` trains, and what they need of the decoder. */
const likelihoods: Readonly<Record<string, { likelihood: Likelihood; parameters?: 1 | 2 }>> = {
  'a Gaussian of σ by pixel': { likelihood: gaussian({ sigma: 'perPixel' }) },
  'a Gaussian of optimal σ': { likelihood: gaussian({ sigma: 'optimal' }) },
  "Student's t of learned degrees": { likelihood: studentT({ degrees: 'learned', scale: 'perPixel' }) },
  "Student's t of predicted scale": { likelihood: studentT({ scale: 'predicted' }), parameters: 2 },
  'discretized logistic': { likelihood: discretizedLogistic({ scale: 'learned' }) },
  'discretized logistic, predicted': { likelihood: discretizedLogistic(), parameters: 2 },
};

for (const [name, { likelihood, parameters = 1 }] of Object.entries(likelihoods))
  models[name] = () => vae({ encoder: encoder(), decoder: decoder({ parameters }), likelihood });

const optimizers: Readonly<Record<string, () => OptimizerConfig>> = {
  adam: () => adam({ learningRate: 3e-3 }),
  'adam, clipped, with a warm-up': () =>
    adam({ learningRate: linearWarmup({ steps: 30, to: 3e-3 }), clipNorm: 1, clipValue: 0.5 }),
  adamw: () => adamw({ learningRate: 3e-3, weightDecay: 0.05 }),
  adamax: () => adamax({ learningRate: 3e-3 }),
  rmsprop: () => rmsprop({ learningRate: 1e-3 }),
  'rmsprop with momentum': () => rmsprop({ learningRate: 5e-4, momentum: 0.5 }),
  sgd: () => sgd({ learningRate: 5e-3 }),
  'sgd, Nesterov': () => sgd({ learningRate: 1e-3, momentum: 0.9, nesterov: true }),
};

async function train(name: string, engine: Engine, optimizer: OptimizerConfig) {
  const model = models[name]!();
  const start = await readWeights(model);
  const { history } = await fit(model, data, { epochs: STEPS, batchSize: ROWS, optimizer, engine });
  const end = await readWeights(model);
  model.dispose();
  return { history, start, end };
}

type Weights = Readonly<Record<string, Float32Array>>;

/** ‖a − b‖ over all weights. */
const distance = (a: Weights, b: Weights): number =>
  Math.sqrt(Object.keys(a).reduce((sum, name) => sum + a[name]!.reduce((s, v, i) => s + (v - b[name]![i]!) ** 2, 0), 0));

/** Every model with one optimizer in turn, and every optimizer with the first model; with `VAEKIT_PARITY=all`, every model with every optimizer. */
const pairs: readonly { readonly model: string; readonly optimizer: string }[] = Object.keys(models).flatMap((model, i) =>
  Object.keys(optimizers)
    .filter((_, j) => process.env['VAEKIT_PARITY'] === 'all' || i === 0 || j === i % Object.keys(optimizers).length)
    .map((optimizer) => ({ model, optimizer })),
);

describe(`compiled and eager training agree over ${STEPS} steps`, () => {
  it.each(pairs)(
    '$model: $optimizer',
    async ({ model, optimizer }) => {
      const one = await train(model, eager(), optimizers[optimizer]!());
      const two = await train(model, compiled({ threads: 1 }), optimizers[optimizer]!());
      expect(two.start).toEqual(one.start);
      expect(one.history['loss']).toHaveLength(STEPS);
      expect(Object.keys(two.history)).toEqual(Object.keys(one.history));
      for (const [log, series] of Object.entries(one.history)) {
        series.forEach((value, step) => {
          // A term may vanish where the loss does not: each is measured by the larger.
          const size = Math.max(Math.abs(value), Math.abs(one.history['loss']![step]!));
          expect(Math.abs(two.history[log]![step]! - value) / size, `${log} of step ${step}`).toBeLessThan(1e-4);
        });
      }
      const moved = distance(one.start, one.end);
      expect(moved).toBeGreaterThan(1e-3);
      // Δw_eager − Δw_compiled is the difference of the ends, since the starts are equal.
      expect(distance(one.end, two.end) / moved).toBeLessThan(1e-3);
    },
    180_000,
  );
});
