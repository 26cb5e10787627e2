import * as tf from '@tensorflow/tfjs';
import { cosineSchedule, cyclicalSchedule, exponentialDecay, linearWarmup, piecewiseConstant } from '@vaekit/losses';
import { beforeAll, expect, test } from 'vitest';
import { mlp } from '../networks/mlp.js';
import { iwae } from '../objectives/iwae.js';
import { uniformCategories } from '../priors/uniformCategories.js';
import { drawNoise } from '../random/drawNoise.js';
import { randomStream } from '../random/randomStream.js';
import { deviation, tinyContext } from '../tiny.test-helper.js';
import { vae } from '../vae.js';
import { gumbelSoftmax } from './gumbelSoftmax.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const shapes = { event: [4], latent: [2, 3] };
const probabilities = [0.5, 0.3, 0.2, 0.1, 0.1, 0.8];
const schedule = (temperature: number) => ({ schedule: { temperature: tf.scalar(temperature) } });

test('evaluation draws one-hot codes of the probabilities, training relaxed ones that tend to them as it gets colder', () => {
  const n = 4000;
  const q = gumbelSoftmax().build(shapes);
  const logits = tf.tile(tf.reshape(tf.log(tf.tensor1d(probabilities)), [1, 2, 3]), [n, 1, 1]);
  const noise = drawNoise(q.noise('train'), n, randomStream(2));
  const before = tf.memory().numTensors;
  const { z, logDensity } = q.draw([logits], noise, tinyContext(n, { mode: 'evaluate' }));
  const shares = tf.reshape(tf.mean(z, 0), [6]).dataSync();
  expect(deviation(shares, probabilities)).toBeLessThan((5 * 0.5) / Math.sqrt(n));
  const hard = Array.from(z.dataSync());
  expect(hard.every((value) => value === 0 || value === 1)).toBe(true);
  const first = hard.slice(0, 6).map((value, i) => value * Math.log(probabilities[i]!));
  expect(logDensity!.dataSync()[0]).toBeCloseTo(
    first.reduce((sum, value) => sum + value, 0),
    5,
  );
  tf.tidy(() => {
    const relaxed = (temperature: number): tf.Tensor => q.draw([logits], noise, tinyContext(n, schedule(temperature))).z;
    // Maddison et al., proposition 1: the largest is the category that the same noise draws, and temperature 0 draws it alone.
    expect(relaxed(1).argMax(-1).dataSync()).toEqual(z.argMax(-1).dataSync());
    expect(deviation(tf.mean(tf.abs(tf.sub(relaxed(0.01), z))).dataSync(), [0])).toBeLessThan(0.02);
    expect(deviation(tf.sum(relaxed(1), -1).dataSync(), new Float32Array(2 * n).fill(1))).toBeLessThan(1e-6);
    const straight = gumbelSoftmax({ straightThrough: true }).build(shapes);
    const through = straight.draw([logits], noise, tinyContext(n, schedule(1))).z;
    expect(deviation(through.dataSync(), hard)).toBeLessThan(1e-6);
  });
  expect(tf.memory().numTensors).toBeGreaterThan(before);
});

test('the divergence is log K − H for each variable, and the prior draws all categories alike', () => {
  const q = gumbelSoftmax().build(shapes);
  const p = uniformCategories().build(shapes);
  const logits = tf.reshape(tf.log(tf.tensor1d(probabilities)), [1, 2, 3]);
  const kl = p.kl!(q.family!([logits], tinyContext(1)), tinyContext(1))!.dataSync()[0]!;
  const expected = 2 * Math.log(3) + probabilities.reduce((sum, value) => sum + value * Math.log(value), 0);
  expect(kl).toBeCloseTo(expected, 5);
  expect(p.logDensity!(tf.ones([2, 2, 3]), tinyContext(2)).dataSync()[1]).toBeCloseTo(-2 * Math.log(3), 6);
  const noise = drawNoise(p.noise({} as never), 3000, randomStream(1));
  const z = p.draw(noise, tinyContext(3000), 1);
  expect(
    deviation(
      tf.reshape(tf.mean(z, 0), [6]).dataSync(),
      Array.from({ length: 6 }, () => 1 / 3),
    ),
  ).toBeLessThan(0.05);
  expect(
    deviation(
      p.draw(noise, tinyContext(3000), 0).dataSync(),
      Array.from({ length: 18_000 }, () => 1 / 3),
    ),
  ).toBeLessThan(1e-6);
});

test('the temperature follows its schedule, and importance weights of relaxed codes are refused', () => {
  const model = vae({
    encoder: mlp({ hidden: [3] }),
    decoder: mlp({ hidden: [3] }),
    event: [4],
    latent: [2, 3],
    posterior: gumbelSoftmax({ temperature: piecewiseConstant({ boundaries: [5], values: [1, 0.5] }) }),
    prior: uniformCategories(),
  });
  expect(model.schedules!['posterior/temperature']!.at(9)).toBe(0.5);
  const bound = (mode: 'evaluate' | 'train'): Float32Array =>
    tf.tidy(() => {
      const objective = iwae({ k: 2 }).build(model.shapes);
      const noise = drawNoise(model.noise(mode, objective), 3, randomStream(1));
      const input = {
        batch: { x: tf.zeros([3, 4]) },
        noise,
        schedule: { 'posterior/temperature': tf.scalar(1) },
        mode,
        dataSize: 3,
      };
      return tf.addN(Object.values(model.pass(input, objective).outcome().terms)).dataSync() as Float32Array;
    });
  expect(bound('evaluate').every((value) => value > 0 && Number.isFinite(value))).toBe(true);
  expect(() => bound('train')).toThrow('the objective asks for log q(z|x), but the posterior of this model does not have it');
  model.dispose();
  expect(() => gumbelSoftmax({ temperature: 0 })).toThrow('gumbelSoftmax: `temperature` is 0; expected a positive number');
  for (const temperature of [
    exponentialDecay({ from: 1, factor: 0.9, every: 10 }),
    linearWarmup({ steps: 10, from: 1, to: 0 }),
    linearWarmup({ steps: 10 }),
    cyclicalSchedule({ period: 5 }),
    piecewiseConstant({ boundaries: [2, 4], values: [1, 0, 0.5] }),
  ])
    expect(() => gumbelSoftmax({ temperature }), temperature.kind).toThrow(
      `gumbelSoftmax: \`temperature\` is a ${temperature.kind} that falls to 0, where codes have no gradient`,
    );
  expect(() => gumbelSoftmax({ temperature: cosineSchedule({ steps: 10, from: 1, to: 0.5 }) })).not.toThrow();
  expect(() => gumbelSoftmax({ temperature: exponentialDecay({ from: 1, factor: 1, every: 1 }) })).not.toThrow();
  expect(() => gumbelSoftmax().build({ event: [4], latent: [4, 1] })).toThrow(
    'gumbelSoftmax: the latent has shape [4,1], a variable of 1 category; expected at least 2 on the last axis',
  );
});
