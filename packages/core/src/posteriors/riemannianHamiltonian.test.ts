import * as tf from '@tensorflow/tfjs';
import { standardNormalLogDensity } from '@vaekit/losses';
import { beforeAll, expect, test } from 'vitest';
import { mlp } from '../networks/mlp.js';
import { iwae } from '../objectives/iwae.js';
import { drawNoise } from '../random/drawNoise.js';
import { randomStream } from '../random/randomStream.js';
import { fit } from '../training/fit.js';
import { deviation, tinyContext, tinyData } from '../tiny.test-helper.js';
import { vae, type Vae } from '../vae.js';
import { hamiltonian } from './hamiltonian.js';
import { temperedLeapfrog } from './leapfrog.js';
import { riemannianHamiltonian, type RiemannianHamiltonianOptions } from './riemannianHamiltonian.js';
import { riemannianLeapfrog, riemannianMetric } from './riemannianMetric.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const potential = (z: tf.Tensor): tf.Tensor1D => tf.mul(tf.sum(tf.square(tf.sin(z)), 1), -1) as tf.Tensor1D;
const places = {
  centroids: tf.tensor2d([
    [0, 0],
    [1, -0.5],
  ]),
  metrics: tf.tensor3d([
    [
      [2, 0.5],
      [0.5, 1],
    ],
    [
      [0.7, -0.3],
      [-0.3, 1.5],
    ],
  ]),
};
const tiny = (options: RiemannianHamiltonianOptions): Vae =>
  vae({
    encoder: mlp({ hidden: [3], activation: 'tanh' }),
    decoder: mlp({ hidden: [3], activation: 'tanh' }),
    event: [4],
    latent: 2,
    posterior: riemannianHamiltonian(options),
  });

test('the metric is its formula, momenta have its covariance, and their density is a normal’s', () => {
  const metric = riemannianMetric(places, 1.2, 0.1);
  const z = [0.4, 0.3];
  const weights = [
    [0, 0],
    [1, -0.5],
  ].map((c) => Math.exp(-((z[0]! - c[0]!) ** 2 + (z[1]! - c[1]!) ** 2) / 1.44));
  const [a, b, c] = [
    2 * weights[0]! + 0.7 * weights[1]! + 0.1,
    0.5 * weights[0]! - 0.3 * weights[1]!,
    weights[0]! + 1.5 * weights[1]! + 0.1,
  ];
  const factor = metric.factor(tf.tensor2d([z]));
  expect(deviation(tf.matMul(factor, factor, false, true).dataSync(), [a, b, b, c])).toBeLessThan(1e-6);
  const rho = metric.momentum(factor, tf.tensor2d([[0.7, -1.1]]));
  const [p, q] = Array.from(rho.dataSync()) as [number, number];
  // ρᵀ G⁻¹ ρ = |γ|².
  expect(a * p * p + 2 * b * p * q + c * q * q).toBeCloseTo(0.7 ** 2 + 1.1 ** 2, 5);
  const logDensity = 0.5 * Math.log(a * c - b * b) - Math.log(2 * Math.PI) - (0.7 ** 2 + 1.1 ** 2) / 2;
  expect(metric.logDensity(factor, rho).dataSync()[0]).toBeCloseTo(logDensity, 5);
  const at = (x: number, y: number): number => metric.logDensity(metric.factor(tf.tensor2d([[x, y]])), rho).dataSync()[0]!;
  const slopes = [at(0.41, 0.3) - at(0.39, 0.3), at(0.4, 0.31) - at(0.4, 0.29)].map((difference) => difference / 0.02);
  expect(
    deviation(
      metric
        .force(tf.tensor2d([z]))(rho)
        .dataSync(),
      slopes,
    ),
  ).toBeLessThan(1e-3);
});

test('where the metric is flat it is the leapfrog, and elsewhere the volume shrinks by β₀^{d/2}', () => {
  const start = { z: tf.tensor2d([[0.2, -0.4]]), momentum: tf.tensor2d([[0.5, 0.9]]) };
  const flat = riemannianMetric({ centroids: places.centroids, metrics: tf.zeros([2, 2, 2]) }, 1, 1);
  const one = riemannianLeapfrog(start, flat, { steps: 3, step: 0.2, tempering: 0.5, rounds: 2 }, potential);
  const other = temperedLeapfrog(start, { steps: 3, step: tf.scalar(0.2), tempering: tf.scalar(0.5) }, potential);
  expect(deviation(one.z.dataSync(), other.z.dataSync())).toBeLessThan(1e-6);
  expect(deviation(one.momentum.dataSync(), other.momentum.dataSync())).toBeLessThan(1e-6);

  const bent = riemannianMetric(places, 1.2, 0.2);
  const moved = (point: number[]): number[] =>
    tf.tidy(() => {
      const from = { z: tf.tensor2d([point.slice(0, 2)]), momentum: tf.tensor2d([point.slice(2)]) };
      const { z, momentum } = riemannianLeapfrog(from, bent, { steps: 2, step: 0.1, tempering: 0.5, rounds: 5 }, potential);
      return [...z.dataSync(), ...momentum.dataSync()];
    });
  const at = [0.4, -0.2, 0.9, 0.2];
  const h = 0.02;
  const jacobian = at.map((_, i) => {
    const [up, down] = [1, -1].map((sign) => moved(at.map((value, j) => (i === j ? value + sign * h : value))));
    return up!.map((value, j) => (value - down![j]!) / (2 * h));
  });
  expect(Math.abs(determinant(jacobian) / 0.5 - 1)).toBeLessThan(5e-3);
});

function determinant(rows: number[][]): number {
  if (rows.length === 1) return rows[0]![0]!;
  return rows[0]!.reduce((sum, value, j) => {
    const minor = rows.slice(1).map((row) => row.filter((_, i) => i !== j));
    return sum + (j % 2 === 0 ? 1 : -1) * value * determinant(minor);
  }, 0);
}

test('importance weights are unbiased: their mean is p(x), by quadrature over the code', () => {
  const model = tiny({ centroids: 2, steps: 2, stepSize: 0.2, tempering: 0.5, rounds: 4, regularization: 0.3 });
  model.posterior.state!['centroids']!.assign(places.centroids);
  model.posterior.state!['metrics']!.assign(places.metrics);
  const x = tf.tensor2d([[1, 0, 0, 1]]);
  const n = 3000;
  const objective = iwae({ k: n }).build(model.shapes);
  const before = tf.memory().numTensors;
  const bound = tf.tidy(() => {
    const noise = drawNoise(model.noise('evaluate', objective), 1, randomStream(5));
    const input = { batch: { x }, noise, schedule: {}, mode: 'evaluate', dataSize: 1 } as const;
    return tf.addN(Object.values(model.pass(input, objective).outcome().terms)).dataSync()[0]!;
  });
  expect(tf.memory().numTensors).toBe(before);
  const side = 0.1;
  const axis = Array.from({ length: 121 }, (_, i) => -6 + i * side);
  const logP = tf.tidy(() => {
    const z = tf.tensor2d(axis.flatMap((a) => axis.map((b) => [a, b])));
    const nll = model.likelihood.negativeLogDensity(model.decodeParameters(z), tf.tile(x, [z.shape[0], 1]));
    return tf.logSumExp(tf.sub(standardNormalLogDensity(z), nll)).dataSync()[0]! + 2 * Math.log(side);
  });
  expect(Math.abs(bound + logP)).toBeLessThan(5 / Math.sqrt(n));
  model.dispose();
});

test('training keeps the latest places, padding without a matrix', async () => {
  const model = tiny({ centroids: 6, steps: 1, rounds: 1 });
  const { history } = await fit(model, { x: tinyData(9) }, { epochs: 2, batchSize: 4 });
  expect(history['loss']!.every(Number.isFinite)).toBe(true);
  const metrics = model.posterior.state!['metrics']!.arraySync() as number[][][];
  // The last batch has one example and three rows of padding, the one before it four.
  expect(metrics.map((matrix) => matrix[0]![0]! > 0)).toEqual([true, false, false, false, true, true]);
  model.dispose();
});

test('what has no meaning is refused', () => {
  expect(() => riemannianHamiltonian({ centroids: 201 })).toThrow(
    'riemannianHamiltonian: `centroids` is 201; expected at most 200',
  );
  expect(() => riemannianHamiltonian({ tempering: 2 })).toThrow(
    'riemannianHamiltonian: `tempering` is 2; expected a number above 0 and at most 1',
  );
  expect(() => riemannianHamiltonian().build({ event: [4], latent: [1] })).toThrow(
    'the latent has shape [1]; expected [d] with d of at least 2',
  );
  for (const part of [hamiltonian(), riemannianHamiltonian()]) {
    const built = part.build({ event: [4], latent: [2] });
    expect(() => built.draw([tf.zeros([1, 2]), tf.zeros([1, 2])], {}, tinyContext(1))).toThrow(
      'a draw is moved by log p(x, z), but there is no x here',
    );
  }
});
