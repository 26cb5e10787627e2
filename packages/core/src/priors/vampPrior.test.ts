import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import oracles from '../../oracles/vampOracles.json' with { type: 'json' };
import type { Noise } from '../contract.js';
import { samplePrior } from '../latent/sample.js';
import { gaussian } from '../likelihoods/gaussian.js';
import { poisson } from '../likelihoods/poisson.js';
import { mlp, mlpEncoder } from '../networks/mlp.js';
import type { Posterior } from '../parts.js';
import { diagonalNormal } from '../posteriors/diagonalNormal.js';
import { fullNormal } from '../posteriors/fullNormal.js';
import { randomStream } from '../random/randomStream.js';
import { repeatedParameters } from '../repeatedParameters.js';
import { deviation, tinyData, tinyVae } from '../tiny.test-helper.js';
import { evaluate } from '../training/evaluate.js';
import { fit } from '../training/fit.js';
import { readWeights, writeWeights } from '../training/modelWeights.js';
import type { Vae } from '../vae.js';
import { classMeans } from './classMeans.js';
import { vampPrior } from './vampPrior.js';

const components = 5;
const prior = vampPrior({ pseudoInputs: components });

/** The model of the oracle. */
async function oracleModel(): Promise<Vae> {
  const model = tinyVae({ prior });
  const given = Object.fromEntries(Object.entries(oracles.variables).map(([name, { data }]) => [name, data]));
  writeWeights(model, { ...(await readWeights(model)), ...given });
  return model;
}

const pseudoInputs = (model: Vae): tf.Variable => model.variables['prior/pseudoInputs']!;
const started = (model: Vae, batch: Parameters<NonNullable<Vae['initialize']>>[0]): Float32Array => {
  model.initialize!(batch, {});
  return pseudoInputs(model).dataSync() as Float32Array;
};

test('the density is that of the mixture of posteriors, and so are the gradients of pseudo-inputs, encoder and code', async () => {
  const model = await oracleModel();
  const rows = oracles.weights.length;
  const names = Object.keys(oracles.variables);
  const z = tf.variable(tf.tensor2d(oracles.z, [rows, 2]));
  const density = (): tf.Tensor1D => model.prior.logDensity!(z, model.context(undefined, rows));
  expect(deviation(density().dataSync(), oracles.logDensity)).toBeLessThan(1e-5);
  const { grads } = tf.variableGrads(
    () => tf.sum(tf.mul(density(), tf.tensor1d(oracles.weights))),
    [...names.map((name) => model.variables[name]!), z],
  );
  const expected: Record<string, readonly number[]> = oracles.gradients;
  for (const [name, variable] of [...names.map((each) => [each, model.variables[each]!] as const), ['z', z] as const])
    expect(deviation(grads[variable.name]!.dataSync(), expected[name]!), name).toBeLessThan(1e-4);
});

test('for any code it lies between the largest component over K and the largest component', async () => {
  const model = await oracleModel();
  const density = (code: number[], inputs: tf.Tensor): number[] =>
    tf.tidy(() => {
      const context = model.context(undefined, inputs.shape[0]!);
      const parameters = model.encodeParameters(inputs);
      const z = tf.mul(tf.ones([inputs.shape[0]!, 1]), tf.tensor2d([code]));
      return [...model.posterior.logDensity!(parameters, z, context).dataSync()];
    });
  fc.assert(
    fc.property(fc.array(fc.float({ min: -5, max: 5, noNaN: true }), { minLength: 2, maxLength: 2 }), (code) => {
      const each = density(code, tf.sigmoid(pseudoInputs(model)));
      const [mixture] = tf.tidy(() => model.prior.logDensity!(tf.tensor2d([code]), model.context(undefined, 1)).dataSync());
      const most = Math.max(...each);
      const rounding = 1e-5 * (1 + Math.abs(most));
      expect(mixture!).toBeLessThanOrEqual(most + rounding);
      expect(mixture!).toBeGreaterThanOrEqual(most - Math.log(components) - rounding);
    }),
    { numRuns: 50 },
  );
});

test('a draw is one of the posteriors’ own, chosen by the uniform number; the temperature scales the distance from its center', async () => {
  const model = await oracleModel();
  const spec = model.prior.noise(model);
  expect(Object.keys(spec)).toEqual(['component', 'posterior/eps']);
  const u = [0, 0.19, 0.21, 0.5, 0.99, 1 - 2 ** -24];
  const eps = randomStream(4).fillNormal(new Float32Array(12));
  const noise: Noise = { component: tf.tensor1d(u), 'posterior/eps': tf.tensor2d(eps, [6, 2]) };
  const [mean, logVar] = model
    .encodeParameters(tf.sigmoid(pseudoInputs(model)))
    .map((parameter) => parameter.arraySync() as number[][]);
  for (const temperature of [0, 1, 0.5]) {
    const drawn = model.prior.draw(noise, model.context(undefined, 6), temperature).dataSync();
    const expected = [0, 0, 1, 2, 4, 4].flatMap((k, row) =>
      [0, 1].map((i) => mean![k]![i]! + temperature * Math.exp(logVar![k]![i]! / 2) * eps[2 * row + i]!),
    );
    expect(deviation(drawn, expected)).toBeLessThan(1e-5);
  }
});

test('samples have the mean of the mixture', async () => {
  const model = await oracleModel();
  const codes = samplePrior(model, { count: 20_000, seed: 1 });
  const { mean, variance } = tf.moments(codes, 0);
  const centers = tf.mean(model.encodeParameters(tf.sigmoid(pseudoInputs(model)))[0]!, 0).dataSync();
  [0, 1].forEach((i) =>
    expect(Math.abs(mean.dataSync()[i]! - centers[i]!)).toBeLessThan(5 * Math.sqrt(variance.dataSync()[i]! / 20_000)),
  );
});

test('pseudo-inputs start at the rows that count, in the range of the likelihood; the others at random from the seed', () => {
  const x = tf.tensor(tinyData(3).data, [3, 4]);
  const make = (seed: number): Vae => tinyVae({ prior: vampPrior({ pseudoInputs: components, seed }) });
  const random = pseudoInputs(make(1)).dataSync();
  expect(random).toEqual(pseudoInputs(make(1)).dataSync());
  expect(random).not.toEqual(pseudoInputs(make(2)).dataSync());

  const model = make(1);
  const raw = started(model, { x });
  const inside = Array.from(x.dataSync(), (value) => Math.min(0.95, Math.max(0.05, value)));
  expect(deviation(tf.sigmoid(raw.subarray(0, 12)).dataSync(), inside)).toBeLessThan(1e-6);
  expect(raw.subarray(12)).toEqual(random.subarray(12));

  const weighed = started(make(1), { x, weight: tf.tensor1d([1, 0, 1]) });
  expect(weighed.subarray(0, 4)).toEqual(raw.subarray(0, 4));
  expect(weighed.subarray(4, 8)).toEqual(random.subarray(4, 8));
  const masked = started(make(1), {
    x: tf.where(tf.equal(tf.tensor2d([[1, 0, 1, 1]]), 1), x, Number.NaN),
    mask: tf.mul(tf.ones([3, 1]), tf.tensor2d([[1, 0, 1, 1]])),
  });
  expect([masked[0], masked[1], masked[5]]).toEqual([raw[0], random[1], random[5]]);

  const few = started(tinyVae({ prior: vampPrior({ pseudoInputs: 2 }) }), { x });
  expect(few).toEqual(raw.subarray(0, 8));
});

test('real values are pseudo-inputs as they are, counts through a softplus', () => {
  const values = [0, 1, 2, 40, 3, 0, 7, 1];
  const x = tf.tensor2d(values, [2, 4]);
  const two = vampPrior({ pseudoInputs: 2 });
  expect([...started(tinyVae({ prior: two, likelihood: gaussian() }), { x })]).toEqual(values);
  const counts = started(tinyVae({ prior: two, likelihood: poisson() }), { x });
  expect(
    deviation(
      tf.softplus(tf.tensor1d(counts)).dataSync(),
      values.map((value) => Math.max(value, 0.05)),
    ),
  ).toBeLessThan(1e-5);
});

test('it is trained with the model, from the first batch on, and its divergence is estimated from the draws', async () => {
  const before = tf.memory().numTensors;
  const model = tinyVae({ prior });
  const data = tinyData(20);
  const { history } = await fit(model, data, { epochs: 30, batchSize: 10 });
  expect(history['loss']!.at(-1)!).toBeLessThan(history['loss']![0]!);
  const start = tinyVae({ prior });
  await fit(start, data, { epochs: 0, batchSize: 10 });
  // Adam moves each element by about its learning rate, 1e-3, in each of the 60 steps.
  const [from, to] = [start, model].map((each) => pseudoInputs(each).dataSync());
  const moved = Math.max(...from!.map((value, i) => Math.abs(value - to![i]!)));
  expect(moved).toBeGreaterThan(1e-3);
  expect(moved).toBeLessThan(0.2);
  const { terms } = await evaluate(model, data);
  expect(Number.isFinite(terms['kl'])).toBe(true);
  for (const each of [model, start]) each.dispose();
  expect(tf.memory().numTensors).toBe(before);
});

test('under class means it is the prior of what the class leaves over, started from data too', () => {
  const model = tinyVae({ prior: classMeans(2, { base: vampPrior({ pseudoInputs: 3 }) }) });
  const x = tf.tensor(tinyData(3).data, [3, 4]);
  model.initialize!({ x, y: tf.tensor1d([0, 1, 1], 'int32') }, {});
  const inputs = tf.sigmoid(model.variables['prior/base/pseudoInputs']!);
  expect(deviation(inputs.dataSync(), tf.clipByValue(x, 0.05, 0.95).dataSync())).toBeLessThan(1e-6);
  const z = tf.tensor2d([[0.5, -1]]);
  const labeled = model.context(tf.tensor1d([1], 'int32'), 1);
  const alone = vampPrior({ pseudoInputs: 3 }).build({ event: [4], latent: [2] });
  alone.variables!['pseudoInputs']!.assign(model.variables['prior/base/pseudoInputs']!);
  const mean = tf.slice(model.variables['prior/means']!, [1, 0], [1, 2]);
  const expected = alone.logDensity!(tf.sub(z, mean), labeled).dataSync();
  expect(deviation(model.prior.logDensity!(z, labeled).dataSync(), expected)).toBeLessThan(1e-6);
});

test('with one pseudo-input it is the posterior there, whatever the posterior computes once an example', () => {
  const one = vampPrior({ pseudoInputs: 1 });
  const hidden = [3];
  const networks = { encoder: mlp({ hidden }), decoder: mlp({ hidden }), event: [4], latent: 2 };
  const model = tinyVae({ ...networks, prior: one, posterior: fullNormal() });
  const z = tf.tensor2d(randomStream(6).fillNormal(new Float32Array(8)), [4, 2]);
  const inputs = tf.mul(tf.ones([4, 1]), tf.sigmoid(pseudoInputs(model)));
  const parameters = repeatedParameters(model, model.encodeParameters(inputs));
  const context = model.context(undefined, 4);
  const expected = model.posterior.logDensity!(parameters, z, context).dataSync();
  expect(deviation(model.prior.logDensity!(z, context).dataSync(), expected)).toBeLessThan(1e-6);
  const eps = tf.tensor2d(randomStream(7).fillNormal(new Float32Array(8)), [4, 2]);
  const drawn = model.prior.draw({ component: tf.zeros([4]), 'posterior/eps': eps }, context, 1).dataSync();
  expect(deviation(drawn, model.posterior.draw(parameters, { eps }, context).z.dataSync())).toBeLessThan(1e-6);
});

test('what it cannot do is refused by name', () => {
  expect(() => vampPrior({ pseudoInputs: 0 })).toThrow('vampPrior: `pseudoInputs` is 0; expected a whole number of at least 1');
  expect(() => tinyVae({ prior, encoder: mlpEncoder({ input: [4], latent: 2, hidden: [3], condition: 2 }) })).toThrow(
    'vampPrior: the encoder sees a condition, which pseudo-inputs do not have; take an encoder with one input, and for a prior of each class `classMeans(classes, { base: vampPrior(…) })`',
  );
  const drawOnly: Posterior = {
    config: { kind: 'drawOnly' },
    build(shapes) {
      const { logDensity: _, ...others } = diagonalNormal().build(shapes);
      return others;
    },
  };
  expect(() => tinyVae({ prior, posterior: drawOnly })).toThrow(
    'vampPrior: the posterior has no density at a code that it did not draw itself',
  );
});
