import * as tf from '@tensorflow/tfjs';
import { adam, fit, mlp, randomStream, vae } from '@vaekit/core';
import { beforeAll, describe, expect, it } from 'vitest';
import { outlierScores } from './outlierScores.js';
import { rocAuc } from './rocAuc.js';

beforeAll(() => tf.setBackend('cpu'));

/** Rows of eight bits that are equal in pairs (or, strange, all drawn alone). */
const bits = (rows: number, seed: number, strange: boolean) => {
  const u = randomStream(seed).fillUniform(new Float32Array(rows * 8));
  const data = u.map((_, i) => (u[strange ? i : i - (i % 4)]! < 0.5 ? 0 : 1));
  return { x: { data, shape: [rows, 8] }, binarization: 'static' as const };
};

describe('outlierScores', () => {
  it('finds what is unlike training, and leaks nothing', async () => {
    const net = mlp({ hidden: [16], activation: 'tanh' });
    const model = vae({ event: [8], latent: 2, encoder: net, decoder: net });
    const training = bits(300, 1, false);
    await fit(model, training, { epochs: 40, optimizer: adam({ learningRate: 0.02 }), batchSize: 50 });
    const [usual, strange] = [bits(100, 2, false), bits(100, 3, true)];
    const x = { data: Float32Array.of(...usual.x.data, ...strange.x.data), shape: [200, 8] };
    const before = tf.memory().numTensors;
    const found = outlierScores(model, { training, examples: { x, binarization: 'static' } });
    expect(tf.memory().numTensors).toBe(before);
    const positive = Array.from({ length: 200 }, (_, row) => row >= 100);
    for (const name of ['elbo', 'bound', 'reconstruction', 'typicality'] as const)
      expect(rocAuc(found[name], positive), name).toBeGreaterThan(0.85);
    // A bound of more draws is closer to -log p(x): lower, on average.
    const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(mean(found.bound)).toBeLessThan(mean(found.elbo));
    expect(found.latentDistance.every((value) => value >= 0)).toBe(true);
    model.dispose();
  });
});
