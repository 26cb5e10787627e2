import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import oracles from '../../oracles/totalCorrelationOracles.json' with { type: 'json' };
import type { Posterior } from '../parts.js';
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
const names = ['mutualInformation', 'totalCorrelation', 'dimensionWise'] as const;

test.each(oracles)('terms, loss and gradients as pairs summed by NumPy: $name', (oracle) => {
  const { estimator, factors, dataSize, weight, labels } = oracle;
  const [alpha, beta, gamma] = factors as [number, number, number];
  const objective = totalCorrelation({ alpha, beta, gamma, estimator: estimator as 'weighted' }).build(shapes);
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

test('where the classes lie is no correlation: codes that move with their class have the terms of the residuals', () => {
  const [eps, logVar] = [tf.tensor(randomStream(3).fillNormal(new Float32Array(12)), [6, 2]), tf.fill([6, 2], -1)];
  const residualMean = tf.tensor(randomStream(4).fillNormal(new Float32Array(12)), [6, 2]);
  const labels = [0, 1, 1, 0, 1, 0];
  const means = tf.tensor2d([
    [5, 5],
    [-5, -5],
  ]);
  const hot = tf.oneHot(tf.tensor1d(labels, 'int32'), 2).toFloat() as tf.Tensor2D;
  const objective = totalCorrelation().build(shapes);
  const termsOf = (mean: tf.Tensor, prior: Parameters<typeof passOf>[0]['prior']) =>
    objective.evaluate(
      passOf({
        z: tf.add(mean, tf.mul(Math.exp(-0.5), eps)),
        parameters: [mean, logVar],
        labels,
        schedule: { beta: tf.scalar(1) },
        prior: prior!,
      }),
    ).terms;
  const moved = tf.add(residualMean, tf.matMul(hot, means));
  const plain = termsOf(residualMean, standardNormal().build(shapes));
  const within = termsOf(moved, classPrior(means, tf.zeros([2, 2])));
  for (const name of names) expect(deviation(within[name]!.dataSync(), plain[name]!.dataSync()), name).toBeLessThan(1e-5);
  // Seen without their classes, the same codes lie on a diagonal.
  const pooled = termsOf(moved, standardNormal().build(shapes));
  const mean = (terms: typeof plain): number => tf.mean(terms['totalCorrelation']!).dataSync()[0]!;
  expect(mean(pooled)).toBeGreaterThan(mean(within) + 0.3);
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
