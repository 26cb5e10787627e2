import * as tf from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import { gaussian } from './likelihoods/gaussian.js';
import { mlpDecoder, mlpEncoder } from './networks/mlp.js';
import { elbo } from './objectives/elbo.js';
import { iwae } from './objectives/iwae.js';
import { adam } from './optimizers/adam.js';
import type { Posterior } from './parts.js';
import { diagonalNormal } from './posteriors/diagonalNormal.js';
import { classMeans } from './priors/classMeans.js';
import { drawNoise } from './random/drawNoise.js';
import { randomStream } from './random/randomStream.js';
import { selectBackend } from './selectBackend.js';
import { deviation, tinyData, tinyVae } from './tiny.test-helper.js';
import { trainable } from './trainable.js';
import { evaluate } from './training/evaluate.js';
import { fit } from './training/fit.js';
import { vae, type Vae } from './vae.js';

const hidden = [3];
const encoder = (more: object = {}): tf.LayersModel => mlpEncoder({ input: [4], latent: 2, hidden, ...more });
const decoder = (more: object = {}): tf.LayersModel => mlpDecoder({ output: [4], latent: 2, hidden, ...more });
const rows = (n: number): tf.Tensor => tf.tensor(tinyData(n).data, [n, 4]);

function pass(model: Vae, batch: { x: tf.Tensor; y?: tf.Tensor1D; weight?: tf.Tensor1D }, seed: number = 0) {
  const noise = drawNoise(model.noise('train'), batch.x.shape[0]!, randomStream(seed));
  return model.forward({ batch, noise, schedule: { beta: tf.scalar(1) }, mode: 'train', dataSize: 10 });
}

describe('shapes that do not fit are refused by network and output, and leave no part behind', () => {
  const single = (): tf.LayersModel => tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [4] })] });
  const three = (): tf.LayersModel => {
    const inputs = [4, 2, 2].map((width) => tf.input({ shape: [width] }));
    const joined = tf.layers.concatenate().apply(inputs) as tf.SymbolicTensor;
    return tf.model({ inputs, outputs: [0, 1].map(() => tf.layers.dense({ units: 2 }).apply(joined) as tf.SymbolicTensor) });
  };
  const cases: [string, () => Parameters<typeof vae>[0], string][] = [
    [
      'a missing output',
      () => ({ encoder: single(), decoder: decoder() }),
      'vae: the encoder has 1 output(s) but the posterior (diagonalNormal) needs 2: mean [batch,2] and logVar [batch,2]',
    ],
    [
      'a wrong width',
      () => ({ encoder: encoder({ latent: 3 }), decoder: decoder() }),
      'vae: output 0 of the encoder has shape [batch,3] but the posterior (diagonalNormal) needs its `mean` as [batch,2]',
    ],
    [
      'a decoder of another event',
      () => ({ encoder: encoder(), decoder: decoder({ output: [5] }), prior: classMeans(2) }),
      'vae: output 0 of the decoder has shape [batch,5] but the likelihood (bernoulli) needs its `logits` as [batch,4]',
    ],
    [
      'a missing log-variance',
      () => ({ encoder: encoder(), decoder: decoder(), likelihood: gaussian({ sigma: 'predicted' }) }),
      'the likelihood (gaussian) needs 2: mean [batch,4] and logVar [batch,4]',
    ],
    [
      'numbers of classes',
      () => ({ encoder: encoder({ condition: 3 }), decoder: decoder(), prior: classMeans(2) }),
      'vae: the prior has 2 classes but the encoder has 3; all parts see the same labels',
    ],
    [
      'three inputs',
      () => ({ encoder: three(), decoder: decoder() }),
      'vae: the encoder has 3 inputs; expected x, or x and a one-hot label',
    ],
  ];
  test.each(cases)('%s', (_, make, message) => {
    const options = make();
    const before = tf.memory().numTensors;
    expect(() => vae(options)).toThrow(message);
    expect(tf.memory().numTensors).toBe(before);
  });
});

test('forward is pure: nothing assigned, nothing left, the same values again', () => {
  const model = tinyVae({ prior: classMeans(2) }, { batchNorm: true, dropout: 0.2 });
  const batch = { x: rows(5), y: tf.tensor1d([0, 1, 0, 1, 1], 'int32') };
  const all = { ...model.variables, ...model.state };
  const before = Object.values(all).map((v) => [v.dataId, [...v.dataSync()]] as const);
  const tensors = tf.memory().numTensors;
  const [a, b] = [0, 1].map(() =>
    tf.tidy(() => {
      const { terms, losses } = pass(model, batch);
      return [...Object.values(terms), ...Object.values(losses!)].map((t) => [...t.dataSync()]);
    }),
  );
  expect(a).toEqual(b);
  expect(tf.memory().numTensors).toBe(tensors);
  expect(Object.values(all).map((v) => [v.dataId, [...v.dataSync()]] as const)).toEqual(before);
});

test('the state that is returned is the state there is', () => {
  const model = tinyVae({}, { batchNorm: true });
  expect(Object.keys(pass(model, { x: rows(5) }).nextState!).sort()).toEqual(Object.keys(model.state).sort());
  expect(Object.keys(model.state)).toHaveLength(4);
  expect(Object.keys(model.variables)).toEqual(
    expect.arrayContaining(['encoder/hidden0/kernel', 'encoder/mean/bias', 'decoder/output/kernel']),
  );
});

test('rows of weight 0 change neither loss nor gradient', () => {
  const model = tinyVae({ objective: iwae({ k: 3 }) }, { batchNorm: true });
  const x = rows(4);
  const noise = drawNoise(model.noise('train'), 6, randomStream(1));
  const gradients = (filler: number) => {
    const batch = { x: tf.concat([x, tf.fill([2, 4], filler)]), weight: tf.tensor1d([1, 1, 1, 1, 0, 0]) };
    const run = () => model.forward({ batch, noise, schedule: {}, mode: 'train', dataSize: 6 }).losses!['model']!;
    const { value, grads } = tf.variableGrads(run, Object.values(model.variables));
    return [value.dataSync()[0]!, ...Object.values(grads).flatMap((g) => [...g.dataSync()])];
  };
  expect(deviation(gradients(0), gradients(1))).toBeLessThan(1e-6);
  const alone = { x };
  const first = Object.fromEntries(Object.entries(noise).map(([name, t]) => [name, tf.slice(t, 0, 4)]));
  const value = model
    .forward({ batch: alone, noise: first, schedule: {}, mode: 'train', dataSize: 4 })
    .losses!['model']!.dataSync()[0]!;
  expect(gradients(0)[0]).toBeCloseTo(value, 5);
});

test('several samples: the average is over the draws of the same example', () => {
  const [many, one] = [tinyVae({ objective: elbo({ samples: 3 }) }), tinyVae()];
  const x = rows(2);
  const eps = tf.tensor(randomStream(2).fillNormal(new Float32Array(12)), [2, 3, 2]);
  const schedule = { beta: tf.scalar(1) };
  const found = many
    .forward({ batch: { x }, noise: { 'posterior/eps': eps }, schedule, mode: 'train', dataSize: 2 })
    .terms['reconstruction']!.dataSync();
  const single = [0, 1, 2].map((k) =>
    one
      .forward({
        batch: { x },
        noise: { 'posterior/eps': tf.reshape(tf.slice(eps, [0, k, 0], [2, 1, 2]), [2, 2]) },
        schedule,
        mode: 'train',
        dataSize: 2,
      })
      .terms['reconstruction']!.dataSync(),
  );
  [0, 1].forEach((row) => expect(found[row]).toBeCloseTo((single[0]![row]! + single[1]![row]! + single[2]![row]!) / 3, 5));
});

test('dropout behind several samples has a mask for each of them, in front of them one', () => {
  const model = tinyVae({ objective: iwae({ k: 5 }) }, { dropout: 0.5 });
  const spec = model.noise('train');
  expect(spec['encoder/hidden0-dropout']!.shape).toEqual([3]);
  expect(spec['decoder/hidden0-dropout']!.shape).toEqual([5, 3]);
  expect(Object.keys(model.noise('evaluate'))).toEqual(['posterior/eps']);
  expect(Number.isFinite(pass(model, { x: rows(4) }).losses!['model']!.dataSync()[0])).toBe(true);
});

test('labels reach whichever part is conditioned on them', () => {
  const x = tf.zeros([2, 4]);
  const y = (a: number, b: number): tf.Tensor1D => tf.tensor1d([a, b], 'int32');
  for (const model of [
    vae({ encoder: encoder({ condition: 2 }), decoder: decoder() }),
    vae({ encoder: encoder(), decoder: decoder({ condition: 2 }) }),
    vae({ encoder: encoder(), decoder: decoder(), prior: classMeans(2) }),
  ]) {
    expect(model.classes).toBe(2);
    const loss = (labels: tf.Tensor1D): number => pass(model, { x, y: labels }).losses!['model']!.dataSync()[0]!;
    expect(loss(y(0, 0))).not.toBe(loss(y(1, 1)));
    expect(() => pass(model, { x })).toThrow(
      'vae: this model is conditioned on 2 classes but got no labels; give `y`, whole numbers from 0 to 1',
    );
  }
});

test.each(['cpu', 'wasm'] as const)(
  'a label out of range makes the loss no number, also through rectifiers (%s)',
  async (backend) => {
    expect(await selectBackend({ order: [backend] })).toBe(backend);
    const x = tf.zeros([2, 4]);
    for (const model of [
      vae({ encoder: encoder({ condition: 2, activation: 'relu' }), decoder: decoder() }),
      vae({ encoder: encoder(), decoder: decoder({ condition: 2, activation: 'relu' }) }),
      vae({ encoder: encoder(), decoder: decoder(), prior: classMeans(2) }),
    ]) {
      const loss = (...labels: number[]): number =>
        pass(model, { x, y: tf.tensor1d(labels, 'int32') }).losses!['model']!.dataSync()[0]!;
      expect(Number.isFinite(loss(0, 1))).toBe(true);
      for (const wrong of [2, -1, 7, -2])
        expect(Number.isFinite(loss(0, wrong)), `${wrong}`).toBe(model.marginalizesLabels === true && wrong === -1);
    }
    await tf.setBackend('cpu');
  },
);

test('a linear VAE with a learned variance reaches the exact likelihood of probabilistic PCA', async () => {
  // x = W u + noise, 4 dimensions, 2 of them latent; Lucas et al. 2019: at the optimum the ELBO is the log-likelihood of Tipping and Bishop's
  // solution, −N/2 · [d·log 2π + Σ_{i<=q} log λ_i + (d − q)·log σ² + d] with σ² the mean of the other eigenvalues. Here the sample
  // covariance is diagonal by construction, so its eigenvalues are its diagonal.
  const lambda = [4, 2, 0.5, 0.3];
  const angles = Array.from({ length: 16 }, (_, row) =>
    [1, 2, 4, 8].map((bit, j) => (row & bit ? 1 : -1) * Math.sqrt(lambda[j]!)),
  );
  const x = { data: Float32Array.from(angles.flat()), shape: [16, 4] };
  const sigma2 = (0.5 + 0.3) / 2;
  const exact = 0.5 * (4 * Math.log(2 * Math.PI) + Math.log(4) + Math.log(2) + 2 * Math.log(sigma2) + 4);
  const model = vae({
    encoder: encoder({ hidden: [] }),
    decoder: decoder({ hidden: [] }),
    likelihood: gaussian({ sigma: 'learned' }),
    objective: elbo({ samples: 8 }),
  });
  for (const [learningRate, epochs] of [
    [0.1, 100],
    [0.02, 60],
    [0.005, 40],
  ] as const)
    await fit(model, x, { epochs, batchSize: 16, optimizer: adam({ learningRate }) });
  const { loss } = await evaluate(model, {
    data: Float32Array.from(Array.from({ length: 200 }, () => [...x.data]).flat()),
    shape: [3200, 4],
  });
  expect(Math.abs(loss - exact)).toBeLessThan(0.02);
  expect(Math.exp(model.variables['likelihood/logVar']!.dataSync()[0]!)).toBeCloseTo(sigma2, 1);
});

test('trainable: a model as a plain object', async () => {
  const w = tf.variable(tf.tensor1d([0, 0, 0, 0]));
  const model = trainable({
    variables: { w },
    noise: (mode) => (mode === 'train' ? { eps: { shape: [4], distribution: 'normal', per: 'example' } } : {}),
    terms: ({ batch }) => ({ distance: tf.sum(tf.square(tf.sub(batch.x, w)), 1) as tf.Tensor1D }),
  });
  expect([Object.keys(model.noise('train')), Object.keys(model.noise('evaluate'))]).toEqual([['eps'], []]);
  await fit(model, tinyData(20), { epochs: 200, batchSize: 20, optimizer: adam({ learningRate: 0.05 }) });
  const mean = tf.mean(rows(20), 0).dataSync();
  expect(deviation(w.dataSync(), mean)).toBeLessThan(1e-2);
  expect(() => trainable({ variables: {}, terms: () => ({}) })).toThrow('trainable: `variables` is empty');
});

test('all parts know the classes that only the prior knows', () => {
  const known: Record<string, number | undefined> = {};
  const posterior: Posterior = {
    config: { kind: 'looking' },
    build(shapes) {
      known['posterior'] = shapes.classes;
      return diagonalNormal().build(shapes);
    },
  };
  expect(tinyVae({ posterior, prior: classMeans(3) }).classes).toBe(3);
  expect(known).toEqual({ posterior: 3 });
});
