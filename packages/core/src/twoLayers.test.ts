import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, it } from 'vitest';
import { mlp } from './networks/mlp.js';
import type { Context, Peers } from './parts.js';
import { hierarchical } from './posteriors/hierarchical.js';
import { ladder } from './posteriors/ladder.js';
import { classMeans } from './priors/classMeans.js';
import { hierarchicalPrior } from './priors/hierarchicalPrior.js';
import { maskedAutoregressive } from './priors/maskedAutoregressive.js';
import { standardNormal } from './priors/standardNormal.js';
import { randomStream } from './random/randomStream.js';
import { deviation, tinyContext } from './tiny.test-helper.js';
import { underPrior } from './underPrior.js';
import { vae } from './vae.js';

beforeAll(() => tf.setBackend('cpu'));

// Codes of three numbers below one, or two below two.
const shapes = { event: [4], latent: [4] };
const rows = 3;
const numbers = (seed: number, width: number): number[][] => {
  const values = randomStream(seed).fillNormal(new Float32Array(rows * width));
  return Array.from({ length: rows }, (_, row) => [...values.slice(row * width, (row + 1) * width)]);
};
const context = (prior: object): Context => tinyContext(rows, { model: { prior } as unknown as Peers });

/** log N(x; m, s²), summed. */
const logNormal = (x: number[], mean: number[], deviations: number[]): number =>
  x.reduce((sum, value, i) => {
    const s = deviations[i]!;
    return sum - (((value - mean[i]!) / s) ** 2 + Math.log(2 * Math.PI)) / 2 - Math.log(s);
  }, 0);

type Draw = (eps: number[][]) => number[][];

/** Mean and deviations of some places of a draw where the noise of the other places is given: that noise at 0, and at 1. */
function momentsOf(draw: Draw, eps: number[][], places: readonly number[]): { mean: number[]; deviations: number[] }[] {
  const at = (value: number) => draw(eps.map((row) => row.map((e, i) => (places.includes(i) ? value : e))));
  const [zero, one] = [at(0), at(1)];
  return zero.map((row, r) => ({
    mean: places.map((i) => row[i]!),
    deviations: places.map((i) => one[r]![i]! - row[i]!),
  }));
}

it('the prior has the density of its draws, layer by layer, and integrates to 1', () => {
  const prior = hierarchicalPrior({ top: 2, hidden: [5], seed: 3 }).build(shapes);
  const eps = numbers(1, 4);
  tf.tidy(() => {
    const draw: Draw = (given) => prior.draw({ eps: tf.tensor2d(given) }, tinyContext(rows), 1).arraySync() as number[][];
    const z = draw(eps);
    const lower = momentsOf(draw, eps, [0, 1]);
    const expected = z.map(
      (row, r) => logNormal(row.slice(0, 2), lower[r]!.mean, lower[r]!.deviations) + logNormal(row.slice(2), [0, 0], [1, 1]),
    );
    expect(deviation(prior.logDensity!(tf.tensor2d(z), tinyContext(rows)).dataSync(), expected)).toBeLessThan(1e-5);
    // At temperature 0 both layers are at their means.
    const still = prior.draw({ eps: tf.tensor2d(eps) }, tinyContext(rows), 0).arraySync() as number[][];
    expect(deviation(still[0]!, draw(eps.map((row) => row.map(() => 0)))[0]!)).toBeLessThan(1e-6);
  });
  const flat = hierarchicalPrior({ top: 1, hidden: [4] }).build({ event: [4], latent: [2] });
  const [n, width] = [121, 0.15];
  const grid = Float32Array.from(
    { length: 2 * n * n },
    (_, k) => ((k % 2 === 0 ? Math.floor(k / 2 / n) : Math.floor(k / 2) % n) - (n - 1) / 2) * width,
  );
  const mass = tf.tidy(() => tf.sum(tf.exp(flat.logDensity!(tf.tensor2d(grid, [n * n, 2]), tinyContext(n * n)))).dataSync()[0]!);
  expect(Math.abs(mass * width ** 2 - 1)).toBeLessThan(1e-4);
});

it('from the bottom up, the upper layer follows from the lower; the density is that of the draws', () => {
  const q = hierarchical({ top: 1, hidden: [5], seed: 2 }).build(shapes);
  expect(q.parameters).toEqual(['mean', 'logVar'].map((name) => ({ name, shape: [3] })));
  const [mean, logVar, eps] = [numbers(4, 3), numbers(5, 3), numbers(6, 4)];
  const before = tf.memory().numTensors;
  tf.tidy(() => {
    const given = [tf.tensor2d(mean), tf.tensor2d(logVar)];
    const draw: Draw = (noise) => q.draw(given, { eps: tf.tensor2d(noise) }, tinyContext(rows)).z.arraySync() as number[][];
    const z = draw(eps);
    const upper = momentsOf(draw, eps, [3]);
    const expected = z.map(
      (row, r) =>
        logNormal(
          row.slice(0, 3),
          mean[r]!,
          logVar[r]!.map((value) => Math.exp(value / 2)),
        ) + logNormal(row.slice(3), upper[r]!.mean, upper[r]!.deviations),
    );
    expect(deviation(q.logDensity!(given, tf.tensor2d(z), tinyContext(rows)).dataSync(), expected)).toBeLessThan(1e-5);
    expect(
      deviation(q.center(given, tinyContext(rows)).dataSync(), draw(eps.map((row) => row.map(() => 0))).flat()),
    ).toBeLessThan(1e-6);
  });
  expect(tf.memory().numTensors).toBe(before);
});

it('in a ladder, the lower layer is the product of encoder and prior by their precisions', () => {
  const prior = hierarchicalPrior({ top: 2, hidden: [5], seed: 3 }).build(shapes);
  const q = ladder({ top: 2 }).build(shapes);
  const given = [4, 5, 6, 7].map((seed) => numbers(seed, 2));
  const [mean, logVar, topMean, topLogVar] = given as [number[][], number[][], number[][], number[][]];
  const eps = numbers(8, 4);
  tf.tidy(() => {
    const parameters = given.map((values) => tf.tensor2d(values));
    const z = q.draw(parameters, { eps: tf.tensor2d(eps) }, context(prior)).z.arraySync() as number[][];
    const ofPrior: Draw = (noise) => prior.draw({ eps: tf.tensor2d(noise) }, tinyContext(rows), 1).arraySync() as number[][];
    const below = momentsOf(ofPrior, z, [0, 1]);
    const expected = z.map((row, r) => {
      const top = topMean[r]!.map((m, i) => m + Math.exp(topLogVar[r]![i]! / 2) * eps[r]![2 + i]!);
      expect(deviation(row.slice(2), top)).toBeLessThan(1e-5);
      const precisions = logVar[r]!.map((value, i) => [Math.exp(-value), 1 / below[r]!.deviations[i]! ** 2] as const);
      const means = mean[r]!.map((m, i) => {
        const [a, b] = precisions[i]!;
        return (m * a + below[r]!.mean[i]! * b) / (a + b);
      });
      const deviations = precisions.map(([a, b]) => 1 / Math.sqrt(a + b));
      expect(
        deviation(
          row.slice(0, 2),
          means.map((m, i) => m + deviations[i]! * eps[r]![i]!),
        ),
      ).toBeLessThan(1e-5);
      return (
        logNormal(row.slice(0, 2), means, deviations) +
        logNormal(
          row.slice(2),
          topMean[r]!,
          topLogVar[r]!.map((value) => Math.exp(value / 2)),
        )
      );
    });
    expect(deviation(q.logDensity!(parameters, tf.tensor2d(z), context(prior)).dataSync(), expected)).toBeLessThan(1e-5);
    const zero = q.draw(parameters, { eps: tf.zeros([rows, 4]) }, context(prior)).z;
    expect(deviation(q.center(parameters, context(prior)).dataSync(), zero.dataSync())).toBeLessThan(1e-6);
  });
});

it('what makes no sense is refused', () => {
  const q = ladder({ top: 2 }).build(shapes);
  const ask = (prior: object) => () =>
    tf.tidy(() =>
      q.center(
        [2, 2, 2, 2].map((width) => tf.zeros([rows, width])),
        context(prior),
      ),
    );
  const wanted =
    'ladder: the prior has not the two layers of this posterior, whose upper one is 2 wide; give hierarchicalPrior({ top: 2 })';
  expect(ask(standardNormal().build(shapes))).toThrow(wanted);
  const before = tf.memory().numTensors;
  const nets = { event: [4], latent: 4, encoder: mlp({ hidden: [] }), decoder: mlp({ hidden: [] }) };
  expect(() => vae({ ...nets, posterior: ladder({ top: 2 }) })).toThrow(wanted);
  const model = vae({ ...nets, posterior: ladder({ top: 2 }), prior: hierarchicalPrior({ top: 2, hidden: [] }) });
  expect(() => underPrior(model, maskedAutoregressive())).toThrow(wanted);
  model.dispose();
  expect(tf.memory().numTensors).toBe(before);
  expect(ask(hierarchicalPrior({ top: 1 }).build(shapes))).toThrow(wanted);
  expect(ask(classMeans(2, { base: hierarchicalPrior({ top: 2 }) }).build({ ...shapes, classes: 2 }))).toThrow(wanted);
  expect(() => hierarchicalPrior({ top: 4 }).build(shapes)).toThrow(
    'hierarchicalPrior: the latent has shape [4], and `top` is 4; expected a vector of more than 4 numbers',
  );
  expect(() => ladder({ top: 1 }).build({ event: [4], latent: [2, 2] })).toThrow('ladder: the latent has shape [2,2]');
  expect(() => hierarchical({ top: 0 }).build(shapes)).toThrow('hierarchical: `top` is 0; expected a whole number of at least 1');
  expect(() => hierarchical({ top: 1, hidden: [0] })).toThrow('hierarchical: `hidden[0]` is 0');
});
