import * as tf from '@tensorflow/tfjs';
import { fullNormal, gaussian, mlp, vae } from '@vaekit/core';
import { beforeAll, describe, expect, it } from 'vitest';
import oracles from '../../oracles/inferenceOracles.json' with { type: 'json' };
import likelihoods from '../../oracles/likelihoodOracles.json' with { type: 'json' };
import { inferenceGaps } from './inferenceGaps.js';
import { linear, linearModel } from './linearModel.test-helper.js';
import { bits, oracleModel } from './quadrature.test-helper.js';
import { distortionAt, rateDistortion } from './rateDistortion.js';

beforeAll(() => tf.setBackend('cpu'));

const { nonlinear } = oracles;
const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const x = { data: Float32Array.from(linear.x), shape: [linear.rows, 5] };

describe('inferenceGaps', () => {
  it('of a linear model are those of the closed form, and nothing leaks', async () => {
    const model = linearModel();
    const before = tf.memory().numTensors;
    const found = await inferenceGaps(model, x, { draws: 2000, steps: 150 });
    expect(tf.memory().numTensors).toBe(before);
    const point = linear.curve.find(({ beta }) => beta === 1)!;
    expect(found.bestElbo).toBeCloseTo(-point.rate - point.distortion, 1);
    expect(Math.abs(found.logLikelihood - meanOf(linear.logLikelihood))).toBeLessThan(4 * found.monteCarloError + 1e-3);
    // The gaps add up to the whole.
    expect(found.approximation.mean + found.amortization.mean).toBeCloseTo(found.logLikelihood - found.elbo, 9);
    expect(found.amortization.mean).toBeGreaterThan(1);
    model.dispose();
  });

  it('of a nonlinear model are those of quadrature and a minimizer', async () => {
    const model = oracleModel('plain');
    const found = await inferenceGaps(model, bits, { draws: 4000, steps: 150 });
    // Means over 4 · 4000 draws in opposite pairs of terms that vary by a nat or two.
    expect(Math.abs(found.elbo - meanOf(nonlinear.elbo))).toBeLessThan(0.06);
    expect(Math.abs(found.bestElbo - meanOf(nonlinear.bestElbo))).toBeLessThan(0.06);
    expect(Math.abs(found.logLikelihood - meanOf(likelihoods.plain.exact))).toBeLessThan(4 * found.monteCarloError + 1e-3);
    model.dispose();
  });

  it('needs a diagonal normal', async () => {
    const model = vae({
      event: [5],
      latent: 2,
      encoder: mlp({ hidden: [] }),
      decoder: mlp({ hidden: [] }),
      posterior: fullNormal(),
      likelihood: gaussian(),
    });
    await expect(inferenceGaps(model, x)).rejects.toThrow('inferenceGaps: the posterior (fullNormal) is no diagonal normal');
    model.dispose();
  });

  it('needs two examples for its intervals, and says so before anything is fitted', async () => {
    const model = linearModel();
    const one = { data: x.data.subarray(0, 5), shape: [1, 5] };
    let steps = 0;
    const onProgress = (): void => void (steps += 1);
    await expect(inferenceGaps(model, one, { onProgress })).rejects.toThrow(
      'inferenceGaps: intervals need at least 2 examples, got 1; give more examples',
    );
    expect(steps).toBe(0);
    model.dispose();
  });

  it('does not know its error over draws from one pair of them', async () => {
    const model = linearModel();
    expect((await inferenceGaps(model, x, { draws: 2, steps: 1 })).monteCarloError).toBeNaN();
    model.dispose();
  });

  it.each([
    [{ steps: 0 }, '`steps` is 0; expected a whole number from 1'],
    [{ steps: -1 }, '`steps` is -1; expected a whole number from 1'],
    [{ steps: 2.5 }, '`steps` is 2.5; expected a whole number from 1'],
    [{ draws: 0 }, '`draws` is 0; expected a whole number from 1'],
    [{ draws: Number.NaN }, '`draws` is NaN; expected a whole number from 1'],
    [{ rows: 0 }, '`rows` is 0; expected a whole number from 1'],
    [{ learningRate: 0 }, '`learningRate` is 0; expected a positive number'],
    [{ learningRate: Infinity }, '`learningRate` is Infinity; expected a positive number'],
  ])('refuses %j, as rateDistortion does', async (options, message) => {
    const model = linearModel();
    await expect(inferenceGaps(model, x, options)).rejects.toThrow(`inferenceGaps: ${message}`);
    await expect(rateDistortion(model, x, options)).rejects.toThrow(`rateDistortion: ${message}`);
    model.dispose();
  });
});

describe('rateDistortion', () => {
  it('of a linear model is the curve of the closed form', async () => {
    const model = linearModel();
    const { curve, encoder } = await rateDistortion(model, x, { betas: [3, 0.5, 1], draws: 20_000, learningRate: 0.2 });
    expect(curve.map(({ beta }) => beta)).toEqual([3, 1, 0.5]);
    for (const { beta, rate, distortion } of curve) {
      const exact = linear.curve.find((point) => point.beta === beta)!;
      // The rate has a closed form, but is that of variances whose slopes were noisy: other seeds give up to 0.035 on either side.
      expect(Math.abs(rate - exact.rate), `rate at ${beta}`).toBeLessThan(0.05);
      // Where the sum is least, such noise moves along the curve and leaves the sum alone. What is left is the distortion's: half the trace of W'W / sigma^2 times the variances, some 1.2
      // chi-squared each in two numbers of the code, has a deviation of 2.4, its mean over 60,000 pairs one of 0.0098.
      const excess = distortion + beta * rate - (exact.distortion + beta * exact.rate);
      expect(Math.abs(excess), `distortion + ${beta} rate`).toBeLessThan(0.04);
    }
    const at = distortionAt(curve, encoder.rate);
    if (at !== undefined) expect(at).toBeLessThan(encoder.distortion);
    model.dispose();
  });

  it('is read between its points, and not beyond them', () => {
    // The parabola (rate − 4)² has the slopes −6 and −2 at the rates 1 and 3.
    const curve = [
      { beta: 6, rate: 1, distortion: 9 },
      { beta: 2, rate: 3, distortion: 1 },
    ];
    const at = [0.5, 1, 1.5, 2, 3, 3.1].map((rate) => distortionAt(curve, rate));
    expect(at).toEqual([undefined, 9, 6.25, 4, 1, undefined]);
  });

  it('is read as it is, and flatters neither of two models', () => {
    const { decoders } = oracles;
    for (const { of, beside, rate, difference } of decoders.differences) {
      const [own, other] = of === 'a' ? [decoders.a, decoders.b] : [decoders.b, decoders.a];
      const { distortion } = own.find((point) => point.rate === rate)!;
      // The arc is not quite the curve: it misses by some thousandths where the line between the points misses by up to 3.5 nats.
      expect(Math.abs(distortion - distortionAt(other, rate)! - difference), `${of} beside ${beside} at ${rate}`).toBeLessThan(
        0.01,
      );
    }
    expect(decoders.differences).toHaveLength(12);
  });

  it('is the line where noise bends two points the other way', () => {
    const curve = [
      { beta: 1, rate: 1, distortion: 5 },
      { beta: 0.5, rate: 2, distortion: 3.9 },
    ];
    expect(distortionAt(curve, 1.5)).toBeCloseTo(4.45, 12);
  });

  it('refuses a weight of nothing', async () => {
    const model = linearModel();
    await expect(rateDistortion(model, x, { betas: [1, 0] })).rejects.toThrow('`betas` has 0; expected positive numbers');
    await expect(rateDistortion(model, x, { betas: [] })).rejects.toThrow('`betas` is empty; expected positive numbers');
    model.dispose();
  });
});
