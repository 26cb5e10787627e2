import * as tf from '@tensorflow/tfjs';
import { msSsim as similarity } from '@vaekit/losses';
import { beforeAll, expect, test } from 'vitest';
import { mlp } from '../networks/mlp.js';
import { adam } from '../optimizers/adam.js';
import { randomStream } from '../random/randomStream.js';
import { evaluate } from '../training/evaluate.js';
import { fit } from '../training/fit.js';
import { vae } from '../vae.js';
import { bernoulli } from './bernoulli.js';
import { msSsim } from './msSsim.js';

beforeAll(() => tf.setBackend('cpu'));

const event = [8, 8, 1];
/** Bars of two directions, `[rows, 8, 8, 1]`. */
const bars = (rows: number): Float32Array =>
  Float32Array.from({ length: rows * 64 }, (_, i) => {
    const [row, y, x] = [Math.floor(i / 64), Math.floor(i / 8) % 8, i % 8];
    return (row % 2 === 0 ? y : x) % 4 < 2 ? 0.9 : 0.1;
  });

test('is the weighed distance from a similarity of 1, and the windows fit small images', () => {
  const logits = tf.tensor(randomStream(1).fillNormal(new Float32Array(128)), [2, ...event]);
  const x = tf.tensor(bars(2), [2, ...event]);
  const of = (options: Parameters<typeof msSsim>[0], window: number, weight: number): void => {
    const found = msSsim(options).build({ event }).negativeLogDensity([logits], x).dataSync();
    const expected = similarity(x, tf.sigmoid(logits), { window }).dataSync();
    for (const [i, value] of found.entries()) expect(value).toBeCloseTo(weight * (1 - expected[i]!), 4);
  };
  of({}, 7, 64);
  of({ weight: 3, window: 3 }, 3, 3);
  const built = msSsim().build({ event });
  expect(built.reportedAs('static')).toBe('pseudoNll');
  expect(built.draw([logits], {}).dataSync()).toEqual(built.mean([logits]).dataSync());
});

test('a trained model has images of more similarity than one of independent pixels', async () => {
  const data = { data: bars(16), shape: [16, ...event] };
  const similarityOf = async (likelihood: ReturnType<typeof bernoulli>): Promise<number> => {
    const networks = { encoder: mlp({ hidden: [8] }), decoder: mlp({ hidden: [8] }) };
    const model = vae({ event, latent: 2, ...networks, likelihood });
    const before = tf.memory().numTensors;
    await fit(model, data, { epochs: 40, batchSize: 16, optimizer: adam({ learningRate: 2e-2 }) });
    expect(tf.memory().numTensors).toBe(before);
    const found = tf.tidy(() => {
      const x = tf.tensor(data.data, data.shape);
      const z = model.posterior.center(model.encodeParameters(x), model.context(undefined, 16));
      return tf.mean(similarity(x, model.likelihood.mean(model.decodeParameters(z)), { window: 7 })).dataSync()[0]!;
    });
    expect((await evaluate(model, data)).terms['reconstruction']).toBeGreaterThanOrEqual(0);
    model.dispose();
    return found;
  };
  const own = await similarityOf(msSsim());
  expect(own).toBeGreaterThan(0.9);
  expect(own).toBeGreaterThan((await similarityOf(bernoulli())) - 0.01);
});

test('says what is wrong', () => {
  expect(() => msSsim({ weight: -1 })).toThrow('msSsim: `weight` is -1; expected a number of at least 0');
  expect(() => msSsim().build({ event: [6] })).toThrow('msSsim: examples have shape [6]; expected images');
});
