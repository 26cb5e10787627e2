import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import oracles from '../../oracles/mixtureOracles.json' with { type: 'json' };
import bic from '../../oracles/mixtureBicOracles.json' with { type: 'json' };
import { adam } from '../optimizers/adam.js';
import type { BuiltPrior } from '../parts.js';
import { drawNoise } from '../random/drawNoise.js';
import { randomStream } from '../random/randomStream.js';
import { deviation, tinyContext, tinyData, tinyVae } from '../tiny.test-helper.js';
import { evaluate } from '../training/evaluate.js';
import { fit } from '../training/fit.js';
import { mixtureOfNormals, type MixtureOfNormalsOptions } from './mixtureOfNormals.js';

const build = (options: MixtureOfNormalsOptions, latent: readonly number[]): BuiltPrior =>
  mixtureOfNormals(options).build({ event: [4], latent });
const variable = (prior: BuiltPrior, name: string): tf.Variable => prior.variables![name]!;

const { density: oracle } = oracles;
const { model } = tinyContext(0);

/** The mixture of the oracle, its three dimensions in the given shape. */
function oraclePrior(latent: readonly number[]): BuiltPrior {
  const prior = build({ components: oracle.components }, latent);
  for (const name of ['logits', 'means', 'logVars'] as const)
    variable(prior, name).assign(tf.tensor(oracle.inputs[name], variable(prior, name).shape));
  return prior;
}

test.each([[[3]], [[1, 3, 1]]])('the density and its gradients are those of PyTorch, codes of shape %j', (latent) => {
  const prior = oraclePrior(latent);
  const z = tf.variable(tf.tensor(oracle.inputs.z, [oracle.rows, ...latent]));
  const before = tf.memory().numTensors;
  const density = (): tf.Tensor1D => prior.logDensity!(z, tinyContext(oracle.rows));
  const all = { ...prior.variables, z };
  const [values, gradients] = tf.tidy(() => {
    const { grads } = tf.variableGrads(() => tf.sum(tf.mul(density(), tf.tensor1d(oracle.rowWeights))), Object.values(all));
    return [
      density().dataSync(),
      Object.fromEntries(Object.entries(all).map(([name, each]) => [name, grads[each.name]!.dataSync()])),
    ];
  });
  expect(deviation(values, oracle.logDensity)).toBeLessThan(1e-5);
  for (const [name, expected] of Object.entries(oracle.gradients))
    expect(deviation(gradients[name]!, expected), name).toBeLessThan(1e-4);
  expect(tf.memory().numTensors).toBe(before);
});

test('one component without spread of its own is the standard normal', () => {
  const prior = build({ components: 1 }, [2]);
  variable(prior, 'means').assign(tf.zeros([1, 2]));
  expect(prior.logDensity!(tf.tensor2d([[0.3, -1]]), tinyContext(1)).dataSync()[0]).toBeCloseTo(
    -Math.log(2 * Math.PI) - (0.09 + 1) / 2,
    6,
  );
});

test('a draw takes the component that the uniform number falls to, and the temperature scales its deviation', () => {
  const prior = build({ components: 3 }, [2]);
  const means = [0, 0, 10, 20, -30, 40];
  variable(prior, 'logits').assign(tf.log(tf.tensor1d([0.2, 0.5, 0.3])));
  variable(prior, 'means').assign(tf.tensor2d(means, [3, 2]));
  variable(prior, 'logVars').assign(tf.log(tf.tensor2d([1, 4, 9, 16, 25, 36], [3, 2])));
  const component = tf.tensor1d([0, 0.19, 0.21, 0.69, 0.71, 1 - 2 ** -24]);
  const draw = (temperature: number): tf.TypedArray =>
    prior.draw({ component, eps: tf.ones([6, 2]) }, tinyContext(6), temperature).dataSync();
  const expected = (temperature: number): number[] =>
    [0, 0, 1, 1, 2, 2].flatMap((k) => [0, 1].map((i) => means[2 * k + i]! + temperature * (2 * k + i + 1)));
  for (const temperature of [0, 0.5, 1]) expect(deviation(draw(temperature), expected(temperature))).toBeLessThan(1e-6);
});

test('draws have the weights of the mixture', () => {
  const prior = build({ components: 3 }, [1]);
  const weights = [0.2, 0.5, 0.3];
  variable(prior, 'logits').assign(tf.log(tf.tensor1d(weights)));
  variable(prior, 'means').assign(tf.tensor2d([0, 100, 200], [3, 1]));
  const rows = 40_000;
  const codes = prior.draw(drawNoise(prior.noise(tinyContext(0).model), rows, randomStream(3)), tinyContext(rows), 1).dataSync();
  weights.forEach((weight, k) => {
    const share = codes.filter((code) => Math.round(code / 100) === k).length / rows;
    expect(Math.abs(share - weight)).toBeLessThan(5 * Math.sqrt((weight * (1 - weight)) / rows));
  });
});

test('it is fitted in closed form, to the mixture that scikit-learn finds, and keeps no tensors', () => {
  const [, , single] = oracles.fits;
  const prior = build({ components: 1 }, [1]);
  const before = tf.memory().numTensors;
  const { fitting } = prior;
  if (fitting?.kind !== 'closed') throw new Error('expected a closed form');
  fitting.fit(Float32Array.from(single!.codes), single!.rows, undefined, model);
  expect(tf.memory().numTensors).toBe(before);
  expect(deviation(variable(prior, 'means').dataSync(), single!.means)).toBeLessThan(1e-6);
  expect(deviation(variable(prior, 'logVars').dataSync(), single!.variances.map(Math.log))).toBeLessThan(1e-6);
  const { codes, rows } = single!;
  const z = tf.tensor2d(codes, [rows, 1]);
  expect(tf.mean(prior.logDensity!(z, tinyContext(rows))).dataSync()[0]).toBeCloseTo(single!.logLikelihood, 5);
});

test('with components by the criterion, those that are not needed have no weight and no part in what is drawn', () => {
  const { codes, rows, chosen } = bic.sets[2]!;
  const [found, wanted] = [build({ components: 'bic', most: 9 }, [2]), build({ components: chosen }, [2])];
  for (const { fitting } of [found, wanted]) {
    if (fitting?.kind !== 'closed') throw new Error('expected a closed form');
    fitting.fit(Float32Array.from(codes), rows, undefined, model);
  }
  expect(variable(found, 'means').shape).toEqual([9, 2]);
  const weights = tf.softmax(variable(found, 'logits')).dataSync();
  expect([...weights].map((weight) => weight > 0)).toEqual(Array.from({ length: 9 }, (_, k) => k < chosen));
  const density = (prior: BuiltPrior) => prior.logDensity!(tf.tensor2d(codes, [rows, 2]), tinyContext(rows)).dataSync();
  expect(deviation(density(found), density(wanted))).toBeLessThan(1e-5);
  const noise = { component: tf.linspace(0, 1, 50), eps: tf.zeros([50, 2]) };
  const draws = [found, wanted].map((prior) => prior.draw(noise, tinyContext(50), 1).dataSync());
  expect(deviation(draws[0]!, draws[1]!)).toBeLessThan(1e-5);
  expect(mixtureOfNormals({ components: 'bic' }).config).toEqual({
    kind: 'mixtureOfNormals',
    components: 'bic',
    most: 20,
    varianceFloor: 1e-6,
    seed: 0,
  });
  expect(() => mixtureOfNormals({ components: 'bic', most: 0 })).toThrow('mixtureOfNormals: `most` is 0; expected');
});

test('the variance floor holds where codes are one point', () => {
  const prior = build({ components: 2, varianceFloor: 0.25 }, [2]);
  if (prior.fitting?.kind !== 'closed') throw new Error('expected a closed form');
  prior.fitting.fit(new Float32Array(8).fill(7), 4, undefined, model);
  expect(deviation(variable(prior, 'logVars').dataSync(), Array<number>(4).fill(Math.log(0.25)))).toBeLessThan(1e-6);
  expect(tf.all(tf.isFinite(variable(prior, 'logits'))).dataSync()[0]).toBe(1);
});

test('it is trained with the model; its start comes from the seed', async () => {
  const model = tinyVae({ prior: mixtureOfNormals({ components: 3 }) });
  const start = variable(build({ components: 3 }, [2]), 'means').dataSync();
  expect(model.variables['prior/means']!.dataSync()).toEqual(start);
  expect(variable(build({ components: 3, seed: 1 }, [2]), 'means').dataSync()).not.toEqual(start);
  const data = tinyData(20);
  const before = await evaluate(model, data);
  await fit(model, data, { epochs: 60, batchSize: 10, optimizer: adam({ learningRate: 0.02 }) });
  const after = await evaluate(model, data);
  expect(after.loss).toBeLessThan(before.loss);
  expect(Object.keys(after.terms)).toEqual(['reconstruction', 'kl']);
  const fresh = build({ components: 3 }, [2]);
  for (const name of ['logits', 'means', 'logVars'])
    expect(deviation(model.variables[`prior/${name}`]!.dataSync(), variable(fresh, name).dataSync()), name).toBeGreaterThan(0.01);
});

test('what makes no sense is refused', () => {
  expect(() => mixtureOfNormals({ components: 0 })).toThrow(
    'mixtureOfNormals: `components` is 0; expected a whole number of at least 1',
  );
  for (const varianceFloor of [0, -1, Number.NaN, Infinity])
    expect(() => mixtureOfNormals({ components: 2, varianceFloor })).toThrow(
      `mixtureOfNormals: \`varianceFloor\` is ${varianceFloor}; expected a positive number`,
    );
  const { fitting } = build({ components: 3 }, [2]);
  if (fitting?.kind !== 'closed') throw new Error('expected a closed form');
  expect(() => fitting.fit(new Float32Array(4), 2, undefined, model)).toThrow(
    'mixtureOfNormals: 2 codes are too few for 3 components; give more data, or take fewer `components`',
  );
  expect(() => fitting.fit(Float32Array.of(0, 0, 0, 0, 0, Number.NaN), 3, undefined, model)).toThrow(
    'mixtureOfNormals: code 2 has NaN; expected finite numbers',
  );
});
