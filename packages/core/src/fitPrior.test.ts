import * as tf from '@tensorflow/tfjs';
import { linearWarmup } from '@vaekit/losses';
import { expect, test } from 'vitest';
import { drawCodes } from './drawCodes.js';
import { fitPrior } from './fitPrior.js';
import { samplePrior } from './latent/sample.js';
import { mlp } from './networks/mlp.js';
import { reconstruction } from './objectives/reconstruction.js';
import { adam } from './optimizers/adam.js';
import type { BuiltPrior, Prior } from './parts.js';
import { point } from './posteriors/point.js';
import { classMeans } from './priors/classMeans.js';
import { type FittedMixture, type Mixture, mixtureByEm } from './priors/mixtureByEm.js';
import { mixtureOfNormals } from './priors/mixtureOfNormals.js';
import { standardNormal } from './priors/standardNormal.js';
import { vampPrior } from './priors/vampPrior.js';
import { drawNoise } from './random/drawNoise.js';
import { randomStream } from './random/randomStream.js';
import { deserialize, serialize } from './saving/serialize.js';
import { deviation, tinyVae } from './tiny.test-helper.js';
import { evaluate } from './training/evaluate.js';
import { fit } from './training/fit.js';
import { readWeights } from './training/modelWeights.js';
import type { Vae, VaeOptions } from './vae.js';

// Two kinds of examples, each with its own pair of bright values; the label says which.
const ROWS = 40;
const y = { data: Int32Array.from({ length: ROWS }, (_, row) => row % 2), shape: [ROWS] };
const x = {
  data: Float32Array.from({ length: 4 * ROWS }, (_, i) => (Math.floor(i / 4) % 2 === (i % 4 < 2 ? 0 : 1) ? 0.95 : 0.05)),
  shape: [ROWS, 4],
};
const prior = mixtureOfNormals({ components: 2 });
const train = { epochs: 40, batchSize: 20, optimizer: adam({ learningRate: 0.05 }) };

async function trained(parts: Partial<VaeOptions> = {}, data: Parameters<typeof fit>[1] = { x }): Promise<Vae> {
  const model = tinyVae(parts);
  await fit(model, data, train);
  return model;
}

/** The mixture of the codes, by the algorithm alone. */
async function mixtureOf(model: Vae, data: Parameters<typeof drawCodes>[2], label?: number): Promise<FittedMixture> {
  const codes = await drawCodes('test', model, data);
  const rows = Array.from({ length: ROWS }, (_, row) => row).filter((row) => label === undefined || codes.y!.data[row] === label);
  const values = rows.flatMap((row) => [...codes.x.data.subarray(2 * row, 2 * row + 2)]);
  return mixtureByEm(values, rows.length, { components: 2, varianceFloor: 1e-6, seed: 0 });
}

/** Mean and variance of a mixture, by dimension. */
const momentsOf = ({ weights, means, variances }: Mixture): { mean: number; variance: number }[] =>
  [0, 1].map((i) => {
    const average = (of: (k: number) => number): number => weights.reduce((sum, weight, k) => sum + weight * of(k), 0);
    const mean = average((k) => means[2 * k + i]!);
    return { mean, variance: average((k) => variances[2 * k + i]! + means[2 * k + i]! ** 2) - mean ** 2 };
  });

const logMixture = (z: readonly number[], { weights, means, variances }: Mixture): number =>
  Math.log(
    weights.reduce((sum, weight, k) => {
      const exponent = z.reduce((all, value, i) => {
        const variance = variances[2 * k + i]!;
        return all - 0.5 * (Math.log(2 * Math.PI * variance) + (value - means[2 * k + i]!) ** 2 / variance);
      }, 0);
      return sum + weight * Math.exp(exponent);
    }, 0),
  );

/** The KL that a pass of all examples reports, and log q − log p of its codes under a mixture for each row. */
function divergence(
  model: Vae,
  mixture: (row: number) => Mixture,
  labels: Int32Array = y.data,
): { kl: ArrayLike<number>; excess: number[] } {
  const noise = drawNoise(model.noise('evaluate'), ROWS, randomStream(5));
  const batch = { x: tf.tensor(x.data, x.shape), y: tf.tensor1d(labels, 'int32') };
  const pass = model.pass({ batch, noise, schedule: { beta: tf.scalar(1) }, mode: 'evaluate', dataSize: ROWS });
  const logQ = pass.logPosterior().dataSync();
  const z = pass.z().arraySync() as number[][];
  return {
    kl: pass.outcome().terms['kl']!.dataSync(),
    excess: z.map((code, row) => logQ[row]! - logMixture(code, mixture(row))),
  };
}

/** Whether samples have the mean of a mixture, within five standard errors. */
function expectMean(codes: tf.Tensor, mixture: Mixture): void {
  const mean = tf.mean(codes, 0).dataSync();
  momentsOf(mixture).forEach((expected, i) =>
    expect(Math.abs(mean[i]! - expected.mean)).toBeLessThan(5 * Math.sqrt(expected.variance / codes.shape[0]!)),
  );
}

test('a trained VAE gets a mixture: its KL, samples and file are those of the new prior, the old model keeps every bit', async () => {
  const model = await trained();
  const before = await readWeights(model);
  const old = await evaluate(model, { x });
  const tensors = tf.memory().numTensors;
  const { model: fitted, result } = await fitPrior(model, prior, { x });
  expect(result).toBeUndefined();
  expect(fitted.config).toEqual({ ...model.config, prior: prior.config });
  expect(tf.memory().numTensors).toBe(tensors + Object.keys(fitted.prior.variables!).length);

  const expected = await mixtureOf(model, { x });
  expect(deviation(fitted.prior.variables!['means']!.dataSync(), expected.means)).toBeLessThan(1e-6);
  expect(deviation(fitted.prior.variables!['logVars']!.dataSync(), expected.variances.map(Math.log))).toBeLessThan(1e-6);
  const { terms } = await evaluate(fitted, { x });
  expect(terms['reconstruction']).toBe(old.terms['reconstruction']);
  // The mixture is fitted to draws of the aggregate posterior: it costs fewer nats than N(0, I).
  expect(terms['kl']!).toBeLessThan(old.terms['kl']!);
  expectMean(samplePrior(fitted, { count: 5000, seed: 1 }), expected);

  const again = await deserialize(await serialize(fitted));
  expect(again.config).toEqual(fitted.config);
  expect((await evaluate(again, { x })).terms).toEqual(terms);

  expect(await readWeights(model)).toEqual(before);
  expect((await evaluate(model, { x })).terms).toEqual(old.terms);
  fitted.dispose();
  expect(await readWeights(model)).toEqual(before);
});

test('the KL of the new model is the mean of log q − log p under the fitted mixture', async () => {
  const model = await trained();
  const { model: fitted } = await fitPrior(model, prior, { x });
  const mixture = await mixtureOf(model, { x });
  const { kl, excess } = divergence(fitted, () => mixture);
  expect(deviation(kl, excess)).toBeLessThan(1e-4);
});

test('a conditional model gets a mixture for each class', async () => {
  const model = await trained({ prior: classMeans(2) }, { x, y });
  const before = await readWeights(model);
  const { model: fitted } = await fitPrior(model, prior, { x, y });
  expect(fitted.config.prior).toEqual({ kind: 'perClass', classes: 2, prior: prior.config });
  const mixtures = [await mixtureOf(model, { x, y }, 0), await mixtureOf(model, { x, y }, 1)];
  for (const [label, expected] of mixtures.entries()) {
    expect(deviation(fitted.prior.variables![`class${label}/means`]!.dataSync(), expected.means)).toBeLessThan(1e-6);
    expectMean(samplePrior(fitted, { labels: new Int32Array(5000).fill(label), seed: 1 }), expected);
  }
  const [{ terms: old }, { terms }] = [await evaluate(model, { x, y }), await evaluate(fitted, { x, y })];
  expect(terms['reconstruction']).toBe(old['reconstruction']);
  const { kl, excess } = divergence(fitted, (row) => mixtures[row % 2]!);
  expect(deviation(kl, excess)).toBeLessThan(1e-4);
  const again = await deserialize(await serialize(fitted));
  expect((await evaluate(again, { x, y })).terms).toEqual(terms);
  expect(await readWeights(model)).toEqual(before);
  await expect(fitPrior(model, prior, { x, y: { ...y, data: new Int32Array(ROWS) } })).rejects.toThrow(
    'perClass: no example of class 1 among the codes; each class needs some',
  );
});

test('an autoencoder without a density gets a prior to be sampled from', async () => {
  const hidden = [3];
  const model = await trained({
    encoder: mlp({ hidden }),
    decoder: mlp({ hidden }),
    event: [4],
    latent: 2,
    posterior: point(),
    objective: reconstruction(),
  });
  const before = await readWeights(model);
  const { model: fitted } = await fitPrior(model, prior, { x });
  const expected = await mixtureOf(model, { x });
  // Two kinds of examples, all of a kind alike: two points, of the least variance.
  expect(deviation(expected.variances, Array<number>(4).fill(1e-6))).toBeLessThan(1e-9);
  expect(deviation(fitted.prior.variables!['means']!.dataSync(), expected.means)).toBeLessThan(1e-6);
  expectMean(samplePrior(fitted, { count: 5000, seed: 1 }), expected);
  expect(await readWeights(model)).toEqual(before);
  expect((await evaluate(fitted, { x })).terms).toEqual((await evaluate(model, { x })).terms);
});

test('where encoder and decoder saw the label, p(z|y) is fitted and not p(z), though x says nothing about y', async () => {
  // Each kind of example comes with either label as often: codes of the two classes differ by what the encoder was told alone.
  const labels = Int32Array.from({ length: ROWS }, (_, row) => Math.floor(row / 2) % 2);
  const told = { x, y: { data: labels, shape: [ROWS] } };
  const seen = mlp({ hidden: [3], activation: 'tanh', conditional: true });
  const model = tinyVae({ encoder: seen, decoder: seen, event: [4], latent: 2, condition: { classes: 2 } });
  tf.tidy(() => {
    // The rows of the kernel that the label meets, behind those of x.
    const kernel = model.variables['encoder/hidden0/kernel']!;
    kernel.assign(tf.concat([tf.slice(kernel, 0, 4), tf.tensor2d([2, -1, 0, -2, 1, 0], [2, 3])], 0));
  });
  const one = mixtureOfNormals({ components: 1 });
  const { model: fitted } = await fitPrior(model, one, told);
  expect(fitted.config.prior).toEqual({ kind: 'perClass', classes: 2, prior: one.config });

  // Of one component: mean and variance of the codes of the class, by their definition.
  const codes = await drawCodes('test', model, told);
  const normalOf = (rows: readonly number[]): Mixture => {
    const over = (value: (row: number) => number): number => rows.reduce((sum, row) => sum + value(row), 0) / rows.length;
    const means = Float64Array.from([0, 1], (i) => over((row) => codes.x.data[2 * row + i]!));
    const variances = means.map((mean, i) => over((row) => (codes.x.data[2 * row + i]! - mean) ** 2));
    return { weights: Float64Array.of(1), means, variances };
  };
  const all = Array.from({ length: ROWS }, (_, row) => row);
  const ofClass = [0, 1].map((label) => normalOf(all.filter((row) => labels[row] === label)));
  for (const [label, { means, variances }] of ofClass.entries()) {
    expect(deviation(fitted.prior.variables![`class${label}/means`]!.dataSync(), means)).toBeLessThan(1e-6);
    expect(deviation(fitted.prior.variables![`class${label}/logVars`]!.dataSync(), [...variances].map(Math.log))).toBeLessThan(
      1e-5,
    );
    expectMean(samplePrior(fitted, { labels: new Int32Array(5000).fill(label), seed: 1 }), ofClass[label]!);
  }
  const { kl, excess } = divergence(fitted, (row) => ofClass[labels[row]!]!, labels);
  expect(deviation(kl, excess)).toBeLessThan(1e-4);
  // p(z), which has no label, is another density, that of both classes together.
  const pooled = divergence(fitted, () => normalOf(all), labels);
  expect(deviation(pooled.kl, pooled.excess)).toBeGreaterThan(0.2);
});

test('a prior without a closed form is fitted by steps, on codes alone', async () => {
  const model = await trained();
  const before = await readWeights(model);
  const vamp = vampPrior({ pseudoInputs: 3 });
  const { model: fitted, result } = await fitPrior(model, vamp, { x }, { epochs: 60, optimizer: adam({ learningRate: 0.05 }) });
  expect(result!.epoch).toHaveLength(60);
  expect(result!.history['loss']!.at(-1)!).toBeLessThan(result!.history['loss']![0]!);
  expect(await readWeights(model)).toEqual(before);
  expect([...fitted.state['prior/started']!.dataSync()]).toEqual([1]);
  expect(model.state).toEqual({});
});

test('by steps too a prior starts from the first examples', async () => {
  const model = tinyVae();
  const { model: start } = await fitPrior(model, vampPrior({ pseudoInputs: 3 }), { x }, { epochs: 0 });
  const inputs = tf.sigmoid(start.prior.variables!['pseudoInputs']!).dataSync();
  expect(deviation(inputs, x.data.subarray(0, 12))).toBeLessThan(1e-6);
  const before = await readWeights(start);
  await fit(start, { x: { data: x.data.map((value) => 1 - value), shape: x.shape } }, { ...train, epochs: 0 });
  expect(await readWeights(start)).toEqual(before);
});

/** What a prior was asked with. */
interface Asked {
  readonly prior: BuiltPrior;
  readonly heat: number | undefined;
}

/** N(m, I) with one learned m; what it is asked with is written down. */
function recording(more: (mean: tf.Variable) => Partial<BuiltPrior> = () => ({})): { prior: Prior; asked: Asked[] } {
  const asked: Asked[] = [];
  const prior: Prior = {
    config: { kind: 'recording' },
    build(shapes) {
      const mean = tf.tidy(() => tf.variable(tf.zeros([1, ...shapes.latent])));
      const base = standardNormal().build(shapes);
      return {
        ...base,
        variables: { mean },
        logDensity(z, context) {
          asked.push({ prior: context.model.prior, heat: context.schedule['heat']?.dataSync()[0] });
          return base.logDensity!(tf.sub(z, mean), context);
        },
        ...more(mean),
      };
    },
  };
  return { prior, asked };
}

test('steps minimize penalties too, and see the prior’s schedule and the new model', async () => {
  const model = tinyVae();
  const { prior: own, asked } = recording((mean) => ({
    schedules: { heat: linearWarmup({ steps: 2, to: 1 }) },
    penalties: () => ({ pull: tf.sum(tf.square(tf.sub(mean, 7))) as tf.Scalar }),
  }));
  const options = { epochs: 3, batchSize: ROWS, optimizer: adam({ learningRate: 0.1 }) };
  const { model: fitted, result } = await fitPrior(model, own, { x }, options);
  expect(Object.keys(result!.history)).toEqual(['loss', 'pull']);
  expect(result!.history['pull']![0]).toBeCloseTo(2 * 49, 4);
  // The penalty draws the mean towards 7, where no code is.
  expect(Math.min(...fitted.prior.variables!['mean']!.dataSync())).toBeGreaterThan(0.2);
  expect(asked.map(({ heat }) => heat)).toEqual([0, 0.5, 1]);
  expect(asked.every(({ prior: seen }) => seen === fitted.prior)).toBe(true);
});

test('validation is on codes, and few rows make a small batch', async () => {
  const model = tinyVae();
  const { prior: own } = recording();
  const { result } = await fitPrior(model, own, { x }, { epochs: 2, validationData: { x } });
  expect(result!.history['val_loss']!.every(Number.isFinite)).toBe(true);
  const stopped = await fitPrior(model, own, { x }, { epochs: 2, earlyStopping: { patience: 1 } });
  expect(stopped.result!.history['val_loss']).toHaveLength(2);
});

test('a prior of other classes than the model’s is refused, and so is one of classes where there are none', async () => {
  const model = tinyVae({ prior: classMeans(2) });
  const before = tf.memory().numTensors;
  await expect(fitPrior(model, classMeans(3), { x, y })).rejects.toThrow(
    'fitPrior: the prior (classMeans) has 3 classes but the model has 2; expected the same',
  );
  expect(tf.memory().numTensors).toBe(before);
  await expect(fitPrior(tinyVae(), classMeans(3), { x })).rejects.toThrow(
    'fitPrior: the prior (classMeans) has 3 classes but the model is not conditioned on labels; expected the same',
  );
});

test('a prior that sums over unknown labels is fitted to codes without a label', async () => {
  const unknown = { data: y.data.map((label, row) => (row < 4 ? -1 : label)), shape: y.shape };
  const model = tinyVae({ prior: classMeans(2, { unknownLabels: true }) });
  const { result } = await fitPrior(model, classMeans(2, { unknownLabels: true, seed: 3 }), { x, y: unknown }, { epochs: 3 });
  expect(result!.history['loss']!.every(Number.isFinite)).toBe(true);
});

test('what cannot be fitted is refused by name, and leaves nothing behind', async () => {
  const model = tinyVae();
  const drawOnly: Prior = {
    config: { kind: 'drawOnly' },
    build: ({ latent }) => ({
      variables: { mean: tf.variable(tf.zeros([1, ...latent])) },
      noise: () => ({ eps: { shape: latent, distribution: 'normal', per: 'example' } }),
      draw: ({ eps }) => eps!,
    }),
  };
  const before = tf.memory().numTensors;
  await expect(fitPrior(model, standardNormal(), { x })).rejects.toThrow(
    'fitPrior: the prior (standardNormal) has nothing to fit',
  );
  await expect(fitPrior(model, mixtureOfNormals({ components: 41 }), { x })).rejects.toThrow(
    'mixtureOfNormals: 40 codes are too few for 41 components',
  );
  expect(tf.memory().numTensors).toBe(before);
  await expect(fitPrior(model, drawOnly, { x })).rejects.toThrow(
    'fitPrior: the prior (drawOnly) has neither a density nor a loss of its own to be fitted by',
  );
});
