import * as tf from '@tensorflow/tfjs';
import { constant } from '@vaekit/losses';
import { expect, test } from 'vitest';
import { judgedBy } from './judgedBy.js';
import { encode } from './latent/encode.js';
import { samplePrior } from './latent/sample.js';
import { elbo } from './objectives/elbo.js';
import { iwae } from './objectives/iwae.js';
import { contextFor } from './ownScalars.js';
import type { Context, Corruption, Posterior, Prior } from './parts.js';
import type { Objective, Pass } from './pass.js';
import { diagonalNormal } from './posteriors/diagonalNormal.js';
import { standardNormal } from './priors/standardNormal.js';
import { vampPrior } from './priors/vampPrior.js';
import { drawNoise } from './random/drawNoise.js';
import { randomStream } from './random/randomStream.js';
import { deviation, tinyData, tinyVae } from './tiny.test-helper.js';
import { evaluate } from './training/evaluate.js';
import type { Vae } from './vae.js';

const rows = 2;
const x = (): tf.Tensor => tf.tensor(tinyData(rows).data, [rows, 4]);

function passOf(model: Vae, more: { mask?: tf.Tensor; schedule?: Record<string, tf.Scalar>; objective?: Objective } = {}): Pass {
  const { mask, schedule = { beta: tf.scalar(1) }, objective } = more;
  const built = objective?.build(model.shapes);
  const noise = drawNoise(model.noise('train', built), rows, randomStream(1));
  const batch = { x: x(), ...(mask === undefined ? {} : { mask }) };
  return model.pass({ batch, noise, schedule, mode: 'train', dataSize: rows }, built);
}

/** Shows zeros in place of the first and the last value, and asks the likelihood for these. */
const patch: Corruption = {
  config: { kind: 'patch' },
  build: () => ({
    noise: () => ({}),
    apply(values) {
      const hidden = tf.mul(tf.onesLike(values), tf.tensor2d([[1, 0, 0, 1]]));
      return { input: tf.mul(values, tf.sub(1, hidden)), mask: hidden };
    },
  }),
};

const nllOf = (pass: Pass, model: Vae, mask: number[][]): ArrayLike<number> =>
  model.likelihood.negativeLogDensity(pass.likelihoodParameters(), x(), tf.tensor2d(mask)).dataSync();

test('a corruption’s mask never brings back what is missing', () => {
  const model = tinyVae({ corruption: patch });
  const mask = tf.tensor2d([
    [1, 1, 1, 0],
    [0, 1, 1, 1],
  ]);
  const pass = passOf(model, { mask });
  expect(
    deviation(
      pass.reconstruction().dataSync(),
      nllOf(pass, model, [
        [1, 0, 0, 0],
        [0, 0, 0, 1],
      ]),
    ),
  ).toBeLessThan(1e-6);
  const whole = passOf(model);
  expect(
    deviation(
      whole.reconstruction().dataSync(),
      nllOf(whole, model, [
        [1, 0, 0, 1],
        [1, 0, 0, 1],
      ]),
    ),
  ).toBeLessThan(1e-6);
});

test.each([1, 3])('log p(x, z) of %i draws asks for what the pass asks for, and the prior with its own scalars', (samples) => {
  const seen: Context[] = [];
  const prior: Prior = {
    config: { kind: 'heated' },
    build(shapes) {
      const base = standardNormal().build(shapes);
      return {
        ...base,
        schedules: { heat: constant(2) },
        logDensity(z, context) {
          seen.push(context);
          return tf.mul(base.logDensity!(z, context), context.schedule['heat']!);
        },
      };
    },
  };
  const model = tinyVae({ corruption: patch, prior, objective: elbo({ samples }) });
  const pass = passOf(model, {
    mask: tf.tensor2d([
      [1, 1, 1, 0],
      [0, 1, 1, 1],
    ]),
    schedule: { beta: tf.scalar(1), 'prior/heat': tf.scalar(5) },
  });
  const joint = pass.drawContext.logJoint!(pass.z()).dataSync();
  const expected = tf.sub(tf.reshape(pass.logPrior(), [-1]), tf.reshape(pass.reconstruction(), [-1])).dataSync();
  expect(deviation(joint, expected)).toBeLessThan(1e-5);
  expect(seen.map(({ schedule }) => schedule['heat']!.dataSync()[0])).toEqual([5, 5]);
});

/** Parts that all call their scalar the same. */
function scheduled(): { model: Vae; told: Record<string, number[]>; objective: Objective } {
  const told: Record<string, number[]> = { posterior: [], prior: [], objective: [] };
  const tell = (who: string, { schedule }: Pick<Context, 'schedule'>): void => {
    expect(Object.keys(schedule)).toEqual(['t']);
    told[who]!.push(schedule['t']!.dataSync()[0]!);
  };
  const posterior: Posterior = {
    config: { kind: 'told' },
    build(shapes) {
      const base = diagonalNormal().build(shapes);
      return {
        ...base,
        schedules: { t: constant(10) },
        draw(...given) {
          tell('posterior', given[2]);
          return base.draw(...given);
        },
        logDensity(...given) {
          tell('posterior', given[2]);
          return base.logDensity!(...given);
        },
      };
    },
  };
  const prior: Prior = {
    config: { kind: 'told' },
    build(shapes) {
      const base = vampPrior({ pseudoInputs: 2 }).build(shapes);
      return {
        ...base,
        schedules: { t: constant(20) },
        logDensity(...given) {
          tell('prior', given[1]);
          return base.logDensity!(...given);
        },
        draw(...given) {
          tell('prior', given[1]);
          return base.draw(...given);
        },
      };
    },
  };
  const objective: Objective = {
    config: { kind: 'told' },
    build: () => ({
      samples: 1,
      schedules: { t: constant(30) },
      evaluate(pass) {
        tell('objective', pass);
        return { terms: { kl: pass.kl() } };
      },
    }),
  };
  return { model: tinyVae({ posterior, prior, objective }), told, objective };
}

const all = (told: Record<string, number[]>): Record<string, number[]> =>
  Object.fromEntries(Object.entries(told).map(([who, values]) => [who, [...new Set(values)]]));

test('each part sees its own scalars under the name that it gave them, also where a prior asks the posterior', () => {
  const { model, told } = scheduled();
  const schedule = { t: tf.scalar(3), 'posterior/t': tf.scalar(1), 'prior/t': tf.scalar(2) };
  const noise = drawNoise(model.noise('train'), rows, randomStream(1));
  model.forward({ batch: { x: x() }, noise, schedule, mode: 'train', dataSize: rows });
  expect(all(told)).toEqual({ posterior: [1], prior: [2], objective: [3] });
});

test('outside of a pass, and in a pass that names none, scalars have their final values', async () => {
  const { model, told, objective } = scheduled();
  encode(model, x(), { draw: true });
  samplePrior(model, { count: 2 });
  expect(contextFor('prior', model.context(undefined, rows)).schedule['t']!.dataSync()[0]).toBe(20);
  passOf(model, { schedule: {}, objective }).kl();
  expect(all(told)).toEqual({ posterior: [10], prior: [20], objective: [] });
  await evaluate(judgedBy(model, iwae({ k: 2 })), tinyData(4));
  expect(all(told)).toEqual({ posterior: [10], prior: [20], objective: [] });
  await evaluate(judgedBy(model, objective), tinyData(4));
  expect(all(told)).toEqual({ posterior: [10], prior: [20], objective: [30] });
  const other = passOf(tinyVae(), { schedule: {}, objective: elbo({ beta: 4 }) });
  expect(other.schedule['beta']!.dataSync()[0]).toBe(4);
});

test('a pseudo-input is asked about as in evaluation, in training too', () => {
  const modes: string[] = [];
  const posterior: Posterior = {
    config: { kind: 'asked' },
    build(shapes) {
      const base = diagonalNormal().build(shapes);
      return {
        ...base,
        draw(...given) {
          modes.push(given[2].mode);
          return base.draw(...given);
        },
      };
    },
  };
  const model = tinyVae({ posterior, prior: vampPrior({ pseudoInputs: 2 }) });
  const noise = drawNoise(model.prior.noise(model), rows, randomStream(1));
  model.prior.draw(noise, { ...contextFor('prior', model.context(undefined, rows)), mode: 'train' }, 1);
  expect(modes).toEqual(['evaluate']);
});
