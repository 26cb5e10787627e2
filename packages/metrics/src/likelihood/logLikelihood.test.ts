import * as tf from '@tensorflow/tfjs';
import { maskedPatches, mlp, semiSupervised, vae } from '@vaekit/core';
import { beforeAll, describe, expect, it } from 'vitest';
import { compareLikelihoods } from './compareLikelihoods.js';
import { logLikelihood } from './logLikelihood.js';
import { openLogWeights } from './logWeights.js';
import { bits, oracleModel, oracles } from './quadrature.test-helper.js';
import { weightSum } from './weightSum.js';

beforeAll(() => tf.setBackend('cpu'));

const { plain, conditional } = oracles;

describe('logLikelihood', () => {
  it('comes to log p(x) by quadrature, within four of its own Monte Carlo errors, and leaks nothing', async () => {
    const model = oracleModel('plain');
    const tensors = tf.memory().numTensors;
    const { values, errors, mean, monteCarloError, bounds, effectiveSampleSize, protocol } = await logLikelihood(model, bits, {
      draws: 4000,
    });
    plain.exact.forEach((exact, row) => {
      expect(Math.abs(values[row]! + exact)).toBeLessThan(4 * errors[row]! + 1e-5);
      expect(errors[row]!).toBeLessThan(0.15);
    });
    expect(Math.abs(mean + plain.exact.reduce((sum, value) => sum + value, 0) / 4)).toBeLessThan(4 * monteCarloError);
    expect(bounds.map(({ k }) => k)).toEqual([1, 10, 100, 1000, 4000]);
    expect(bounds.at(-1)!.value).toBeCloseTo(mean, 10);
    // On average the more draws the tighter; these differ by far more than their errors.
    expect(bounds[0]!.value).toBeGreaterThan(bounds[1]!.value);
    expect(effectiveSampleSize.least).toBeGreaterThan(20);
    expect(protocol).toMatchObject({
      quantity: '-log p(x)',
      name: 'pseudoNll',
      draws: 4000,
      measure: 'probability',
      examples: 4,
    });
    expect(tf.memory().numTensors).toBe(tensors);
    model.dispose();
  });

  it('knows the error over other test sets from two examples on', async () => {
    const model = oracleModel('plain');
    const width = bits.data.length / 4;
    const of = (rows: number) =>
      logLikelihood(model, { data: bits.data.slice(0, rows * width), shape: [rows, ...bits.shape.slice(1)] }, { draws: 20 });
    const [one, two] = [await of(1), await of(2)];
    expect(one.standardError).toBeNaN();
    // The standard deviation of two values is |a - b| / √2, that of their mean half of |a - b|.
    expect(two.standardError).toBeCloseTo(Math.abs(two.values[0]! - two.values[1]!) / 2, 10);
    model.dispose();
  });

  it('is of all of x where a corruption has training score what is hidden alone', async () => {
    const net = mlp({ hidden: [4] });
    const parts = { event: [2, 3, 1], latent: 2, encoder: net, decoder: net };
    const model = vae({ ...parts, corruption: maskedPatches({ patch: 1, rate: 0.5, scored: 'hidden' }) });
    // The decoder gives 0 whatever the code, so that each of the six bits has the probability 1/2.
    for (const [name, variable] of Object.entries(model.variables))
      if (name.startsWith('decoder/')) tf.tidy(() => variable.assign(tf.zerosLike(variable)));
    const { values, errors } = await logLikelihood(model, { data: bits.data, shape: [4, 2, 3, 1] }, { draws: 500 });
    values.forEach((value, row) => expect(Math.abs(value - 6 * Math.LN2)).toBeLessThan(4 * errors[row]! + 1e-5));
    model.dispose();
  });

  it('does not depend on how many rows are computed at a time', async () => {
    const model = oracleModel('plain');
    const [a, b] = [
      await logLikelihood(model, bits, { draws: 50, rows: 7 }),
      await logLikelihood(model, bits, { draws: 50, rows: 1000 }),
    ];
    a.values.forEach((value, row) => expect(value).toBeCloseTo(b.values[row]!, 5));
    expect(a.protocol).toEqual(b.protocol);
    model.dispose();
  });

  it('gives the numbers of another program for the same noise', async () => {
    const model = oracleModel('plain');
    const draws = 40;
    const batch = { x: bits };
    const weights = await openLogWeights(model, { rows: 4, draws, first: batch });
    const eps = Float32Array.from(plain.eps.flat());
    const found = await weights.run(batch, { 'posterior/eps': eps });
    plain.importance.forEach(({ logMean, variance, effectiveSize, bound1 }, row) => {
      const sum = weightSum();
      let total = 0;
      for (let d = 0; d < draws; d++) {
        sum.add(found[row * draws + d]!);
        total += found[row * draws + d]!;
      }
      expect(Math.abs(sum.logMean() - logMean)).toBeLessThan(1e-4);
      expect(Math.abs(total / draws - bound1)).toBeLessThan(1e-4);
      expect(sum.variance()).toBeCloseTo(variance, 6);
      expect(Math.abs(sum.effectiveSize() / effectiveSize - 1)).toBeLessThan(1e-4);
    });
    model.dispose();
  });

  it('is of x given y under the labels, and of x where classes are summed over', async () => {
    const model = oracleModel('conditional');
    const y = { data: Int32Array.of(0, 1, 2, 1), shape: [4] };
    const given = await logLikelihood(model, { x: bits, y }, { draws: 3000 });
    expect(given.protocol.quantity).toBe('-log p(x|y)');
    y.data.forEach((label, row) =>
      expect(Math.abs(given.values[row]! + conditional.exact[row]![label]!)).toBeLessThan(4 * given.errors[row]! + 1e-5),
    );
    const { classProbabilities } = conditional;
    const summed = await logLikelihood(model, bits, { draws: 3000, labels: 'summed', classProbabilities });
    expect(summed.protocol).toMatchObject({ quantity: '-log p(x) = -log sum_y p(y) p(x|y)', classProbabilities });
    conditional.summed.forEach((exact, row) =>
      expect(Math.abs(summed.values[row]! + exact)).toBeLessThan(4 * summed.errors[row]! + 1e-5),
    );
    expect(() => compareLikelihoods(given, summed)).toThrow(/quantity "-log p\(x\|y\)" and "-log p\(x\) = -log sum_y/);
    model.dispose();
  });

  it('of M2 is log Σ_y p(y) mean_k w, neither with q(y|x) nor with its entropy', async () => {
    const net = mlp({ hidden: [3], activation: 'tanh', conditional: true });
    const objective = semiSupervised({ hidden: [3] });
    const model = vae({ event: [6], latent: 1, encoder: net, decoder: net, condition: { classes: 2 }, objective });
    const summed = await logLikelihood(model, bits, { draws: 2000, labels: 'summed' });
    // p(x) by quadrature over one number and enumeration of two classes.
    const side = Array.from({ length: 241 }, (_, i) => -6 + 0.05 * i);
    const logits = [0, 1].map((label) =>
      tf.tidy(() => {
        const shown = tf.tensor2d(side.map(() => [1 - label, label]));
        return model.decodeParameters(tf.tensor2d(side, [side.length, 1]), shown)[0]!.arraySync() as number[][];
      }),
    );
    summed.values.forEach((value, row) => {
      const x = bits.data.subarray(6 * row, 6 * row + 6);
      const chance = (of: number[]): number =>
        of.reduce((product, logit, j) => product / (1 + Math.exp((1 - 2 * x[j]!) * logit)), 1);
      const mass = (each: number[][]): number =>
        each.reduce((sum, of, i) => sum + (0.05 * chance(of) * Math.exp(-(side[i]! ** 2) / 2)) / Math.sqrt(2 * Math.PI), 0);
      const exact = Math.log((mass(logits[0]!) + mass(logits[1]!)) / 2);
      expect(Math.abs(value + exact)).toBeLessThan(4 * summed.errors[row]! + 1e-4);
    });
    for (const [name, variable] of Object.entries(model.variables))
      if (name.startsWith('objective/')) tf.tidy(() => variable.assign(tf.add(variable, 1)));
    expect((await logLikelihood(model, bits, { draws: 2000, labels: 'summed' })).values).toEqual(summed.values);
    model.dispose();
  });

  it('has a Monte Carlo error that the spread over seeds confirms', async () => {
    const model = oracleModel('plain');
    const means: number[] = [];
    let told = 0;
    for (let seed = 0; seed < 40; seed++) {
      const { mean, monteCarloError } = await logLikelihood(model, bits, { draws: 200, seed });
      means.push(mean);
      told += monteCarloError / 40;
    }
    const mean = means.reduce((sum, value) => sum + value, 0) / 40;
    const spread = Math.sqrt(means.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 39);
    // The standard error of a deviation from 40 values is 11 %: four of them.
    expect(Math.abs(told / spread - 1)).toBeLessThan(0.45);
    model.dispose();
  });

  it('adds the log-Jacobian of a scaling', async () => {
    const model = oracleModel('plain');
    const logJacobian = [1, -2, 0, 3];
    const [as, moved] = [
      await logLikelihood(model, bits, { draws: 5 }),
      await logLikelihood(model, bits, { draws: 5, logJacobian }),
    ];
    logJacobian.forEach((by, row) => expect(moved.values[row]).toBeCloseTo(as.values[row]! - by, 10));
    expect(moved.protocol.logJacobian).toBe('of the scaling, added');
    model.dispose();
  });

  it('compares on the same examples only, in pairs', async () => {
    const model = oracleModel('plain');
    const [a, b] = [await logLikelihood(model, bits, { draws: 20 }), await logLikelihood(model, bits, { draws: 20, seed: 1 })];
    const { mean, monteCarloError } = compareLikelihoods(a, b);
    expect(mean).toBeCloseTo(a.mean - b.mean, 10);
    expect(monteCarloError).toBeCloseTo(Math.hypot(a.monteCarloError, b.monteCarloError), 10);
    const fewer = await logLikelihood(model, { data: bits.data.subarray(0, 12), shape: [2, 6] }, { draws: 10 });
    expect(() => compareLikelihoods(a, fewer)).toThrow(
      /compareLikelihoods: the two estimates were made by different protocols \(draws 20 and 10; examples 4 and 2; data /,
    );
    model.dispose();
  });

  it.each([
    [{ draws: 0 }, /`draws` is 0; expected a whole number from 1/],
    [{ draws: 3, rows: 1.5 }, /`rows` is 1.5/],
    [{ draws: 3, logJacobian: [1] }, /`logJacobian` has 1 numbers for 4 examples/],
  ])('refuses %j', async (options, message) => {
    const model = oracleModel('plain');
    await expect(logLikelihood(model, bits, options)).rejects.toThrow(message);
    model.dispose();
  });
});

describe('weightSum', () => {
  it('holds millions of draws, small and large, in no memory', () => {
    const sum = weightSum();
    for (let i = 0; i < 1e6; i++) sum.add(i % 2 === 0 ? -5000 : -5000 + Math.log(3));
    expect(sum.logMean()).toBeCloseTo(-5000 + Math.log(2), 9);
    // Weights 1 and 3 in equal parts: (Σw)²/Σw² = n · 4/5.
    expect(sum.effectiveSize()).toBeCloseTo(8e5, 3);
  });

  it('takes weights of zero, and refuses what is no weight', () => {
    const sum = weightSum();
    sum.add(-Infinity);
    sum.add(0);
    expect(sum.logMean()).toBeCloseTo(Math.log(0.5), 12);
    expect(() => sum.add(Number.NaN)).toThrow('draw 2 has a log weight of NaN');
  });
});
