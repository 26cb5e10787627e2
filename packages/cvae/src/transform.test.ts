import * as tf from '@tensorflow/tfjs';
import { decode, encode, readWeights, writeWeights } from '@vaekit/core';
import { beforeAll, describe, expect, it } from 'vitest';
import { classMeanCvae } from './classMeanCvae.js';
import { conditionalVae } from './conditionalVae.js';
import { transform } from './transform.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

describe('transform', () => {
  it('moves the code with the prior: z′ = μ^{y′} + (z − μ^y)·σ_{y′} / σ_y', async () => {
    const model = classMeanCvae({ input: [2], classes: 2, latent: 2, hidden: [3], classVariance: true, bias: false });
    writeWeights(model, {
      ...(await readWeights(model)),
      'prior/means': [1, 2, -3, 4],
      'prior/logVars': [0, Math.log(4), Math.log(9), 0],
    });
    const x = tf.tensor2d([[0.2, 0.9]]);
    const [a, b] = (encode(model, x).arraySync() as number[][])[0]!;
    const moved = tf.tensor2d([[-3 + (a! - 1) * 3, 4 + (b! - 2) / 2]]);
    const expected = decode(model, moved).dataSync();
    const got = transform(model, x, { from: [0], to: [1] }).dataSync();
    got.forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 5));
    model.dispose();
  });

  it('there and back, and to the same class, is the reconstruction', () => {
    const model = classMeanCvae({ input: [2], classes: 3, latent: 2, hidden: [3] });
    const x = tf.tensor2d([
      [0.2, 0.9],
      [0.5, 0.1],
    ]);
    const plain = decode(model, encode(model, x)).dataSync();
    transform(model, x, { from: [1, 2], to: [1, 2] })
      .dataSync()
      .forEach((value, i) => expect(value).toBeCloseTo(plain[i]!, 5));
    model.dispose();
  });

  it('moves the code with a learned prior where the decoder sees the label too', async () => {
    const model = conditionalVae({ input: [2], classes: 2, latent: 2, hidden: [3] });
    writeWeights(model, {
      ...(await readWeights(model)),
      'prior/means': [1, 2, -3, 4],
      'prior/logVars': [0, Math.log(4), Math.log(9), 0],
    });
    const x = tf.tensor2d([[0.2, 0.9]]);
    const [a, b] = (encode(model, x, { labels: [0] }).arraySync() as number[][])[0]!;
    const moved = tf.tensor2d([[-3 + (a! - 1) * 3, 4 + (b! - 2) / 2]]);
    const expected = decode(model, moved, { labels: [1] }).dataSync();
    const got = transform(model, x, { from: [0], to: [1] }).dataSync();
    got.forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 5));
    model.dispose();
  });

  it('keeps the code and changes the label where the prior knows no classes', () => {
    const model = conditionalVae({ input: [2], classes: 3, latent: 2, hidden: [3], prior: 'standard' });
    const x = tf.tensor2d([[0.2, 0.9]]);
    const expected = decode(model, encode(model, x, { labels: [0] }), { labels: [2] }).dataSync();
    const got = transform(model, x, { from: [0], to: [2] }).dataSync();
    got.forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 5));
    model.dispose();
  });

  it('names labels that are missing or out of range', () => {
    const model = classMeanCvae({ input: [2], classes: 3, latent: 2, hidden: [3] });
    const x = tf.zeros([2, 2]);
    expect(() => transform(model, x, { from: [0], to: [1, 1] })).toThrow(/`from` has 1 labels for 2 rows/);
    expect(() => transform(model, x, { from: [0, 1], to: [1, 3] })).toThrow(/label 3 in `to` is out of range/);
    model.dispose();
  });
});
