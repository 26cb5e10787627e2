import * as tf from '@tensorflow/tfjs';
import { randomStream, standardNormal, mlpDecoder, mlpEncoder, vae, writeWeights, readWeights } from '@vaekit/core';
import { beforeAll, describe, expect, it } from 'vitest';
import { classMeanCvae } from './classMeanCvae.js';
import { classify } from './classify.js';
import { conditionalVae } from './conditionalVae.js';
import { nearestMean } from './nearestMean.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

/** A model without hidden layers whose encoder copies x to μ, with log σ² a constant and class means of our choice. */
async function linearModel(logVar: number, means: number[][], classLogVars?: number[][]) {
  const model = classMeanCvae({
    input: [2],
    classes: means.length,
    latent: 2,
    hidden: [],
    classVariance: classLogVars !== undefined,
  });
  const weights = await readWeights(model);
  writeWeights(model, {
    ...weights,
    'encoder/mean/kernel': [1, 0, 0, 1],
    'encoder/logVar/kernel': [0, 0, 0, 0],
    'encoder/logVar/bias': [logVar, logVar],
    'prior/means': means.flat(),
    ...(classLogVars === undefined ? {} : { 'prior/logVars': classLogVars.flat() }),
  });
  return model;
}

const softmax = (values: number[]): number[] => {
  const top = Math.max(...values);
  const exps = values.map((value) => Math.exp(value - top));
  const sum = exps.reduce((a, b) => a + b);
  return exps.map((value) => value / sum);
};

describe('classify', () => {
  const means = [
    [0, 0],
    [2, 0],
    [0, 3],
  ];
  const points = [
    [0.1, 0.2],
    [1.2, -0.4],
    [0.4, 1.4],
    [-5, 8],
  ];

  it('tends to p(y|z) at z = μ(x) as q(z|x) becomes narrow, with Bayes and log p(y)', async () => {
    const model = await linearModel(-30, means);
    const logPrior = [Math.log(0.5), Math.log(0.3), Math.log(0.2)];
    const { probabilities, labels } = classify(model, tf.tensor2d(points), { samples: 1, logPrior });
    const expected = points.map(([a, b]) =>
      softmax(means.map(([m, n], i) => logPrior[i]! - 0.5 * ((a! - m!) ** 2 + (b! - n!) ** 2))),
    );
    (probabilities.arraySync() as number[][]).forEach((row, i) =>
      row.forEach((p, j) => expect(p).toBeCloseTo(expected[i]![j]!, 4)),
    );
    expect([...labels]).toEqual(expected.map((row) => row.indexOf(Math.max(...row))));
    model.dispose();
  });

  it('agrees with a quadrature of E_q p(y|z) where q(z|x) is wide', async () => {
    const model = await linearModel(0, [
      [-1, 0],
      [1, 0],
    ]);
    const { probabilities } = classify(model, tf.tensor2d([[0.5, 0]]), { samples: 20_000 });
    // p(y=1|z) = 1 / (1 + exp(−2 z₁)) with z₁ ~ N(0.5, 1).
    let expected = 0;
    const step = 1e-3;
    for (let e = -8; e < 8; e += step)
      expected += (step * Math.exp(-0.5 * e * e)) / Math.sqrt(2 * Math.PI) / (1 + Math.exp(-2 * (0.5 + e)));
    expect((probabilities.arraySync() as number[][])[0]![1]).toBeCloseTo(expected, 2);
    model.dispose();
  });

  it('takes class variances into account where nearest mean does not', async () => {
    const model = await linearModel(
      -30,
      [
        [0, 0],
        [3, 0],
      ],
      [
        [-3, -3],
        [3, 3],
      ],
    );
    const x = tf.tensor2d([[1, 0]]);
    expect([...nearestMean(model, x)]).toEqual([0]);
    expect([...classify(model, x).labels]).toEqual([1]);
    model.dispose();
  });

  it('goes through more rows than one chunk holds, and leaks nothing', async () => {
    const model = await linearModel(-30, means);
    const values = randomStream(3).fillNormal(new Float32Array(1200 * 2));
    const x = tf.tensor2d(values, [1200, 2]);
    const before = tf.memory().numTensors;
    const { labels, probabilities } = classify(model, x, { samples: 2 });
    probabilities.dispose();
    expect([...nearestMean(model, x)]).toEqual([...labels]);
    expect(tf.memory().numTensors).toBe(before);
    model.dispose();
  });

  it('says what a model without classes lacks', () => {
    const model = vae({
      encoder: mlpEncoder({ input: [2], hidden: [], latent: 2 }),
      decoder: mlpDecoder({ latent: 2, hidden: [], output: [2] }),
      prior: standardNormal(),
    });
    const x = tf.zeros([1, 2]);
    expect(() => classify(model, x)).toThrow(/not conditioned on classes/);
    expect(() => nearestMean(model, x)).toThrow(/no class means/);
    model.dispose();
  });

  it('names a wrong shape, count or prior', async () => {
    const model = await linearModel(-30, means);
    expect(() => classify(model, tf.zeros([1, 3]))).toThrow(/`x` has shape \[1,3\]; expected \[rows,2\]/);
    expect(() => classify(model, tf.zeros([1, 2]), { samples: 0 })).toThrow(/`samples` is 0/);
    expect(() => classify(model, tf.zeros([1, 2]), { logPrior: [0] })).toThrow(/`logPrior` has 1 numbers; expected 3/);
    model.dispose();
  });

  it('a value that is missing counts for nothing under any class', () => {
    const model = conditionalVae({ input: [2], classes: 2, latent: 1, hidden: [4] });
    const x = tf.tensor2d([[0.7, 0]]);
    const shares = (mask?: tf.Tensor): unknown => classify(model, x, { samples: 8, mask }).probabilities.arraySync();
    expect(shares(tf.ones([1, 2]))).toEqual(shares());
    expect(shares(tf.tensor2d([[1, 0]]))).not.toEqual(shares());
    expect(() => shares(tf.ones([1, 3]))).toThrow('`mask` has shape [1,3]; expected that of `x`, [1,2]');
    model.dispose();
  });
});
