import * as tf from '@tensorflow/tfjs';
import { drawNoise, gaussian, judgedBy, mlp, randomStream, vae } from '@vaekit/core';
import { expect, test } from 'vitest';
import { noiseSensitivity } from './noiseSensitivity.js';
import { bestVariance, klOf, lambert, type Penalty, squaredPenalties } from './squaredPenalties.js';

test.each([
  // OEIS A030178 (the omega constant), the definition at e, and OEIS A202356 of W(2).
  [1, 0.567143290409783873],
  [Math.E, 1],
  [2, 0.852605502013725491],
  [0, 0],
])('W(%d)', (x, w) => expect(lambert(x)).toBeCloseTo(w, 14));

test.each<[Penalty, (v: number) => number]>([
  ['(σ² − 1)²', (v) => (v - 1) ** 2],
  ['(log σ²)²', (v) => Math.log(v) ** 2],
  ['KL', (v) => 0.5 * (v - Math.log(v) - 1)],
])('no variance on a grid is better than the best one: %s', (penalty, of) => {
  for (const [a, weight] of [
    [0.1, 1],
    [1.9, 1],
    [2.1, 1],
    [30, 0.5],
  ] as const) {
    const best = bestVariance(penalty, a / (2 * weight));
    const loss = (v: number): number => a * v + weight * of(v);
    const least = Array.from({ length: 40000 }, (_, i) => loss((i + 1) / 20000)).reduce((x, y) => Math.min(x, y));
    // Both are minima of one convex function, the grid’s above the true one by at most a cell’s slope.
    if (best > 0) expect(loss(best)).toBeLessThanOrEqual(least + 1e-12);
    else expect(least).toBeGreaterThan(loss(1e-12));
  }
});

test('without noise only where a > 2λ, and only under (σ² − 1)²', () => {
  expect(bestVariance('(σ² − 1)²', 1.01)).toBe(0);
  expect(bestVariance('(σ² − 1)²', 0.99)).toBeCloseTo(0.01, 12);
  expect(bestVariance('(log σ²)²', 100)).toBeGreaterThan(0);
  expect(bestVariance('KL', 100)).toBeGreaterThan(0);
});

test('near its minimum the KL is ½μ² + ¼s², then s³/12', () => {
  for (const s of [-1e-2, 1e-2, 1e-3]) {
    // The series of eˢ: ½(s²/2 + s³/6 + s⁴/24 + …).
    expect((klOf(0.3, s) - 0.045 - s * s * 0.25) / s ** 3).toBeCloseTo(1 / 12, 3);
  }
});

test('the objective adds weighted squares, and the sensitivity of a linear decoder is half its squared columns', () => {
  const before = tf.memory().numTensors;
  const model = vae({
    encoder: mlp({ hidden: [] }),
    decoder: mlp({ hidden: [] }),
    event: [3],
    latent: 2,
    likelihood: gaussian(),
    seed: 1,
  });
  const judged = judgedBy(model, squaredPenalties({ penalty: '(σ² − 1)²', mean: 0.5, variance: 2 }));
  const noise = drawNoise(judged.noise('train'), 1, randomStream(0));
  const got = tf.tidy(() => {
    const x = tf.tensor2d([[0.2, 0.9, 0.4]]);
    const { terms } = judged.forward({ batch: { x }, noise, schedule: {}, mode: 'train', dataSize: 1 });
    const [mean, logVar] = model.encodeParameters(x).map((part) => Array.from(part.dataSync()));
    return { means: terms['means']!.dataSync()[0]!, variances: terms['variances']!.dataSync()[0]!, mean: mean!, logVar: logVar! };
  });
  expect(got.means).toBeCloseTo(0.5 * got.mean.reduce((sum, m) => sum + m * m, 0), 5);
  expect(got.variances).toBeCloseTo(2 * got.logVar.reduce((sum, s) => sum + (Math.exp(s) - 1) ** 2, 0), 5);
  // ½|x − Wz − b|² has the second derivative Σ W² in each code, exactly.
  const kernel = model.variables['decoder/mean/kernel']!.arraySync() as number[][];
  const found = noiseSensitivity(model, { data: Float32Array.of(0.2, 0.9, 0.4, 0.7, 0.1, 0.3), shape: [2, 3] });
  kernel.forEach((row, i) => expect(found[i]).toBeCloseTo(0.5 * row.reduce((sum, w) => sum + w * w, 0), 2));
  tf.dispose(Object.values(noise));
  model.dispose();
  expect(tf.memory().numTensors).toBe(before);
});
