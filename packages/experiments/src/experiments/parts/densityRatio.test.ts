import * as tf from '@tensorflow/tfjs';
import { eager, randomStream } from '@vaekit/core';
import { expect, test } from 'vitest';
import { boundOf, divergenceByRatio } from './densityRatio.js';

const normals = (name: string, rows: number, mean: number) => ({
  data: randomStream(0)
    .fork(name)
    .fillNormal(new Float32Array(2 * rows))
    .map((value) => value + mean),
  shape: [rows, 2],
});

test('with the true log-ratio the bound is the divergence: N(1, 1) from N(0, 1) is ½', () => {
  const ratio = ({ data }: { data: Float32Array }, mean: number): number[] =>
    Array.from(data, (z) => mean * z - (mean * mean) / 2);
  const { divergence, most } = boundOf(ratio(normals('q', 20000, 1), 1), ratio(normals('p', 20000, 0), 1));
  // Forty thousand draws: the error is about √((1 + (e − 1)) / 40000) = 0.008.
  expect(divergence).toBeCloseTo(0.5, 1);
  expect(Math.abs(divergence - 0.5)).toBeLessThan(0.03);
  expect(most).toBeCloseTo(Math.log(40000), 9);
});

test('what is near to log N is refused', () => {
  expect(boundOf([9, 9, 9], [0, 0, 0])).toEqual({ divergence: Number.NaN, most: Math.log(3) });
});

test('a judge finds the divergence of two normals and frees everything', async () => {
  const before = tf.memory().numTensors;
  const [mean, seed] = [0.8, 0];
  const draws = {
    q: normals('a', 800, mean),
    p: normals('b', 800, 0),
    heldQ: normals('c', 2000, mean),
    heldP: normals('d', 2000, 0),
  };
  const { divergence } = await divergenceByRatio(draws, { seed, engine: eager(), epochs: 5 });
  // KL = ½ · 2 · 0.64; a bound from below with a small judge, ± 0.05 by the draws.
  expect(divergence).toBeGreaterThan(0.5);
  expect(divergence).toBeLessThan(0.74);
  expect(tf.memory().numTensors).toBe(before);
}, 30000);
