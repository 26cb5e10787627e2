import * as tf from '@tensorflow/tfjs';
import { batches, decode, deserialize, encode, readWeights, reconstruct, sample, serialize, type Vae } from '@vaekit/core';
import { beforeAll, expect, it } from 'vitest';
import oracle from '../../oracles/principalComponents.json' with { type: 'json' };
import { buildModel } from '../buildModel.js';
import { fitPhases, phasesOf } from '../fitPhases.js';
import { principalComponents } from '../parts/principalComponents.js';
import { pca } from './pca.js';

beforeAll(() => tf.setBackend('cpu'));

const [count, width] = oracle.shape as [number, number];
const x = { data: Float32Array.from(oracle.rows), shape: oracle.shape };
const shape = { event: [width], binarization: 'none', size: count } as const;
// A batch size that does not divide the rows: the last batch is padded.
const training = batches(x, { batchSize: 16 });

async function fitted(latent: number, data = training, event: readonly number[] = [width]): Promise<Vae> {
  const values = { latent, seed: 0 };
  const model = await buildModel('pca', values, { ...shape, event });
  const { stopped, results } = await fitPhases(
    model,
    phasesOf(pca, model, { training: data }, values),
    { training: data },
    { epochs: 5 },
  );
  expect([stopped, results]).toEqual(['completed', {}]);
  return model;
}

const close = (actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number): void => {
  expect(actual).toHaveLength(expected.length);
  for (let i = 0; i < actual.length; i++) expect(Math.abs(actual[i]! - expected[i]!)).toBeLessThan(tolerance);
};

it('has the components of NumPy up to their sign, their codes, reconstructions and what is left out', async () => {
  const before = tf.memory().numTensors;
  const model = await fitted(oracle.latent);
  const { 'decoder/mean/kernel': kernel, 'decoder/mean/bias': mean, 'likelihood/logVar': logVar } = await readWeights(model);
  close(mean!, oracle.mean, 1e-5);
  expect(Math.exp(logVar![0]!) / oracle.sigma2).toBeCloseTo(1, 4);
  const rows = tf.tensor2d(oracle.rows, [count, width]);
  const codes = encode(model, rows);
  for (let k = 0; k < oracle.latent; k++) {
    const direction = oracle.directions.slice(k * width, (k + 1) * width);
    const mine = [...kernel!.subarray(k * width, (k + 1) * width)];
    // Ours have their largest number positive.
    const sign = Math.sign(direction.reduce((best, value) => (Math.abs(value) > Math.abs(best) ? value : best), 0));
    const scale = Math.sqrt(oracle.variances[k]! - oracle.sigma2);
    close(
      mine,
      direction.map((value) => sign * scale * value),
      2e-4,
    );
    const own = codes.dataSync().filter((_, i) => i % oracle.latent === k);
    close(
      own,
      oracle.codes.filter((_, i) => i % oracle.latent === k).map((value) => sign * value),
      2e-4,
    );
  }
  const reconstructions = decode(model, codes);
  close(reconstructions.dataSync(), oracle.reconstructions, 1e-3);
  model.dispose();
  tf.dispose([rows, codes, reconstructions]);
  expect(tf.memory().numTensors).toBe(before);
});

it('is saved and loaded, and draws samples with the covariance of probabilistic PCA', async () => {
  const model = await fitted(oracle.latent);
  const again = await deserialize(await serialize(model));
  expect(await readWeights(again)).toEqual(await readWeights(model));
  const draws = 20_000;
  const samples = sample(again, { count: draws, seed: 4, draw: true });
  const { mean } = tf.moments(samples, 0);
  const centered = tf.sub(samples, mean) as tf.Tensor2D;
  const covariance = tf.div(tf.matMul(centered, centered, true, false), draws).dataSync();
  const largest = Math.max(...oracle.sampleCovariance);
  // Five standard errors of a covariance, √2 of the largest variance over √n at most.
  close(covariance, oracle.sampleCovariance, (5 * Math.SQRT2 * largest) / Math.sqrt(draws));
  for (const one of [model, again]) one.dispose();
});

it('keeps as much as there is where the code is as wide as the data, or wider', async () => {
  for (const latent of [width, width + 2]) {
    const model = await fitted(latent);
    const rows = tf.tensor2d(oracle.rows, [count, width]);
    close(reconstruct(model, rows).dataSync(), oracle.rows, 1e-2);
    expect([...encode(model, rows).dataSync()].every(Number.isFinite)).toBe(true);
    model.dispose();
  }
});

it('gives components without variance a code of 0', async () => {
  const constant = batches(
    { data: new Float32Array(60).map((_, i) => (i % 3 === 0 ? i / 60 : 0.5)), shape: [20, 3] },
    { batchSize: 20 },
  );
  const model = await fitted(2, constant, [3]);
  const codes = encode(model, tf.tensor2d([[0.25, 0.5, 0.5]])).dataSync();
  expect(codes[1]).toBe(0);
  expect(codes[0]).not.toBe(0);
  model.dispose();
});

it('finds eigenvectors in order', () => {
  const vectors = Float64Array.from([-1, 0, 0, 0, 0, 1, 0, -1, 0]);
  const { directions, variances, rest } = principalComponents({ values: Float64Array.of(1, 2, 4), vectors }, 2);
  expect(directions).toEqual([
    [-0, 1, -0],
    [0, 0, 1],
  ]);
  expect([variances, rest]).toEqual([[4, 2], 1]);
});

it('stops in the middle, with nothing assigned', async () => {
  const values = { latent: 3, seed: 0 };
  const event = [400];
  const data = batches(
    { data: Float32Array.from({ length: 400 * 50 }, (_, i) => Math.sin(i * i)), shape: [50, 400] },
    { batchSize: 50 },
  );
  const model = await buildModel('pca', values, { ...shape, event });
  const before = await readWeights(model);
  const abort = new AbortController();
  // The decomposition lets a timer come due in between.
  setTimeout(() => abort.abort(), 1);
  const { state, stopped } = await fitPhases(
    model,
    phasesOf(pca, model, { training: data }, values),
    { training: data },
    { epochs: 1, signal: abort.signal },
  );
  expect([stopped, state.phase]).toEqual(['aborted', 0]);
  expect(await readWeights(model)).toEqual(before);
  model.dispose();
});
