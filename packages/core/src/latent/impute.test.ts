import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import oracles from '../../oracles/imputeOracles.json' with { type: 'json' };
import { maskedPatches } from '../corruptions/maskedPatches.js';
import { categorical } from '../likelihoods/categorical.js';
import { gaussian } from '../likelihoods/gaussian.js';
import { mixedColumns } from '../likelihoods/mixedColumns.js';
import { msSsim } from '../likelihoods/msSsim.js';
import { pixelCnn } from '../likelihoods/pixelCnn.js';
import { poisson } from '../likelihoods/poisson.js';
import { scaled } from '../likelihoods/scaled.js';
import { mlp } from '../networks/mlp.js';
import { reconstruction } from '../objectives/reconstruction.js';
import { point } from '../posteriors/point.js';
import { classMeans } from '../priors/classMeans.js';
import { seedOf } from '../random/freshSeed.js';
import { deviation, tinyVae } from '../tiny.test-helper.js';
import { vae, type Vae, type VaeOptions } from '../vae.js';
import { impute } from './impute.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const { x, mask, means, deviations } = oracles;
const width = x[0]!.length;

/**
 * The linear model of the oracles; its encoder gives N(0.4, e^0.3) whatever it sees: neither the prior nor the posterior, so that the weights have
 * everything to do, and log p(z) − log q(z|x) is not 0.
 */
function linearModel(parts: Partial<VaeOptions> = {}): Vae {
  const model = vae({
    event: [width],
    latent: oracles.latent,
    encoder: mlp({ hidden: [] }),
    decoder: mlp({ hidden: [] }),
    likelihood: gaussian({ sigma: oracles.sigma }),
    ...parts,
  });
  for (const [name, variable] of Object.entries(model.variables)) {
    const bias = name.includes('logVar') ? 0.3 : 0.4;
    const values = name.startsWith('decoder/')
      ? name.endsWith('kernel')
        ? oracles.weight.flat()
        : oracles.bias
      : Array<number>(variable.size).fill(name.endsWith('kernel') ? 0 : bias);
    tf.tidy(() => variable.assign(tf.tensor(values, variable.shape)));
  }
  expect(Object.keys(model.variables).some((name) => name.includes('logVar'))).toBe(true);
  return model;
}

test('a linear Gaussian model: means and draws of what is missing are those in closed form', () => {
  const model = linearModel();
  // What stands in a gap counts nothing.
  const given = tf.tensor2d(x.map((row, r) => row.map((value, c) => (mask[r]![c] === 1 ? value : Number.NaN))));
  const observed = tf.tensor2d(mask);
  const before = tf.memory().numTensors;
  const multiple = 100;
  const found = impute(model, given, observed, { draws: 6000, multiple, seed: 5 });
  expect(tf.memory().numTensors - before).toBe(3);
  expect(found.completions!.shape).toEqual([multiple, x.length, width]);
  const [filled, effective] = [found.means.arraySync() as number[][], found.effectiveDraws.arraySync()];
  const sets = found.completions!.arraySync() as number[][][];
  means.forEach((row, r) => {
    expect(effective[r]).toBeGreaterThan(60);
    expect(effective[r]).toBeLessThan(6001);
    row.forEach((mean, c) => {
      const drawn = sets.map((set) => set[r]![c]!);
      if (mask[r]![c] === 1) {
        expect(filled[r]![c]).toBeCloseTo(x[r]![c]!, 6);
        expect(new Set(drawn).size).toBe(1);
        return;
      }
      const deviation = deviations[r]![c]!;
      // Four standard errors of a weighted mean, of a mean of draws, and of a variance of normal draws.
      expect(Math.abs(filled[r]![c]! - mean)).toBeLessThan((4 * deviation) / Math.sqrt(effective[r]!));
      const average = drawn.reduce((sum, value) => sum + value, 0) / multiple;
      expect(Math.abs(average - mean)).toBeLessThan((4 * deviation) / Math.sqrt(multiple));
      const variance = drawn.reduce((sum, value) => sum + (value - average) ** 2, 0) / (multiple - 1);
      expect(Math.abs(variance / deviation ** 2 - 1)).toBeLessThan(4 * Math.sqrt(2 / multiple));
    });
  });
});

test('one seed is one imputation, without a seed it can be asked for; nothing missing is nothing changed', () => {
  const model = tinyVae();
  const [rows, gaps, all] = [tf.ones([3, 4]), tf.tensor2d([1, 0, 1, 0, 1, 1, 1, 1, 0, 0, 0, 0], [3, 4]), tf.ones([3, 4])];
  const options = { draws: 40, multiple: 2 };
  const first = impute(model, rows, gaps, { ...options, seed: 1 });
  const again = impute(model, rows, gaps, { ...options, seed: 1 });
  expect(again.means.dataSync()).toEqual(first.means.dataSync());
  expect(again.completions!.dataSync()).toEqual(first.completions!.dataSync());
  const fresh = impute(model, rows, gaps, options);
  expect(impute(model, rows, gaps, { ...options, seed: seedOf(fresh.means) }).means.dataSync()).toEqual(fresh.means.dataSync());
  expect(seedOf(fresh.completions!)).toBe(seedOf(fresh.means));
  expect(impute(model, rows, all, { draws: 3 }).means.dataSync()).toEqual(rows.dataSync());
  expect(impute(model, rows, all, { draws: 3 }).completions).toBeUndefined();
});

test('categories: the mean is the probability of each class given what is observed', () => {
  // p(x|z) does not depend on z: the answer is that of the decoder's biases, whatever the weights.
  const model = vae({
    event: [3],
    latent: 1,
    encoder: mlp({ hidden: [] }),
    decoder: mlp({ hidden: [] }),
    likelihood: categorical({ classes: 3, encoding: 'oneHot' }),
  });
  for (const [name, variable] of Object.entries(model.variables))
    if (name.startsWith('decoder/'))
      variable.assign(tf.tensor(name.endsWith('bias') ? [0.2, 0.3, 0.5].map(Math.log) : [0, 0, 0], variable.shape));
  const { means: found } = impute(model, tf.zeros([2, 3]), tf.zeros([2, 3]), { draws: 20, seed: 0 });
  expect(deviation(found.dataSync(), [0.2, 0.3, 0.5, 0.2, 0.3, 0.5])).toBeLessThan(1e-5);
});

test('a class given by its number: the most probable one under all draws, not an average of numbers', () => {
  const model = vae({
    event: [2],
    latent: 1,
    encoder: mlp({ hidden: [] }),
    decoder: mlp({ hidden: [] }),
    likelihood: mixedColumns({
      columns: [
        { kind: 'gaussian', sigma: 1 },
        { kind: 'categorical', classes: 3, encoding: 'index' },
      ],
    }),
  });
  // z > 0 means class 2 and z < 0 class 0, each for about half of the draws; class 1 is never likely, though it is their average.
  for (const [name, variable] of Object.entries(model.variables))
    tf.tidy(() =>
      variable.assign(
        name.startsWith('decoder/') && name.endsWith('kernel')
          ? tf.tensor([0, -5, 0, 5], variable.shape)
          : name.startsWith('decoder/')
            ? tf.tensor([0.25, 0, -9, 1], variable.shape)
            : tf.zerosLike(variable),
      ),
    );
  const before = tf.memory().numTensors;
  const { means: found, effectiveDraws } = impute(model, tf.zeros([1, 2]), tf.zeros([1, 2]), { draws: 500, seed: 0 });
  expect(deviation(found.dataSync(), [0.25, 2])).toBeLessThan(1e-5);
  tf.dispose([found, effectiveDraws]);
  expect(tf.memory().numTensors - before).toBe(2);
});

test('what a corruption hides from the encoder is scored all the same', () => {
  const model = linearModel({ event: [1, width, 1], corruption: maskedPatches({ patch: 1, rate: 0.4, scored: 'hidden' }) });
  const shape = [x.length, 1, width, 1];
  const { means: found, effectiveDraws } = impute(model, tf.tensor(x.flat(), shape), tf.tensor(mask.flat(), shape), {
    draws: 3000,
    seed: 2,
  });
  const [filled, effective] = [found.dataSync(), effectiveDraws.dataSync()];
  means.forEach((row, r) =>
    row.forEach((mean, c) => {
      if (mask[r]![c] === 1) return;
      const error = deviations[r]![c]! / Math.sqrt(effective[r]!);
      expect(Math.abs(filled[r * width + c]! - mean)).toBeLessThan(4 * error);
    }),
  );
});

test('a gap holds nothing, whatever stands in it', () => {
  const model = tinyVae();
  const gaps = tf.tensor2d([0, 1, 1, 0], [1, 4]);
  const means = (gap: number): number[] =>
    Array.from(impute(model, tf.tensor2d([gap, 0.5, 1, gap], [1, 4]), gaps, { draws: 50, seed: 1 }).means.dataSync());
  const plain = means(0);
  expect(plain.every(Number.isFinite)).toBe(true);
  for (const gap of [Number.NaN, Infinity, -Infinity]) expect(means(gap)).toEqual(plain);
});

test('a draw of no weight counts nothing, even where its mean is infinite', () => {
  const model = vae({
    event: [2],
    latent: 1,
    encoder: mlp({ hidden: [] }),
    decoder: mlp({ hidden: [] }),
    likelihood: poisson(),
  });
  // The rate of the second count is e^(60 z), infinite in float32 for z > 1.5; that of the first is e^(4 z), and none were counted.
  for (const [name, variable] of Object.entries(model.variables))
    tf.tidy(() =>
      variable.assign(
        name.startsWith('decoder/') && name.endsWith('kernel')
          ? tf.tensor([4, 60], variable.shape)
          : name.includes('logVar') && name.endsWith('bias')
            ? tf.fill(variable.shape, 3)
            : tf.zerosLike(variable),
      ),
    );
  const { means: found } = impute(model, tf.tensor2d([[0, 0]]), tf.tensor2d([[1, 0]]), { draws: 200, seed: 0 });
  expect(Array.from(found.dataSync()).every(Number.isFinite)).toBe(true);
});

test('what is observed and is no number is refused with its place, and so is a mask of other numbers', () => {
  const model = tinyVae();
  const observed = tf.tensor2d([1, 1, 1, 1, 1, 1, 0, 1], [2, 4]);
  for (const value of [Number.NaN, Infinity])
    expect(() => impute(model, tf.tensor2d([0, 0, 0, 0, 0, value, value, 0], [2, 4]), observed)).toThrow(
      `impute: \`x\` has ${value} at row 1, element 1, where \`mask\` says that it was observed; expected a finite number`,
    );
  expect(() => impute(model, tf.zeros([2, 4]), tf.tensor2d([1, 1, 0.5, 1, 1, 1, 0, 1], [2, 4]))).toThrow(
    'impute: `mask` has 0.5 at row 0, element 2; expected 1 where a value was observed, and 0 where it is missing',
  );
  expect(() => impute(model, tf.zeros([0, 4]), tf.zeros([0, 4]))).toThrow('impute: `x` has no rows; give at least one');
});

test('what cannot be imputed is refused by name', () => {
  const model = tinyVae();
  const [rows, few] = [tf.zeros([3, 4]), tf.zeros([2, 4])];
  expect(() => impute(model, rows, few)).toThrow('impute: `mask` has 2 rows, but `x` has 3');
  expect(() => impute(model, rows, tf.zeros([3]))).toThrow('impute: `mask` has shape [3]; expected [rows,4]');
  expect(() => impute(model, rows, rows, { draws: 0 })).toThrow('impute: `draws` is 0; expected a whole number of at least 1');
  expect(() => impute(model, rows, rows, { multiple: -1 })).toThrow('impute: `multiple` is -1');
  const networks = { encoder: mlp({ hidden: [3] }), decoder: mlp({ hidden: [3] }), latent: 2 };
  const plain = vae({ ...networks, event: [4], posterior: point(), objective: reconstruction() });
  expect(() => impute(plain, rows, rows)).toThrow(
    'impute: the posterior (point) has no density to weigh its draws by; use reconstruct',
  );
  const pixels = vae({ ...networks, event: [2, 2, 1], likelihood: pixelCnn({ channels: 2, layers: 1 }) });
  expect(() => impute(pixels, tf.zeros([1, 2, 2, 1]), tf.zeros([1, 2, 2, 1]))).toThrow(
    'impute: under the likelihood (pixelCnn) values depend on each other, not on the code alone',
  );
  expect(() => impute(tinyVae({ likelihood: gaussian({ sigma: 'optimal' }) }), rows, rows)).toThrow(
    'impute: the likelihood (gaussian) is the logarithm of no density p(x|z)',
  );
  const scaledOptimal = scaled({ mean: 0, deviation: 1, likelihood: gaussian({ sigma: 'optimal' }) });
  expect(() => impute(tinyVae({ likelihood: scaledOptimal }), rows, rows)).toThrow('impute: the likelihood (scaled) is');
  const similar = vae({ ...networks, event: [6, 7, 1], likelihood: msSsim({ window: 3 }) });
  expect(() => impute(similar, tf.zeros([1, 6, 7, 1]), tf.zeros([1, 6, 7, 1]))).toThrow('impute: the likelihood (msSsim) is');
  const classes = tinyVae({ prior: classMeans(2) });
  expect(() => impute(classes, rows, rows)).toThrow('impute: the model is conditioned on 2 classes; give `labels`, one a row');
  tf.dispose({ ...impute(classes, rows, rows, { labels: [0, 1, 1], draws: 3 }) });
});
