import * as tf from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import oracles from '../../oracles/totalCorrelationOracles.json' with { type: 'json' };
import type { BuiltPrior, Posterior } from '../parts.js';
import type { BuiltObjective } from '../pass.js';
import { diagonalNormal } from '../posteriors/diagonalNormal.js';
import { classMeans } from '../priors/classMeans.js';
import { standardNormal } from '../priors/standardNormal.js';
import { drawNoise } from '../random/drawNoise.js';
import { randomStream } from '../random/randomStream.js';
import { deviation, tinyData, tinyVae } from '../tiny.test-helper.js';
import { weightedMean } from '../weightedMean.js';
import { elbo } from './elbo.js';
import { classPrior, expectPaddingFree, expectPaddingUnseen, passOf } from './objectives.test-helper.js';
import { totalCorrelation, type TotalCorrelationOptions } from './totalCorrelation.js';

const shapes = { event: [4], latent: [2] };
const classed = { ...shapes, classes: 2, conditionWidth: 2 };
const names = ['mutualInformation', 'totalCorrelation', 'dimensionWise'] as const;

test.each(oracles)('terms, loss and gradients as pairs summed by NumPy: $name', (oracle) => {
  const { estimator, factors, dataSize, weight, labels } = oracle;
  const [alpha, beta, gamma] = factors as [number, number, number];
  const given = labels === null ? shapes : classed;
  const objective = totalCorrelation({ alpha, beta, gamma, estimator: estimator as 'weighted' }).build(given);
  const shape = oracle.shape as [number, number];
  const byClass = [2, shape[1]];
  const [mean, logVar] = [tf.variable(tf.tensor(oracle.mean, shape)), tf.variable(tf.tensor(oracle.logVar, shape))];
  const moved = classPrior(tf.tensor(oracle.classMean, byClass), tf.tensor(oracle.logWidth, byClass));
  const judge = () =>
    objective.evaluate(
      passOf({
        z: tf.add(mean, tf.mul(tf.exp(tf.mul(logVar, 0.5)), tf.tensor(oracle.eps, shape))),
        parameters: [mean, logVar],
        weight,
        labels,
        dataSize,
        schedule: { beta: tf.scalar(beta) },
        ...(labels === null ? {} : { prior: moved }),
      }),
    );
  const { terms } = judge();
  for (const name of names) {
    const found = tf.mul(terms[name]!, tf.tensor1d(weight)).dataSync();
    expect(deviation(found, oracle[name]), name).toBeLessThan(1e-5);
  }
  const variables = { mean, logVar, ...(labels === null ? {} : { classMean: moved.variables!['means']! }) };
  const { value, grads } = tf.variableGrads(
    () => weightedMean(judge().losses!['model'] as tf.Tensor1D, tf.tensor1d(weight)),
    Object.values(variables),
  );
  expect(deviation(value.dataSync(), [oracle.loss])).toBeLessThan(1e-5);
  for (const [name, variable] of Object.entries(variables))
    expect(deviation(grads[variable.name]!.dataSync(), oracle.gradients[name as 'mean']), name).toBeLessThan(1e-4);
});

const judged = (options: TotalCorrelationOptions, { rows = 6, seed = 1 } = {}) => {
  const model = tinyVae({ prior: classMeans(2, { classVariance: true }), objective: totalCorrelation(options) });
  const batch = { x: tf.tensor(tinyData(rows).data, [rows, 4]), y: tf.tensor1d([0, 1, 1, 0, 1, 1].slice(0, rows), 'int32') };
  const noise = drawNoise(model.noise('train'), rows, randomStream(seed));
  const input = { batch, noise, schedule: { beta: tf.scalar(options.beta as number) }, mode: 'train', dataSize: 60 } as const;
  return { model, input };
};

test('with factors of 1 it is the evidence lower bound: draw by draw, and in the mean that of the closed divergence', () => {
  for (const estimator of ['weighted', 'stratified'] as const) {
    const { model, input } = judged({ beta: 1, estimator });
    const pass = model.pass(input);
    const drawn = tf.add(pass.reconstruction(), tf.sub(pass.logPosterior(), pass.logPrior())).dataSync();
    expect(deviation(tf.addN(Object.values(model.forward(input).terms)).dataSync(), drawn)).toBeLessThan(1e-5);
    const draws = 150;
    const closed = elbo().build(shapes);
    const differences = Float64Array.from({ length: draws }, (_, i) => {
      const noise = drawNoise(model.noise('train'), 6, randomStream(i));
      const other = model.pass({ ...input, noise }, closed).outcome().losses!['model']!;
      return model.forward({ ...input, noise }).losses!['model']!.dataSync()[0]! - other.dataSync()[0]!;
    });
    const mean = differences.reduce((sum, value) => sum + value, 0) / draws;
    const error = Math.sqrt(differences.reduce((sum, value) => sum + (value - mean) ** 2, 0) / draws ** 2);
    expect(Math.abs(mean)).toBeLessThan(4 * error);
    expect(error).toBeLessThan(0.15);
    model.dispose();
  }
});

test('the stratified estimate of q(z), averaged over every batch that holds an example, is q(z)', () => {
  // Four examples, batches of three, the code of the first: exp(log q(z|x) − mutual information) is the estimate.
  const [means, logVars] = [tf.tensor2d([[0.3], [-1], [2], [0.5]]), tf.tensor2d([[-0.5], [0.2], [-1], [0.4]])];
  const z = 0.9;
  const objective = totalCorrelation({ estimator: 'stratified' }).build({ event: [4], latent: [1] });
  const density = (i: number): number => {
    const [m, v] = [means.arraySync()[i]![0]!, Math.exp(logVars.arraySync()[i]![0]!)];
    return Math.exp(-((z - m) ** 2) / (2 * v)) / Math.sqrt(2 * Math.PI * v);
  };
  const estimate = (batch: number[]): number => {
    const rows = tf.tensor1d(batch, 'int32');
    const parameters = [tf.gather(means, rows), tf.gather(logVars, rows)];
    const pass = passOf({ z: tf.fill([3, 1], z), parameters, dataSize: 4, schedule: { beta: tf.scalar(1) } });
    return density(batch[0]!) * Math.exp(-objective.evaluate(pass).terms['mutualInformation']!.dataSync()[0]!);
  };
  const batches = [
    [0, 1, 2],
    [0, 1, 3],
    [0, 2, 3],
  ];
  const mean = batches.reduce((sum, batch) => sum + estimate(batch), 0) / 3;
  expect(mean).toBeCloseTo([0, 1, 2, 3].reduce((sum, i) => sum + density(i), 0) / 4, 5);
});

describe('within classes', () => {
  const labels = [0, 1, 1, 0, 1, 0];
  const rows = labels.length;
  const normals = (seed: number): tf.Tensor2D =>
    tf.tensor2d(randomStream(seed).fillNormal(new Float32Array(2 * rows)), [rows, 2]);
  const hot = tf.oneHot(tf.tensor1d(labels, 'int32'), 2).toFloat() as tf.Tensor2D;
  const means = tf.tensor2d([
    [5, 5],
    [-5, -5],
  ]);
  const spread = -1;
  const passed = (mean: tf.Tensor, prior: BuiltPrior, dataSize: number) =>
    passOf({
      z: tf.add(mean, tf.mul(Math.exp(spread / 2), normals(3))),
      parameters: [mean, tf.fill([rows, 2], spread)],
      labels,
      dataSize,
      schedule: { beta: tf.scalar(3) },
      prior,
    });
  const moved = (): tf.Tensor => tf.add(normals(4), tf.matMul(hot, means));

  test('where the classes lie is no correlation: codes that move with their class have the terms of the residuals', () => {
    const objective = totalCorrelation().build(classed);
    const plain = objective.evaluate(passed(normals(4), standardNormal().build(shapes), 100)).terms;
    const within = objective.evaluate(passed(moved(), classPrior(means, tf.zeros([2, 2])), 100)).terms;
    for (const name of names) expect(deviation(within[name]!.dataSync(), plain[name]!.dataSync()), name).toBeLessThan(1e-5);
    // Where only the networks see the class, its place is none either; without classes the same codes lie on a diagonal.
    const shown = passed(moved(), standardNormal().build(shapes), 100);
    const mean = (of: BuiltObjective): number => tf.mean(of.evaluate(shown).terms['totalCorrelation']!).dataSync()[0]!;
    const seen = objective.evaluate(shown).terms['totalCorrelation']!.dataSync();
    expect(deviation(seen, plain['totalCorrelation']!.dataSync())).toBeLessThan(1e-5);
    expect(mean(totalCorrelation().build(shapes))).toBeGreaterThan(mean(objective) + 0.3);
  });

  test('on the whole set the loss is −ELBO + (β − 1)·TC(z | y), q(z | y) summed over the N_y examples of the class', () => {
    const pass = passed(moved(), classPrior(means, tf.zeros([2, 2])), rows);
    const [z, m] = [pass.z().arraySync() as number[][], moved().arraySync() as number[][]];
    const log = (values: number[], center: number[], variance: number): number =>
      values.reduce((sum, v, k) => sum - 0.5 * (Math.log(2 * Math.PI * variance) + (v - center[k]!) ** 2 / variance), 0);
    const place = means.arraySync();
    const wanted = labels.map((label, i) => {
      const mates = m.filter((_, j) => labels[j] === label);
      const aggregate = (at: number[], of: (center: number[]) => number[]): number =>
        Math.log(mates.reduce((sum, center) => sum + Math.exp(log(at, of(center), Math.exp(spread))), 0) / mates.length);
      const marginals = [0, 1].reduce((sum, k) => sum + aggregate([z[i]![k]!], (center) => [center[k]!]), 0);
      const kl = log(z[i]!, m[i]!, Math.exp(spread)) - log(z[i]!, place[label]!, 1);
      return kl + 2 * (aggregate(z[i]!, (center) => center) - marginals);
    });
    const objective = totalCorrelation({ beta: 3, estimator: 'stratified' }).build(classed);
    expect(deviation(objective.evaluate(pass).losses!['model']!.dataSync(), wanted)).toBeLessThan(1e-4);
  });
});

test('rows of weight 0 are not seen, and nothing leaks', async () => {
  for (const estimator of ['weighted', 'stratified'] as const) {
    const objective = () => totalCorrelation({ estimator });
    await expectPaddingUnseen(objective, { prior: classMeans(2) });
    expectPaddingFree(objective, { prior: classMeans(2) });
  }
});

test('an example alone in its batch has finite terms', () => {
  for (const estimator of ['weighted', 'stratified'] as const) {
    const { model, input } = judged({ beta: 6, estimator }, { rows: 1 });
    const { terms } = model.forward(input);
    expect(terms['mutualInformation']!.dataSync()[0]).toBeCloseTo(Math.log(60), 4);
    for (const term of Object.values(terms)) expect(Number.isFinite(term.dataSync()[0])).toBe(true);
    model.dispose();
  }
});

test('says what is wrong with options and with parts', () => {
  expect(() => totalCorrelation({ alpha: -1 })).toThrow('totalCorrelation: `alpha` is -1; expected a number of at least 0');
  expect(() => totalCorrelation({ beta: Infinity })).toThrow(
    'totalCorrelation: `beta` is Infinity; expected a number of at least 0',
  );
  expect(() => totalCorrelation({ estimator: 'exact' as 'weighted' })).toThrow(
    "totalCorrelation: `estimator` is 'exact'; expected 'weighted' or 'stratified'",
  );
  const forward = (parts: Parameters<typeof tinyVae>[0]): void => {
    const model = tinyVae({ ...parts, objective: totalCorrelation() });
    const batch = { x: tf.tensor(tinyData(2).data, [2, 4]), y: tf.tensor1d([0, 1], 'int32') };
    const noise = drawNoise(model.noise('train'), 2, randomStream(1));
    try {
      model.forward({ batch, noise, schedule: { beta: tf.scalar(1) }, mode: 'train', dataSize: 2 });
    } finally {
      model.dispose();
    }
  };
  const shapeless: Posterior = {
    config: { kind: 'shapeless' },
    build(given) {
      const { family: _, ...rest } = diagonalNormal().build(given);
      return rest;
    },
  };
  expect(() => forward({ posterior: shapeless })).toThrow(
    'totalCorrelation: the posterior is of no family that has a closed form; expected a diagonal normal',
  );
  expect(() =>
    forward({
      prior: {
        config: { kind: 'noFamily' },
        build(given) {
          const { family: _, ...rest } = standardNormal().build(given);
          return rest;
        },
      },
    }),
  ).toThrow('totalCorrelation: the prior is of no family that has a closed form; expected a diagonal normal');
  expect(() => forward({ prior: classMeans(2, { unknownLabels: true }) })).toThrow(
    'totalCorrelation: the prior sums over labels that are not known, but codes are seen from the mean of their class; leave `unknownLabels` out',
  );
});
