import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { mlp } from '../networks/mlp.js';
import { wrappedStandardNormal } from '../priors/wrappedStandardNormal.js';
import { drawNoise } from '../random/drawNoise.js';
import { randomStream } from '../random/randomStream.js';
import { deviation, tinyContext } from '../tiny.test-helper.js';
import { vae } from '../vae.js';
import { wrappedNormal } from './wrappedNormal.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const shapes = { event: [4], latent: [3] };

test('a draw lies where the distance from the mean is that of its noise, and knows the density that its point has', () => {
  const n = 50;
  const q = wrappedNormal({ curvature: 0.7 }).build(shapes);
  const noise = drawNoise(q.noise('train'), n, randomStream(3));
  const stream = randomStream(8);
  const [mean, logVar] = ['mean', 'logVar'].map((name) =>
    tf.tensor2d(
      stream
        .fork(name)
        .fillNormal(new Float32Array(n * 3))
        .map((value) => value / 2),
      [n, 3],
    ),
  ) as [tf.Tensor, tf.Tensor];
  const before = tf.memory().numTensors;
  tf.tidy(() => {
    const parameters = q.perExample!([mean, logVar]);
    const { z, logDensity } = q.draw(parameters, noise, tinyContext(n));
    const again = q.logDensity!(parameters, z, tinyContext(n));
    expect(deviation(again.dataSync(), logDensity!.dataSync())).toBeLessThan(1e-4);
    const center = q.center([mean, logVar], tinyContext(n));
    const [at, points, noises, widths] = [center, z, noise['eps']!, logVar].map((t) => t.arraySync() as number[][]);
    const squared = (a: number[]): number => a.reduce((sum, value) => sum + value * value, 0);
    points!.forEach((point, row) => {
      // arcosh(1 + 2c|x − y|²/((1 − c|x|²)(1 − c|y|²)))/√c.
      const gap = squared(point.map((value, i) => value - at![row]![i]!));
      const ratio = (1.4 * gap) / ((1 - 0.7 * squared(point)) * (1 - 0.7 * squared(at![row]!)));
      const wanted = Math.sqrt(squared(noises![row]!.map((value, i) => value * Math.exp(widths![row]![i]! / 2))));
      expect(Math.acosh(1 + ratio) / Math.sqrt(0.7)).toBeCloseTo(wanted, 3);
    });
  });
  expect(tf.memory().numTensors).toBe(before);
});

test('where the posterior is the prior their densities are the same, and the prior draws from it', () => {
  const q = wrappedNormal().build(shapes);
  const p = wrappedStandardNormal().build(shapes);
  const eps = tf.tensor2d([
    [1, -2, 0.5],
    [0, 0.1, 0],
  ]);
  const z = p.draw({ eps }, tinyContext(2), 1);
  const own = q.logDensity!(q.perExample!([tf.zeros([2, 3]), tf.zeros([2, 3])]), z, tinyContext(2));
  expect(deviation(p.logDensity!(z, tinyContext(2)).dataSync(), own.dataSync())).toBeLessThan(1e-6);
  expect(deviation(p.draw({ eps }, tinyContext(2), 0).dataSync(), [0, 0, 0, 0, 0, 0])).toBe(0);
  // Its distance from the origin is |eps|: tanh(|eps|/2) of the radius.
  expect(Math.hypot(...Array.from(z.dataSync().slice(0, 3)))).toBeCloseTo(Math.tanh(Math.hypot(1, -2, 0.5) / 2), 5);
});

test('balls that differ, and codes that are no points, are refused', () => {
  const networks = { encoder: mlp({ hidden: [3] }), decoder: mlp({ hidden: [3] }), event: [4], latent: 3 };
  const parts = { posterior: wrappedNormal({ curvature: 2 }), prior: wrappedStandardNormal() };
  expect(() => vae({ ...networks, ...parts })).toThrow(
    'the posterior (wrappedNormal) has its codes in the Poincaré ball of curvature -2, but the prior (wrappedStandardNormal) has them in the Poincaré ball of curvature -1',
  );
  expect(() => wrappedNormal({ curvature: -1 })).toThrow('poincareBall: `curvature` is -1; expected a positive number');
  expect(() => wrappedNormal().build({ event: [4], latent: [2, 3] })).toThrow(
    'wrappedNormal: the latent has shape [2,3]; expected [d]',
  );
});
