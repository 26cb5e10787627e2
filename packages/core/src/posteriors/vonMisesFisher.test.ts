import * as tf from '@tensorflow/tfjs';
import { besselIRatio, constant } from '@vaekit/losses';
import { beforeAll, describe, expect, test } from 'vitest';
import { withGradientMends } from '../gradients/withGradientMends.js';
import { mlp } from '../networks/mlp.js';
import { capacity } from '../objectives/capacity.js';
import { constrained } from '../objectives/constrained.js';
import { elbo } from '../objectives/elbo.js';
import { mmd } from '../objectives/mmd.js';
import type { BuiltObjective } from '../pass.js';
import { classMeans } from '../priors/classMeans.js';
import { standardNormal } from '../priors/standardNormal.js';
import { uniformSphere } from '../priors/uniformSphere.js';
import { vampPrior } from '../priors/vampPrior.js';
import { drawNoise } from '../random/drawNoise.js';
import { randomStream } from '../random/randomStream.js';
import { tinyContext } from '../tiny.test-helper.js';
import { underPrior } from '../underPrior.js';
import { vae, type VaeOptions } from '../vae.js';
import { diagonalNormal } from './diagonalNormal.js';
import { vonMisesFisher } from './vonMisesFisher.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const shapesOf = (m: number) => ({ event: [4], latent: [m] });

describe.each([2, 8])('in R^%i', (m) => {
  test.each([1, 2000])('draws with κ = %d have the mean length of their distribution, and so has their gradient', (kappa) => {
    const n = 1500;
    const q = vonMisesFisher({ kappa }).build(shapesOf(m));
    const noise = drawNoise(q.noise('train'), n, randomStream(m));
    const direction = tf.tile(tf.tensor2d([[1, -2, ...Array.from({ length: m - 2 }, () => 0.5)]]), [n, 1]);
    const before = tf.memory().numTensors;
    const mean = tf.tidy(() => q.perExample!([direction])[0]!);
    // By the concentration itself, which `kappa` otherwise holds.
    const cosines = (kappas: tf.Tensor): tf.Tensor => tf.sum(tf.mul(q.draw([mean, kappas], noise, tinyContext(n)).z, mean), 1);
    const found = tf.tidy(() => {
      const kappas = tf.fill([n], kappa);
      const { z } = q.draw([mean, kappas], noise, tinyContext(n));
      const slopes = withGradientMends(() => tf.grad((k: tf.Tensor) => tf.sum(cosines(k)))(kappas));
      return [
        Array.from(tf.sum(tf.square(z), 1).dataSync()),
        Array.from(cosines(kappas).dataSync()),
        tf.mean(slopes).dataSync()[0]!,
      ] as const;
    });
    const [lengths, w, slope] = found;
    lengths.forEach((squared) => expect(Math.abs(squared - 1)).toBeLessThan(1e-5));
    const ratio = (k: number): number => tf.tidy(() => besselIRatio(m / 2 - 1, tf.tensor1d([k])).dataSync()[0]!);
    const a = ratio(kappa);
    const slopeOfA = 1 - a * a - ((m - 1) / kappa) * a;
    const average = w.reduce((sum, value) => sum + value, 0) / n;
    // Five standard errors; the variance of w is A′(κ).
    expect(Math.abs(average - a)).toBeLessThan(5 * Math.sqrt(Math.max(slopeOfA, 1e-9) / n) + 1e-6);
    if (kappa < 1000) expect(Math.abs(slope / slopeOfA - 1)).toBeLessThan(0.05);
    else expect(Math.abs((slope * 2 * kappa * kappa) / (m - 1) - 1)).toBeLessThan(0.15);
    tf.dispose(mean);
    expect(tf.memory().numTensors).toBe(before);
  });
});

test('what stands around the mean is spread evenly: the covariance of draws is that of the distribution', () => {
  const [n, kappa] = [3000, 3];
  const q = vonMisesFisher({ kappa }).build(shapesOf(3));
  const noise = drawNoise(q.noise('train'), n, randomStream(4));
  const mean = tf.tile(tf.tensor2d([[0.6, 0, 0.8]]), [n, 1]);
  const z = q.draw([mean, tf.fill([n], kappa)], noise, tinyContext(n)).z as tf.Tensor2D;
  const second = tf.div(tf.matMul(z, z, true), n).arraySync() as number[][];
  // E[zzᵀ] = (A/κ) I + (1 − 3A/κ) μμᵀ, A = coth κ − 1/κ.
  const a = 1 / Math.tanh(kappa) - 1 / kappa;
  [0.6, 0, 0.8].forEach((mi, i) =>
    [0.6, 0, 0.8].forEach((mj, j) => {
      const expected = (i === j ? a / kappa : 0) + (1 - (3 * a) / kappa) * mi * mj;
      expect(Math.abs(second[i]![j]! - expected)).toBeLessThan(5 / Math.sqrt(n));
    }),
  );
});

test('where no proposal is accepted the first stands in', () => {
  const q = vonMisesFisher({ kappa: 50, proposals: 2 }).build(shapesOf(3));
  // All proposals at e = 1 − tiny, thresholds near 1.
  const u = tf.tensor3d([
    [
      [0, 1e-6, 0.999999],
      [0, 1e-6, 0.999999],
    ],
  ]);
  const { z } = q.draw([tf.tensor2d([[1, 0, 0]]), tf.tensor1d([50])], { u, tangent: tf.ones([1, 2]) }, tinyContext(1));
  expect(Number.isFinite(z.dataSync()[0])).toBe(true);
});

test('codes of another space, classes that move them, and what does nothing are refused', () => {
  const networks = { encoder: mlp({ hidden: [3] }), decoder: mlp({ hidden: [3] }), event: [4], latent: 3 };
  const made =
    (parts: Partial<VaeOptions>): (() => unknown) =>
    () =>
      vae({ ...networks, ...parts });
  const before = tf.memory().numTensors;
  expect(made({ posterior: vonMisesFisher() })).toThrow(
    'vae: the posterior (vonMisesFisher) has its codes in the unit sphere, but the prior (standardNormal) has them in all of R^n; take a prior and a posterior of one space',
  );
  expect(made({ posterior: diagonalNormal(), prior: uniformSphere() })).toThrow(
    'the prior (uniformSphere) has them in the unit sphere',
  );
  expect(made({ prior: classMeans(2, { base: uniformSphere() }), posterior: vonMisesFisher() })).toThrow(
    'classMeans: a class moves codes by μ^y, which takes those of uniformSphere out of the unit sphere',
  );
  expect(made({ latent: 1, posterior: vonMisesFisher(), prior: uniformSphere() })).toThrow(
    'uniformSphere: the latent has shape [1]; expected [m] with m of at least 2',
  );
  expect(() => vonMisesFisher({ kappa: 0 })).toThrow('vonMisesFisher: `kappa` is 0; expected a positive number');
  expect(tf.memory().numTensors).toBe(before);

  const fixed = { posterior: vonMisesFisher({ kappa: 5 }), prior: uniformSphere() };
  const sphere = vae({ ...networks, ...fixed });
  const pass = (objective: BuiltObjective): unknown =>
    tf.tidy(() => {
      const noise = drawNoise(sphere.noise('train'), 2, randomStream(1));
      const schedule = { beta: tf.scalar(2), capacity: tf.scalar(1) };
      return sphere
        .pass({ batch: { x: tf.zeros([2, 4]) }, noise, schedule, mode: 'train', dataSize: 2 }, objective)
        .outcome()
        .terms['kl']!.dataSync();
    });
  expect(pass(elbo({ beta: constant(1) }).build(sphere.shapes))).toHaveLength(2);
  for (const objective of [elbo({ beta: 2 }), capacity(), constrained({ tolerance: 1 }), mmd({ kl: 0.1 })]) {
    const reason = `${objective.config.kind}: the KL of this posterior is a constant, so that a weight on it does nothing`;
    expect(made({ ...fixed, objective })).toThrow(reason);
    expect(() => pass(objective.build(sphere.shapes))).toThrow(reason);
  }
  expect(() => underPrior(sphere, standardNormal())).toThrow('the posterior (vonMisesFisher) has its codes in the unit sphere');
  expect(sphere.prior.draw({ eps: tf.tensor2d([[0, 3, 4]]) }, tinyContext(1), 0.5).arraySync()).toEqual([
    [0, expect.closeTo(0.3), expect.closeTo(0.4)],
  ]);
  sphere.dispose();
  vae({ ...networks, posterior: vonMisesFisher(), prior: vampPrior({ pseudoInputs: 2 }) }).dispose();
});
